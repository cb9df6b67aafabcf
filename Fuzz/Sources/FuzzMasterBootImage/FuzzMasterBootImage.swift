import BootSigning
import FuzzDriver
import MasterBootImage
import Model
import PKIX

@_cdecl("FuzzMasterBootImage_main")
public func fuzzMasterBootImage(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as what follows an application, as a certificate block and as an image: what is read is written again with
/// the same octets; an explanation accounts for every octet; nothing is booted by a device that trusts keys which nobody
/// has.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let trailer = try? MBITrailer(bytes) { precondition(trailer.octets == bytes, "one form") }
    if let block = try? MBICertificateBlock(bytes) { precondition(block.octets == bytes, "one form") }
    if let header = try? MBIHeader(bytes) {
        var written = bytes
        header.write(into: &written)
        precondition(written == bytes, "one form")
    }
    let image = MemorySource(bytes)
    let trust = DeviceTrust(digests: [.init([UInt8](repeating: 0xA5, count: 32))])
    if let judgement = try? MasterBootImageFormat.verify(image, trust) {
        precondition(!judgement.holds, "nobody signed this")
    }
    let isRecognised = (try? MasterBootImageFormat.recognises(image)) ?? false
    if let explanation = try? MasterBootImageFormat.explain(image) {
        precondition(isRecognised, "what can be read is recognised")
        var place = 0
        for region in explanation.regions {
            precondition(region.offset == place, "regions follow one another")
            place += region.count
        }
        precondition(place == size, "every octet is accounted for")
    }
    return 0
}

private func seeds() -> [[UInt8]] {
    let infos: [PublicKeyInfo] = [
        .ellipticCurve(.p256, x: [UInt8](1...32), y: [UInt8](33...64)),
        .ellipticCurve(.p384, x: [UInt8](1...48), y: [UInt8](49...96)),
    ]
    return infos.compactMap(MBIPublicKey.init).flatMap { key -> [[UInt8]] in
        let size = key.signatureSize / 2
        let certificate = MBISigningKeyCertificate(
            constraint: 3,
            key: key,
            userData: [1, 2, 3, 4],
            signature: [UInt8](repeating: 1, count: key.signatureSize)
        )
        return [(0, nil), (4, nil), (2, certificate)].flatMap { hashes, certificate -> [[UInt8]] in
            let root = MBIRootRecord(
                hashes: (0..<hashes).map { [UInt8](repeating: UInt8($0), count: size) },
                index: 0,
                key: key
            )
            let trailer = MBITrailer(
                block: MBICertificateBlock(root: root, signingKey: certificate),
                manifest: MBIManifest(firmwareVersion: 7, trustZone: hashes == 4 ? Array("TZ-M".utf8) : []),
                signature: [UInt8](repeating: 1, count: key.signatureSize)
            )
            let header = MBIHeader(
                imageCount: UInt32(64 + trailer.count),
                blockOffset: 64,
                loadAddress: 0x1000,
                hasTrustZone: hashes == 4
            )
            var application = [UInt8](repeating: 0xEE, count: 64)
            header.write(into: &application)
            return [trailer.octets, trailer.block.octets, application + trailer.octets]
        }
    }
}
