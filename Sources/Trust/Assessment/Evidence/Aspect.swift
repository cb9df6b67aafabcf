/// What a piece of evidence is about, in words that no vendor owns: readers translate what a part says into these, and the
/// rubric knows nothing else. Extend only.
public enum Aspect: String, Sendable, Hashable, Codable, CaseIterable {
    case part
    case verifyKey = "verify-key"
    case keySlot = "key-slot"
    case secret
    case block
    case enforcement
    case lifecycle
    case firstCode = "first-code"
    case failure
    case recovery
    case rollback
    case debug
    case identity
    case keyStore = "key-store"
    case readAttempt = "read-attempt"
    case writeAttempt = "write-attempt"
    case provisioning
    case fleet
    case hardening
    case claim

    /// The record's kind.
    public var kind: String { "observed." + rawValue }

    public init?(kind: String) {
        guard kind.hasPrefix("observed.") else { return nil }
        self.init(rawValue: String(kind.dropFirst("observed.".count)))
    }

    /// The one table of what is said about each; `name` tells several of a kind apart and is always allowed.
    public var fields: [AspectField] {
        switch self {
        case .part:
            [
                .text("family", "the part as its maker names it", isRequired: true), .text("vendor", "its maker"),
                .text("revision", "of the silicon"), .text("firmware", "version of what runs on it"),
                .text("serial", "unique to the unit"), .text("rom", "identity or version of its ROM"),
            ]
        case .verifyKey:
            [
                .oneOf(
                    "storage",
                    ["otp", "rom", "sealed-flash", "locked-flash", "lockable-flash", "firmware", "flash", "file"],
                    """
                    where the key or its digest is: what cannot be changed, what a seal or lock keeps, flash whose lock was \
                    not read, code of which only the file was read, what anybody writes
                    """,
                    isRequired: true
                ),
                .hexadecimal("digest", "of the key, as it is stored"),
                .oneOf("locked", ["yes", "no"], "whether the value can still be changed or added to"),
                .oneOf("revoked", ["yes", "no"], "whether the key counts no more"),
                .text("development", "the public development key that it is"),
                .oneOf("released", ["yes", "no"], "whether it is the digest of the key that releases are signed with"),
            ]
        case .keySlot:
            [
                .oneOf(
                    "state",
                    ["open", "revoked", "locked"],
                    "a place for a further key: can be filled, can be filled without effect, cannot be filled",
                    isRequired: true
                )
            ]
        case .secret:
            [
                .oneOf("readable", ["yes", "no"], "whether software or the tool can read it", isRequired: true),
                .oneOf("storage", ["otp", "element", "ram", "flash", "file"], "where it is"),
                .text("purpose", "what it is for"),
                .oneOf("locked", ["yes", "no"], "whether it can still be changed"),
            ]
        case .block:
            [
                .oneOf("readable", ["yes", "no"], "whether the tool can read it", isRequired: true),
                .oneOf("empty", ["yes", "no"], "whether nothing was ever burned", isRequired: true),
                .text("purpose", "what the silicon uses it for"),
            ]
        case .enforcement:
            [.oneOf("boot", ["on", "off"], "whether the silicon refuses unverified code", isRequired: true)]
        case .lifecycle:
            [
                .text("state", "as the part says it", isRequired: true),
                .oneOf("class", ["open", "production", "returned"], "what the state means", isRequired: true),
                .oneOf("storage", ["otp", "flash"], "whether the state can be set back"),
            ]
        case .firstCode:
            [
                .oneOf(
                    "grade",
                    ["A", "B", "C", "D", "E"],
                    "A mask ROM, B the vendor's and locked, C user flash locked for good, D locked until undone, E writable",
                    isRequired: true
                )
            ]
        case .failure:
            [
                .oneOf(
                    "trial",
                    ["unsigned", "tampered", "wrong-key", "older"],
                    "which image was offered to the unit",
                    isRequired: true
                ),
                .oneOf("outcome", ["refused", "ran"], "what it did", isRequired: true),
            ]
        case .recovery:
            [
                .oneOf(
                    "state",
                    ["authenticated", "open", "closed"],
                    "whether this way in takes signed code only, any, or none",
                    isRequired: true
                )
            ]
        case .rollback:
            [
                .oneOf("enforced", ["yes", "no"], "whether older software is refused", isRequired: true),
                .number("version", "the least that is taken"),
            ]
        case .debug:
            [
                .oneOf(
                    "status",
                    ["0", "1", "2", "3", "4"],
                    "RFC 9711, 4.2.10: enabled, disabled, disabled since boot, permanently, fully and permanently",
                    isRequired: true
                ),
                .text("core", "which processor the port belongs to"),
            ]
        case .identity:
            [
                .hexadecimal("key", "SHA-256 of the public key"),
                .oneOf(
                    "chain",
                    ["verified", "unknown", "self-signed", "none"],
                    "whether a path to a pinned vendor anchor was verified",
                    isRequired: true
                ),
                .text("issuer", "who certified it"),
                .oneOf("possession", ["proven", "unproven"], "whether it answered a fresh challenge"),
            ]
        case .keyStore:
            [
                .oneOf(
                    "kind",
                    ["hardware", "firmware", "virtual", "software", "unproven"],
                    "what the keys live in; unproven where only the element itself says so",
                    isRequired: true
                ),
                .oneOf("extractable", ["yes", "no"], "whether a key can be taken out"),
                .oneOf("transport", ["default", "own"], "whether the bus keys are the ones that everybody has"),
            ]
        case .readAttempt, .writeAttempt:
            [
                .text("from", "which code or port tried", isRequired: true),
                .oneOf("outcome", ["refused", "succeeded"], "what came of it", isRequired: true),
            ]
        case .provisioning:
            [
                .text("at", "when, RFC 3339"), .text("by", "the station"),
                .oneOf("signed", ["yes", "no"], "whether a station key signed it", isRequired: true),
                .oneOf("agrees", ["yes", "no"], "whether the unit reads back as it says"),
            ]
        case .fleet:
            [
                .number("units", "how many were compared", isRequired: true),
                .number("shared", "how many share a key with another", isRequired: true),
                .number("weak", "how many keys are factored or of a known-bad generator"),
            ]
        case .hardening:
            [.oneOf("state", ["on", "off"], "a detector or countermeasure of the silicon", isRequired: true)]
        case .claim:
            [
                .oneOf("item", ["root"] + Item.allCases.map(\.rawValue), "which question it answers", isRequired: true),
                .text("says", "the statement", isRequired: true),
                .oneOf("asset", ["verify-key", "secret", "element"], "what it is about"),
                .text("place", "where that is said to be"),
                .oneOf("kind", ["discrete", "firmware", "virtual"], "what an element is said to be"),
            ]
        }
    }
}
