/// base64url without padding — RFC 4648, 5; RFC 7515, 2: what tokens and web keys are written in.
extension Base64 {
    public static func encodeURL(_ bytes: [UInt8]) -> String { encode(bytes, with: urlAlphabet, isPadded: false) }

    /// The octets, or nil unless `text` is exactly what ``encodeURL(_:)`` makes of them.
    public static func decodeURL(_ text: String) -> [UInt8]? {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.utf8.count + 3)
        for character in text.utf8 {
            switch character {
            case 0x2B, 0x2F, 0x3D: return nil
            case 0x2D: plain.append(0x2B)
            case 0x5F: plain.append(0x2F)
            default: plain.append(character)
            }
        }
        while plain.count % 4 != 0 { plain.append(0x3D) }
        return decode(plain)
    }

    private static let urlAlphabet: [UInt8] = alphabet.dropLast(2) + Array("-_".utf8)
}
