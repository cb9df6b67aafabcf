internal import Crypto
public import Model
internal import Wire

/// A public key that a verifier pins, under the name it signs with — C2SP signed-note, Verifier keys.
///
/// Only Ed25519 (signature type 0x01): what else a note may be signed with is ignored, never believed.
public struct NoteVerifierKey: Hashable, Sendable {
    public let name: String
    /// Ed25519, 32 octets (RFC 8032).
    public let publicKey: [UInt8]
    /// SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), its first 4 octets, big-endian. Tells keys apart, proves nothing.
    public let id: UInt32

    /// - Throws: ``BedplateError/Code/malformed`` for a name that is none or a key that is not Ed25519.
    public init(name: String, publicKey: SigningPublicKey) throws(BedplateError) {
        let spki = publicKey.subjectPublicKeyInfo
        guard publicKey.algorithm == .ed25519, spki.starts(with: Self.spkiPrefix),
            spki.count == Self.spkiPrefix.count + 32
        else { throw BedplateError(.malformed, "notes are signed with Ed25519 keys only") }
        try self.init(name: name, ed25519: Array(spki.dropFirst(Self.spkiPrefix.count)))
    }

    /// Parses `<name>+<id, 8 hexadecimal digits>+<base64 of type and key>`; the identifier must be the key's own.
    public init(parsing text: String) throws(BedplateError) {
        let parts = text.utf8.split(separator: 0x2B, maxSplits: 2, omittingEmptySubsequences: false)
        guard text.utf8.count <= 1024, parts.count == 3,
            let key = Base64.decode(parts[2]), key.count == 33, key[0] == SignedNote.ed25519
        else { throw BedplateError(.malformed, "a verifier key is <name>+<id>+<base64>, Ed25519") }
        try self.init(name: String(decoding: parts[0], as: UTF8.self), ed25519: Array(key.dropFirst()))
        guard Array(parts[1]) == Array(Self.hexadecimal(id).utf8) else {
            throw BedplateError(.malformed, "the verifier key's identifier is not that of its name and key")
        }
    }

    private init(name: String, ed25519: [UInt8]) throws(BedplateError) {
        try NoteName.check(name)
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: ed25519)) != nil else {
            throw BedplateError(.malformed, "the verifier key is not an Ed25519 key")
        }
        self.name = name
        self.publicKey = ed25519
        let digest = SHA256.hash(data: Array(name.utf8) + [0x0A, SignedNote.ed25519] + ed25519)
        id = digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Whether this key signed the text.
    func verifies(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: text)
    }

    /// SubjectPublicKeyInfo of an Ed25519 key up to the key itself — RFC 8410, 4.
    private static let spkiPrefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    private static func hexadecimal(_ id: UInt32) -> String {
        Hexadecimal.encode(stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: id >> UInt32($0)) })
    }
}

extension NoteVerifierKey: CustomStringConvertible {
    /// The text that verifiers keep: `<name>+<id>+<base64>`.
    public var description: String {
        "\(name)+\(Self.hexadecimal(id))+\(Base64.encode([SignedNote.ed25519] + publicKey))"
    }
}
