/// The purpose that a key is derived for — Part 1, 11.4.10 and 11.4.8.
///
/// On the wire and in hashes a label always carries its terminating zero octet; a label that holds another zero cannot
/// be made.
public struct KDFLabel: Hashable, Sendable {
    /// The label's characters, without the terminating zero.
    public let name: String

    private init(known name: String) { self.name = name }

    /// nil if the text holds a zero octet or is not ASCII.
    public init?(_ name: String) {
        guard name.utf8.allSatisfy({ $0 != 0 && $0 < 0x80 }) else { return nil }
        self.name = name
    }

    /// The octets that are hashed, terminating zero included.
    public var bytes: [UInt8] { Array(name.utf8) + [0] }

    /// Seed of a duplicated object — Part 1, 23.3.
    public static let duplicate = KDFLabel(known: "DUPLICATE")
    /// Seed of a credential — Part 1, 24.
    public static let identity = KDFLabel(known: "IDENTITY")
    /// Salt of a session — Part 1, 19.6.13.
    public static let secret = KDFLabel(known: "SECRET")
    /// Symmetric key that protects a sensitive area — Part 1, 22.4.
    public static let storage = KDFLabel(known: "STORAGE")
    /// HMAC key that protects a sensitive area — Part 1, 22.4.
    public static let integrity = KDFLabel(known: "INTEGRITY")
    /// Session key — Part 1, 19.6.8.
    public static let ath = KDFLabel(known: "ATH")
    /// Parameter encryption with AES-CFB — Part 1, 21.3.
    public static let cfb = KDFLabel(known: "CFB")
    /// Parameter obfuscation — Part 1, 21.2.
    public static let xor = KDFLabel(known: "XOR")
}
