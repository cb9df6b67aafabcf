internal import Digests
public import MasterBootImage
public import Model
internal import PKIX

/// Signs an application as a master boot image for NXP's MCX N54x and N94x.
///
/// ```swift
/// let block = try MBICertificateBlock(roots: roots, signedBy: key)
/// let signing = MasterBootImageSigning(block, firmwareVersion: 7, loadAddress: 0)
/// try await DurableFile.stream(to: "app-signed.bin") { sink in
///     try await signing.sign(FileSource("app.bin"), with: key, to: &sink)
/// }
/// ```
public struct MasterBootImageSigning: Sendable {
    /// Whose word the image rests on; the same for each image that a key signs.
    public var block: MBICertificateBlock
    /// The counter against going back.
    public var firmwareVersion: UInt16
    /// Where the image runs; a multiple of four.
    public var loadAddress: UInt32
    /// Whether it is the image that the chip starts when the main one cannot be.
    public var isRecovery: Bool
    /// Which of two images is tried first; zero for none.
    public var imageVersion: UInt16
    /// TrustZone settings as SPSDK writes them; nothing for the chip's own.
    public var trustZone: [UInt8]

    public init(
        _ block: MBICertificateBlock,
        firmwareVersion: UInt16,
        loadAddress: UInt32,
        isRecovery: Bool = false,
        imageVersion: UInt16 = 0,
        trustZone: [UInt8] = []
    ) {
        self.block = block
        self.firmwareVersion = firmwareVersion
        self.loadAddress = loadAddress
        self.isRecovery = isRecovery
        self.imageVersion = imageVersion
        self.trustZone = trustZone
    }

    /// Writes the image: the application with the header in its vector table, filled with zeros to a multiple of four,
    /// then certificate block, manifest and signature.
    ///
    /// The application is read once, in parts. The signature is verified before it is written, and has the smaller of
    /// its two values.
    ///
    /// - Parameter signer: the image signing key of the certificate block, or the root key when it has none.
    /// - Throws: ``BedplateError/Code/malformed`` for an application that is shorter than a vector table or longer than
    ///   the header can say, an address that is no multiple of four, settings that are none, and a certificate block that
    ///   no device would accept; ``BedplateError/Code/conflict`` for an image that is signed already and another signer.
    public func sign(
        _ application: some OctetSource,
        with signer: any Signer,
        to sink: inout some OctetSink
    ) async throws {
        let key = block.imageKey
        guard key.isKey(of: signer) else {
            throw BedplateError(
                .conflict,
                "the key in \(signer.home.location) is not the one that the certificate block lets sign"
            )
        }
        try block.check()
        let header = try header(application)
        var manifest = MBIManifest(firmwareVersion: firmwareVersion, trustZone: trustZone)
        var measurement = try MBIMeasurement(key)
        var head = try application.prefix(MBIHeader.size)
        header.write(into: &head)
        try Self.pass(head, &measurement, &sink)
        try application.forEachChunk(in: head.count..<application.count) { (chunk) throws(BedplateError) in
            try Self.pass(chunk, &measurement, &sink)
        }
        let filling = [UInt8](repeating: 0, count: Int(header.blockOffset) - application.count)
        try Self.pass(filling + block.octets + manifest.checkedOctets, &measurement, &sink)
        manifest.checksum = measurement.checksum.value
        let checksum = Array(manifest.octets.suffix(4))
        try Self.pass(checksum, &measurement, &sink)
        let made = try await key.signature(of: .digest(measurement.hasher.finalize()), by: signer)
        // What was written is what would be read.
        let trailer = MBITrailer(block: block, manifest: manifest, signature: made)
        guard (try? MBITrailer(trailer.octets)) == trailer else {
            throw BedplateError(.malformed, "the certificate block makes no image that a chip would accept")
        }
        try sink.write(made)
    }

    private func header(_ application: some OctetSource) throws(BedplateError) -> MBIHeader {
        guard application.count >= MBIHeader.size else {
            throw BedplateError(.malformed, "the application has \(application.count) octets, and no vector table")
        }
        guard try !MasterBootImageFormat.recognises(application) else {
            throw BedplateError(.conflict, "the image is signed already", hint: "sign the application it was made of")
        }
        guard loadAddress % 4 == 0 else { throw BedplateError(.malformed, "the load address is no multiple of four") }
        guard trustZone.isEmpty || MBIManifest.isTrustZone(trustZone) else {
            throw BedplateError(.malformed, "the TrustZone settings are none: they begin with TZ-M")
        }
        let blockOffset = (application.count + 3) / 4 * 4
        let count = blockOffset + block.count + MBIManifest.size + trustZone.count + block.imageKey.signatureSize
        guard let imageCount = UInt32(exactly: count) else {
            throw BedplateError(.malformed, "the image would have \(count) octets")
        }
        return MBIHeader(
            imageCount: imageCount,
            blockOffset: UInt32(blockOffset),
            loadAddress: loadAddress,
            isRecovery: isRecovery,
            hasTrustZone: !trustZone.isEmpty,
            imageVersion: imageVersion
        )
    }

    private static func pass(
        _ octets: [UInt8],
        _ measurement: inout MBIMeasurement,
        _ sink: inout some OctetSink
    ) throws(BedplateError) {
        measurement.update(octets)
        try sink.write(octets)
    }
}
