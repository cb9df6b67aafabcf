/// base64url without padding — RFC 4648, 5; RFC 7515, 2: what tokens and web keys are written in.
extension Base64 {
    public static func encodeURL(_ bytes: [UInt8]) -> String { encode(bytes, with: urlAlphabet, isPadded: false) }

    /// The octets, or nil unless `text` is exactly what ``encodeURL(_:)`` makes of them.
    public static func decodeURL(_ text: String) -> [UInt8]? {
        guard text.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2F && $0 != 0x3D }) else { return nil }
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return decode((plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)).utf8)
    }

    private static let urlAlphabet: [UInt8] = alphabet.dropLast(2) + Array("-_".utf8)
}
