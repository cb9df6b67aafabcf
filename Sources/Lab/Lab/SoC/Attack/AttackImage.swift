internal import Crypto
internal import Foundation
internal import SoC

/// A signed image as an attacker makes one: octet for octet, also where no tool would.
struct AttackImage {
    /// The probe, with a word that it prints.
    var payload: [UInt8]
    var counter: UInt32 = 6
    var loadAddress = MemoryMap.secureFirmware
    /// IMAGE_F_RAM_LOAD
    var flags: UInt32 = 0x20
    var revision: UInt16 = 0
    /// Changes the TLVs that no signature covers, once they are made.
    var change: (inout [TLV]) -> Void = { _ in }

    /// struct image_tlv — bootutil/image.h: type and value.
    struct TLV {
        var type: UInt16
        var value: [UInt8]

        var octets: [UInt8] { AttackImage.half(type) + AttackImage.half(UInt16(value.count)) + value }

        static let publicKey: UInt16 = 0x02
        static let sha256: UInt16 = 0x10
        static let ecdsa: UInt16 = 0x22
        static let securityCounter: UInt16 = 0x50
    }

    static let headerSize = 512

    /// Of any payload, whose first words are its vectors.
    init(payload: [UInt8]) {
        self.payload = payload
        while self.payload.count % 4 != 0 { self.payload.append(0) }
    }

    /// - Parameters:
    ///   - marker: what it prints.
    ///   - size: octets of the payload, if it shall have more.
    init(_ probe: [UInt8], marker: UInt32, size: Int = 0) {
        payload = probe
        payload.replaceSubrange(64..<68, with: Self.word(marker))
        while payload.count < max(size, (probe.count + 3) & ~3) {
            payload.append(UInt8(truncatingIfNeeded: payload.count &* 31))
        }
    }

    /// Header, payload and protected TLVs: what is signed.
    var covered: [UInt8] {
        let counters = TLV(type: TLV.securityCounter, value: Self.word(counter)).octets
        let protected = Self.half(0x6908) + Self.half(UInt16(4 + counters.count)) + counters
        var header = Self.word(0x96F3_B83D) + Self.word(loadAddress)
        header += Self.half(UInt16(Self.headerSize)) + Self.half(UInt16(protected.count))
        header += Self.word(UInt32(payload.count)) + Self.word(flags)
        header += [1, 0] + Self.half(revision) + Self.word(0) + Self.word(0)
        return header + [UInt8](repeating: 0, count: Self.headerSize - header.count) + payload + protected
    }

    /// The whole image.
    func octets(by key: P256.Signing.PrivateKey) throws -> [UInt8] {
        let covered = covered
        return covered + trailer(try Self.entries(covered, key))
    }

    /// The image after somebody changed what is signed, and made the hash again: the signature is that of before.
    func altered(by key: P256.Signing.PrivateKey, _ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
        var entries = try Self.entries(covered, key)
        var altered = covered
        change(&altered)
        entries[0].value = Array(SHA256.hash(data: altered))
        return altered + trailer(entries)
    }

    private static func entries(_ covered: [UInt8], _ key: P256.Signing.PrivateKey) throws -> [TLV] {
        let digest = SHA256.hash(data: covered)
        return [
            TLV(type: TLV.sha256, value: Array(digest)),
            TLV(type: TLV.publicKey, value: Array(key.publicKey.derRepresentation)),
            TLV(type: TLV.ecdsa, value: Array(try key.signature(for: digest).derRepresentation)),
        ]
    }

    private func trailer(_ entries: [TLV]) -> [UInt8] {
        var entries = entries
        change(&entries)
        let body = entries.flatMap(\.octets)
        return Self.half(0x6907) + Self.half(UInt16(4 + body.count)) + body
    }

    static func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    static func half(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
}
