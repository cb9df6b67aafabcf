internal import Model

/// Evidence was judged and does not hold: carries the judgement to where an answer is made of it.
struct Refusal: Error {
    var judgement: Judgement
    /// The device that it concerns, for the log; nil when it has no identifier yet.
    var device: String?
}

extension BedplateError.Code {
    /// Evidence was judged, and does not hold.
    static let refused = Self("refused")
    /// The request's body exceeds its limit.
    static let tooLarge = Self("too-large")
    /// No bearer token, or a wrong one.
    static let unauthorized = Self("unauthorized")
}

extension Finding.Code {
    static let deviceState = Self("device.state")
    static let releaseSecret = Self("release.secret")
    static let releasePolicy = Self("release.policy")
    static let releaseKey = Self("release.key")
    static let storageKeyStructure = Self("certify.structure")
    static let storageKeyUse = Self("certify.use")
}
