public import Model

extension Finding.Code {
    // A chain of DICE certificates.
    public static let diceStructure = Self("dice.structure")
    public static let diceSignature = Self("dice.signature")
    /// Identifiers are not those of the keys.
    public static let diceIdentifier = Self("dice.identifier")
    public static let diceUsage = Self("dice.usage")
    /// A certificate lacks what was measured, has it where nothing is, or contradicts itself.
    public static let diceInput = Self("dice.input")
    /// A layer was not started in the normal mode.
    public static let diceMode = Self("dice.mode")
    /// Chain and token say different things.
    public static let diceAgreement = Self("dice.agreement")

    // What the two of them prove.
    /// Evidence of another boot than the last that was accepted, and not of a later one.
    public static let bootOlder = Self("boot.older")
    public static let debugStatus = Self("debug.status")
    /// Other components than the policy names, or in another order.
    public static let componentOrder = Self("component.order")
    public static let componentSigner = Self("component.signer")
    public static let componentVersion = Self("component.version")
    /// A component is not one of the reference values.
    public static let referenceComponent = Self("reference.component")
    /// The policy is for another kind of root.
    public static let policyKind = Self("policy.kind")
}
