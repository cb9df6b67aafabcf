/// Base 64 — RFC 4648, 4: padded, one text for each byte string; everything else is refused. Foundation's decoder takes
/// more.
public enum Base64 {
    /// The text, without line ends.
    public static func encode(_ bytes: [UInt8]) -> String { encode(bytes, with: alphabet, isPadded: true) }

    static func encode(_ bytes: [UInt8], with alphabet: [UInt8], isPadded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var start = 0
        while start < bytes.count {
            let count = min(3, bytes.count - start)
            var bits = UInt32(bytes[start]) << 16
            if count > 1 { bits |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { bits |= UInt32(bytes[start + 2]) }
            for place in 0...count { text.append(alphabet[Int(bits >> UInt32(18 - 6 * place) & 0x3F)]) }
            if isPadded { for _ in count..<3 { text.append(pad) } }
            start += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The octets, or nil unless `text` is exactly what ``encode(_:)`` makes of them.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let text = [UInt8](text)
        guard text.count % 4 == 0 else { return nil }
        let padding = text.suffix(2).reversed().prefix { $0 == pad }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var (bits, held): (UInt32, UInt32) = (0, 0)
        for character in text.dropLast(padding) {
            guard let digit = digit(character) else { return nil }
            bits = (bits << 6 | digit) & 0xFFFF
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> held))
            }
        }
        // The bits that padding leaves over are zero, or one byte string would have several texts.
        return bits & ((1 << held) - 1) == 0 ? bytes : nil
    }

    private static let pad: UInt8 = 0x3D
    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func digit(_ character: UInt8) -> UInt32? {
        switch character {
        case 0x41...0x5A: UInt32(character - 0x41)
        case 0x61...0x7A: UInt32(character - 0x61 + 26)
        case 0x30...0x39: UInt32(character - 0x30 + 52)
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}
