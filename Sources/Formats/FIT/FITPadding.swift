/// A signature's `padding`; RSA only.
public enum FITPadding: String, Hashable, Sendable {
    /// What a node without the property means.
    case pkcs1 = "pkcs-1.5"
    case pss
}
