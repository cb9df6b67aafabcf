/// What makes a key no identity of one device, or no secret.
public enum KeyWeakness: String, Hashable, Sendable, Codable, CaseIterable {
    /// Another device has the same.
    case sameKey = "same-key"
    /// Another modulus has a factor in common with it.
    case sharedFactor = "shared-factor"
    /// Infineon's RSALib made it (CVE-2017-15361).
    case infineon
    /// The modulus is even.
    case even
    /// The modulus has an odd factor below 1000.
    case smallFactor = "small-factor"
    /// The modulus' factors are so close together that it is factored in a hundred steps (CVE-2022-26320).
    case closeFactors = "close-factors"
    /// The public exponent is below 3 or even.
    case exponent

    /// Whether it gives away the private key, or comes of a generator that does.
    public var isFactored: Bool { self != .sameKey && self != .exponent }
}
