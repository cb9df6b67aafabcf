public import Model
internal import Wire

/// Text with signatures beneath it — C2SP signed-note.
///
/// Parsing checks form, never authenticity: believe the text only after ``isSigned(by:)``.
public struct SignedNote: Hashable, Sendable {
    /// One signature line: `— <name> base64(<key id> ‖ <signature>)`.
    public struct Signature: Hashable, Sendable {
        public var name: String
        public var keyID: UInt32
        public var bytes: [UInt8]
    }

    /// The most octets of a note that are read.
    public static let largest = 262_144
    /// The most signatures that are read; the specification asks for 16.
    public static let mostSignatures = 64
    /// The signature type of Ed25519 — C2SP signed-note, Signature types.
    static let ed25519: UInt8 = 0x01

    /// Ends with a newline.
    public let text: String
    public private(set) var signatures: [Signature]

    /// Parses a note: valid UTF-8, no control characters but newline, text, empty line, 1 to 64 signature lines.
    public init(parsing note: String) throws(BedplateError) {
        let bytes = Array(note.utf8)
        guard bytes.count <= Self.largest else { throw Self.malformed("is longer than \(Self.largest) octets") }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else { throw Self.malformed("has a control character") }
        guard bytes.last == 0x0A, let end = Self.lastEmptyLine(bytes) else {
            throw Self.malformed("has no signatures beneath an empty line")
        }
        let lines = bytes[(end + 1)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count <= Self.mostSignatures else {
            throw Self.malformed("has more than \(Self.mostSignatures) signatures")
        }
        text = String(decoding: bytes[..<end], as: UTF8.self)
        signatures = []
        for (number, line) in lines.enumerated() {
            guard let signature = Self.signature(line) else {
                throw BedplateError(
                    .malformed,
                    "the signed note has a line that is no signature",
                    location: "signature \(number + 1)"
                )
            }
            signatures.append(signature)
        }
    }

    /// Signs `text`, which ends with a newline, and checks the signature before it gives it out.
    public static func sign(_ text: String, name: String, with signer: any Signer) async throws -> SignedNote {
        let key = try NoteVerifierKey(name: name, publicKey: signer.publicKey)
        let message = Array(text.utf8)
        let signature = Signature(name: name, keyID: key.id, bytes: try await signer.sign(message))
        let note = try SignedNote(parsing: Self.written(text, [signature]))
        // The parsed text is the given one: a text with signature-like lines of its own is cut at the last empty line.
        guard Array(note.text.utf8) == message, note.isSigned(by: key) else {
            throw BedplateError(.environment, "the signing key made a signature that does not verify")
        }
        return note
    }

    /// Whether the key signed this text: at least one signature is the key's, and each one that claims to be holds.
    public func isSigned(by key: NoteVerifierKey) -> Bool {
        let claimed = signatures.filter { $0.keyID == key.id && $0.name.utf8.elementsEqual(key.name.utf8) }
        return !claimed.isEmpty && claimed.allSatisfy { key.verifies($0.bytes, of: Array(text.utf8)) }
    }

    private static func signature(_ line: ArraySlice<UInt8>) -> Signature? {
        guard line.starts(with: dash) else { return nil }
        let parts = line.dropFirst(dash.count).split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = Base64.decode(parts[1]), bytes.count > 4 else { return nil }
        let name = String(decoding: parts[0], as: UTF8.self)
        guard NoteName.isValid(name) else { return nil }
        let id = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        return Signature(name: name, keyID: id, bytes: Array(bytes.dropFirst(4)))
    }

    /// Where the last empty line's newline stands; the text before it is not empty.
    private static func lastEmptyLine(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 2 else { return nil }
        return (1..<bytes.count).last { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }
    }

    private static func written(_ text: String, _ signatures: [Signature]) -> String {
        var note = text + "\n"
        for signature in signatures {
            let id = stride(from: 24, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: signature.keyID >> UInt32($0))
            }
            note += "— \(signature.name) \(Base64.encode(id + signature.bytes))\n"
        }
        return note
    }

    private static func malformed(_ what: String) -> BedplateError {
        BedplateError(.malformed, "the signed note \(what)")
    }

    /// Em dash and space.
    private static let dash: [UInt8] = [0xE2, 0x80, 0x94, 0x20]
}

extension SignedNote: CustomStringConvertible {
    /// The note as it travels: text, empty line, signatures.
    public var description: String { Self.written(text, signatures) }
}
