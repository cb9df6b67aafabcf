public import Model

/// What is checked of a FIT beside what is checked of every image.
extension Finding.Code {
    /// There is one root, and it has no name (CVE-2021-27097).
    public static let fitSecondRoot = Self("fit.second-root")
    /// totalsize is what there is.
    public static let fitTotalSize = Self("fit.total-size")
    /// The file ends where the tree does, not before.
    public static let fitTruncated = Self("fit.truncated")
    /// No node has two properties or children of one name.
    public static let fitDuplicate = Self("fit.duplicate")
    /// No node has a unit address (CVE-2021-27138).
    public static let fitUnitAddress = Self("fit.unit-address")
    /// There is a default configuration.
    public static let fitDefault = Self("fit.default")
    /// Every configuration names images that are there.
    public static let fitReference = Self("fit.reference")
    /// Every image has data, in one place, inside the file.
    public static let fitData = Self("fit.data")
    /// The signature was made for this configuration, not for another one (CVE-2020-10648).
    public static let fitConfigurationForged = Self("fit.configuration-forged")
    /// The signature covers each image that the configuration references.
    public static let fitImageUnsigned = Self("fit.image-unsigned")
    /// The signature names no node beside those that the configuration needs.
    public static let fitHashedNodes = Self("fit.hashed-nodes")
    /// The covered part of the strings block is inside it and has every covered name.
    public static let fitHashedStrings = Self("fit.hashed-strings")
    /// The signature's algorithm and padding are known, and no weaker than SHA-256.
    public static let fitAlgorithm = Self("fit.algorithm")
    /// Each image has a hash that is no weaker than SHA-256, and no unknown one.
    public static let fitHashAlgorithm = Self("fit.hash-algorithm")
    /// The control tree can be read, and each of its keys computed with.
    public static let fitControl = Self("fit.control")
    /// Images are signed by each key that is required for images.
    public static let fitImageSignature = Self("fit.image-signature")
}
