import AHAB
import BootSigning
import Digests
import KeyStore
import Model
import PKIX

/// A small unsigned image: one container (or two), two images each.
struct SampleAHABImage: Sendable {
    /// Where images begin; SPSDK wants 0x2000.
    var start = 0x400
    var spacing = 0x40
    var containers = 1

    static let fuseVersion: UInt8 = 2

    func octets() throws -> [UInt8] {
        var (head, body) = ([UInt8](), [UInt8]())
        for number in 0..<containers {
            let place = number * AHABContainer.spacing
            head += [UInt8](repeating: 0, count: place - head.count)
            var images: [AHABImageEntry] = []
            for (index, algorithm) in [HashAlgorithm.sha256, .sha384].enumerated() {
                body += [UInt8](repeating: 0xFF, count: (number * 2 + index) * spacing - body.count)
                let content = (0..<48).map { UInt8($0 * 5 + index + number) }
                let offset = start + body.count - place
                images.append(
                    AHABImageEntry(
                        offset: UInt32(offset),
                        count: UInt32(content.count),
                        loadAddress: 0x1FFC_0000,
                        entryPoint: 0x1FFC_0000,
                        flags: 0x13 | UInt32(index) << 8,
                        metadata: 0,
                        hash: try algorithm.digest(content)
                    )
                )
                body += content
            }
            head += container(images).octets
        }
        return head + [UInt8](repeating: 0, count: start - head.count) + body
    }

    private func container(_ images: [AHABImageEntry]) -> AHABContainer {
        AHABContainer(
            flags: 0,
            softwareVersion: 3,
            fuseVersion: Self.fuseVersion,
            images: images,
            signature: nil
        )
    }
}

/// Four SRKs in memory.
struct AHABKeys: Sendable {
    var signers: [SoftwareSigner]

    init(_ algorithm: SigningPublicKey.Algorithm) throws {
        signers = try (0..<4).map { _ in try SoftwareSigner.ephemeral(algorithm) }
    }

    init(signers: [SoftwareSigner]) { self.signers = signers }

    var infos: [[UInt8]] { signers.map(\.publicKey.subjectPublicKeyInfo) }

    /// A device in whose fuses their hash is.
    func trust() throws -> DeviceTrust {
        DeviceTrust(digests: [.init(try AHABSignature.fuseDigest(of: AHABSigning(keys: infos).keys))])
    }

    func signed(_ image: [UInt8], by index: Int = 1) async throws -> [UInt8] {
        var sink = MemorySink()
        try await AHABSigning(keys: infos).sign(MemorySource(image), with: signers[index], to: &sink)
        return sink.bytes
    }

    /// Signs a container as it is, whatever it says.
    func forged(_ container: AHABContainer, by index: Int = 1) async throws -> AHABContainer {
        var container = container
        let table = try AHABSigning(keys: infos).keys
        container.signature = AHABSignature(keys: table, octets: [UInt8](repeating: 1, count: table[0].signatureSize))
        let message = Array(container.octets.prefix(container.signedCount))
        let made = try await signers[index].sign(.message(message), table[index].scheme)
        container.signature = AHABSignature(keys: table, octets: made)
        return container
    }
}
