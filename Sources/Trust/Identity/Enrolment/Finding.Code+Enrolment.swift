public import Model

extension Finding.Code {
    // The endorsement key and its certificate.
    public static let endorsementCertificate = Self("ek.certificate")
    public static let endorsementChain = Self("ek.chain")
    public static let endorsementProfile = Self("ek.profile")
    public static let endorsementKey = Self("ek.key")
    public static let endorsementAttributes = Self("ek.attributes")
    public static let endorsementLeniency = Self("ek.leniency")

    // The attestation key that wants to be certified.
    public static let attestationStructure = Self("ak.structure")
    public static let attestationAttributes = Self("ak.attributes")
    public static let attestationNameAlgorithm = Self("ak.name-algorithm")
    public static let attestationStrength = Self("ak.strength")

    // A PSA root's instance key, and its maker's certificate of it.
    public static let instanceCertificate = Self("instance.certificate")
    public static let instanceChain = Self("instance.chain")
    public static let instanceProfile = Self("instance.profile")
    public static let instanceKey = Self("instance.key")

    // Both in one TPM.
    public static let activationProof = Self("activation.proof")
}
