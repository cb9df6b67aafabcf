/// One reason, at one certificate.
public struct ChainFailure: Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable {
        /// No anchor and no intermediate bears the issuer's name.
        case issuerUnknown = "issuer-unknown"
        /// The issuer's key did not make this signature.
        case signature
        /// The signature or key algorithm is not known here, or the key is too weak.
        case algorithm
        case notYetValid = "not-yet-valid"
        case expired
        /// The issuer is not a CA by basicConstraints.
        case notCA = "not-ca"
        /// The issuer's keyUsage does not say keyCertSign.
        case keyUsage = "key-usage"
        /// More CA certificates stand below the issuer than its pathLenConstraint allows.
        case pathLength = "path-length"
        /// A critical extension that is not understood here.
        case unknownCritical = "unknown-critical-extension"
        /// The issuer's extendedKeyUsage does not contain the purpose.
        case purpose
        /// The certificate needs a leniency that was not named.
        case leniency
        /// The path or the work exceeds its limit.
        case limit
    }

    public var reason: Reason
    /// The certificate at which it happened, for people.
    public var certificate: String
    public var detail: String?

    init(_ reason: Reason, _ certificate: Certificate, _ detail: String? = nil) {
        self.reason = reason
        self.certificate = certificate.description
        self.detail = detail
    }
}

extension ChainFailure: CustomStringConvertible {
    public var description: String { "\(reason.rawValue) at \(certificate)" + (detail.map { ": \($0)" } ?? "") }
}
