internal import Digests
internal import SoC
internal import Wire

/// What lies in slot A while faults are made. All of it is fixed, so that the same trial is the same everywhere; the
/// private keys were thrown away.
public enum FaultImage: String, CaseIterable, Codable, Sendable {
    /// Signed for the device: the control.
    case authentic
    /// The authentic one with another payload, and a digest that fits it: its signature does not.
    case tampered
    /// Signed, by a key that no fuse knows.
    case wrongKey = "wrong-key"
    /// Signed for the device, and older than its counter.
    case rolledBack = "rolled-back"

    /// Those that must not boot.
    public static let attacks: [FaultImage] = [.tampered, .wrongKey, .rolledBack]

    /// What its payload alone prints.
    var marker: String {
        switch self {
        case .authentic: "P:AUTHENTIC"
        case .tampered: "P:TAMPERED!"
        case .wrongKey: "P:WRONG-KEY"
        case .rolledBack: "P:ROLL-BACK"
        }
    }

    /// Why it is refused.
    var refusal: BootCode? {
        switch self {
        case .authentic: nil
        case .tampered: .imageSignature
        case .wrongKey: .imageKeyUnknown
        case .rolledBack: .imageCounter
        }
    }

    /// The device's counter, and what the image that is older has.
    static let counter: UInt32 = 2
    /// What is fused: the digest of the key.
    static let rootKey = sha256(keyInfo(Self.authenticKey))

    /// What the ROM measures.
    var digest: [UInt8] { Self.sha256(covered) }

    /// The image as it lies in its slot: one TLV of SEC_CNT, then SHA256, PUBKEY and ECDSA_SIG.
    var octets: [UInt8] {
        let key = Self.keyInfo(self == .wrongKey ? Self.foreignKey : Self.authenticKey)
        let entries = Self.entry(0x10, digest) + Self.entry(0x02, key) + Self.entry(0x22, signature)
        return covered + Self.halves([0x6907, UInt16(4 + entries.count)]) + entries
    }

    private var covered: [UInt8] {
        let payload = FaultPayload.octets(marker)
        let version: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]
        let header =
            Self.words([0x96F3_B83D, MemoryMap.secureFirmware]) + Self.halves([512, 12])
            + Self.words([UInt32(payload.count), 0x20]) + version + Self.words([0])
        let protected = Self.halves([0x6908, 12, 0x50, 4]) + Self.words([self == .rolledBack ? 1 : Self.counter])
        return header + [UInt8](repeating: 0, count: 512 - header.count) + payload + protected
    }

    private var signature: [UInt8] {
        switch self {
        case .authentic, .tampered: Self.authenticSignature
        case .wrongKey: Self.foreignSignature
        case .rolledBack: Self.olderSignature
        }
    }

    /// SubjectPublicKeyInfo of an uncompressed point on P-256.
    private static func keyInfo(_ point: [UInt8]) -> [UInt8] {
        octets("3059301306072a8648ce3d020106082a8648ce3d03010703420004") + point
    }

    private static let authenticKey = octets(
        "083f9bfa7925c41eb1aac1bda057c7245ee76fd02ef0308c83f6225f8e74ea70"
            + "940457a293a1f4bd01700e450c928205ac21281ba48718664560b0949f68a94d"
    )
    private static let foreignKey = octets(
        "b7d91f22653c3cb9539235216011e2f265354ade61c5d8289fafdcc5f8cbeb87"
            + "ab14a5d7e9cc46adb3f0146629319ba9e537d0a176d747f17c3684b6dfdfb873"
    )
    private static let authenticSignature = octets(
        "304502207b2f5213d3414c388d3e5c053e259574379382c2239d55a5387cb7a14e06b455"
            + "022100d51130b3b61d60ffc07e5d217a7abd120e12516fd259e0f43b33289cf3d40def"
    )
    private static let foreignSignature = octets(
        "304402205f8109e1fe83f088579fa9437c15ed5ee8c3e39eef41aa924e5e402e0fb89c15"
            + "02202a8d1e05c21e5fc524e522402cf0937db3581d6d0185597175c9d8685f168e44"
    )
    private static let olderSignature = octets(
        "3044022076d08a29f16d850df8e320bb6ccd791289bcf0e384de6696367d78916f34ef3e"
            + "02200e2ffcdad8aedf700cd1c2f44b95aeaca03df44738fdf4f03d2b5db46b3d0690"
    )

    private static func octets(_ digits: String) -> [UInt8] { Hexadecimal.decode(digits) ?? [] }
    private static func sha256(_ octets: [UInt8]) -> [UInt8] { (try? HashAlgorithm.sha256.digest(octets)) ?? [] }
    private static func entry(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        halves([type, UInt16(value.count)]) + value
    }
    private static func halves(_ values: [UInt16]) -> [UInt8] {
        values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }
    static func words(_ values: [UInt32]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }
}
