/// Which attributes a key for one use must have, and which it must not: the one home of both rules that are relied on.
///
/// Attributes are believed only from a public area whose Name was certified or activated; a rule does not check that.
public struct AttributeRule: Sendable, CustomStringConvertible {
    private let required: [(attribute: ObjectAttributes, name: String)]
    private let forbidden: [(attribute: ObjectAttributes, name: String)]

    /// An attestation key: an unrestricted key signs whatever it is given, a forged quote too (Part 1, 31.1).
    public static let attestation = AttributeRule(
        required: [(.restricted, "restricted"), (.signEncrypt, "sign")] + bound,
        forbidden: [(.decrypt, "decrypt")]
    )

    /// A storage or endorsement key: what is wrapped to it opens in its TPM only, and to a known form only.
    public static let storage = AttributeRule(
        required: [(.restricted, "restricted"), (.decrypt, "decrypt")] + bound,
        forbidden: [(.signEncrypt, "sign")]
    )

    /// What deviates, in words: "not fixedTPM", "decrypt". Empty when the rule is met.
    public func deviations(of attributes: ObjectAttributes) -> [String] {
        required.filter { !attributes.contains($0.attribute) }.map { "not " + $0.name }
            + forbidden.filter { attributes.contains($0.attribute) }.map(\.name)
    }

    /// Whether nothing deviates.
    public func isMet(by attributes: ObjectAttributes) -> Bool { deviations(of: attributes).isEmpty }

    /// "restricted, sign, fixedTPM, fixedParent, sensitiveDataOrigin, not decrypt"
    public var description: String {
        (required.map(\.name) + forbidden.map { "not " + $0.name }).joined(separator: ", ")
    }

    /// Made by the TPM, and never to leave it.
    private static let bound: [(attribute: ObjectAttributes, name: String)] = [
        (.fixedTPM, "fixedTPM"), (.fixedParent, "fixedParent"), (.sensitiveDataOrigin, "sensitiveDataOrigin"),
    ]
}
