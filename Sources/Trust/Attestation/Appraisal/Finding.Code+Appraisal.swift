public import Model

extension Finding.Code {
    /// The log could not be read.
    public static let logStructure = Self("log.structure")
    /// The log does not lead to the quoted values.
    public static let logReplay = Self("log.replay")
    /// An event's own digest contradicts what the log says about it.
    public static let logEvent = Self("log.event")
    /// The log needed a named erratum.
    public static let logErratum = Self("log.erratum")
    /// No log was given.
    public static let logAbsent = Self("log.absent")
    /// The reference values do not exist, or do not cover what the policy names.
    public static let referenceMissing = Self("reference.missing")
    /// A PCR holds another value than the reference says.
    public static let referenceValue = Self("reference.value")
    /// A stage of the boot was another one.
    public static let referenceStage = Self("reference.stage")
    public static let secureBoot = Self("secure-boot")
    /// No policy of that name exists.
    public static let policyUnknown = Self("policy.unknown")
}
