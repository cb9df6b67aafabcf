/// The text of a UUID — RFC 9562, 4: its 16 octets in five groups of hexadecimal digits, `01234567-89ab-…`.
public enum UUIDText {
    /// The text, in lower case; nil unless there are 16 octets.
    public static func encode(_ octets: [UInt8]) -> String? {
        guard octets.count == 16 else { return nil }
        var groups: [String] = []
        var rest = octets[...]
        for count in sizes {
            groups.append(Hexadecimal.encode(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return groups.joined(separator: "-")
    }

    /// The 16 octets, or nil unless the text is such groups, in either case, and nothing else.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == sizes.map({ 2 * $0 }) else { return nil }
        var octets: [UInt8] = []
        for group in groups {
            guard let part = Hexadecimal.decode(group) else { return nil }
            octets += part
        }
        return octets
    }

    private static let sizes = [4, 2, 2, 2, 6]
}
