import BootSigning
import Digests
import ESP32
import KeyStore
import Model
import Wire

/// A signed sample and the device that boots it: what negative tests start from.
struct SignedESPImage: Sendable {
    var image: [UInt8]
    var trust: DeviceTrust

    /// One of each kind; the keys are made once.
    enum Kind: String, CaseIterable, Sendable {
        case rsa, p256, p384
        /// Three blocks.
        case three

        var algorithms: [SigningPublicKey.Algorithm] {
            switch self {
            case .rsa: [.rsa3072]
            case .p256: [.ecdsaP256]
            case .p384: [.ecdsaP384]
            case .three: [.ecdsaP256, .ecdsaP256, .ecdsaP256]
            }
        }
    }

    static func of(_ kind: Kind) async throws -> SignedESPImage {
        switch kind {
        case .rsa: try await rsa.value
        case .p256: try await p256.value
        case .p384: try await p384.value
        case .three: try await three.value
        }
    }

    private static let rsa = Task { try await made(.rsa) }
    private static let p256 = Task { try await made(.p256) }
    private static let p384 = Task { try await made(.p384) }
    private static let three = Task { try await made(.three) }

    private static func made(_ kind: Kind) async throws -> SignedESPImage {
        let keys = try kind.algorithms.map { try SoftwareSigner.ephemeral($0) }
        var sink = MemorySink()
        try await ESP32Signing().sign(MemorySource(SampleESPImage.octets()), with: keys, to: &sink)
        return SignedESPImage(image: sink.bytes, trust: try DeviceTrust(fusing: keys))
    }

    func judged() throws -> Judgement { try ESP32Format.verify(MemorySource(image), trust) }

    /// Where a block begins.
    static func block(_ number: Int = 0) -> Int { SampleESPImage.sectorOffset + 1216 * number }

    /// Gives a block the CRC of its octets.
    mutating func reseal(_ number: Int = 0) {
        let start = Self.block(number)
        // Bit by bit, and so not the table under test.
        var register = UInt32.max
        for octet in image[start..<start + 1196] {
            register ^= UInt32(octet)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xEDB8_8320 : register >> 1 }
        }
        image.replaceSubrange((start + 1196)..<(start + 1200), with: SampleESPImage.number(~register))
    }

    /// Puts octets into a block and gives it their CRC.
    mutating func put(_ octets: [UInt8], at offset: Int, block number: Int = 0) {
        let start = Self.block(number) + offset
        image.replaceSubrange(start..<start + octets.count, with: octets)
        reseal(number)
    }

    mutating func flip(_ offset: Int, block number: Int = 0) {
        put([image[Self.block(number) + offset] ^ 1], at: offset, block: number)
    }
}

extension DeviceTrust {
    /// A device whose eFuses hold the keys' digests.
    init(fusing keys: [any Signer]) throws {
        self.init(
            digests: try keys.map {
                KeyDigest(try ESPPublicKey(subjectPublicKeyInfo: $0.publicKey.subjectPublicKeyInfo).fuseDigest)
            }
        )
    }
}
