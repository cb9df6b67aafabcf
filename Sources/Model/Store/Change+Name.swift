extension Change {
    /// The change's name, as ``BedplateError/location`` gives it for one whose condition does not hold.
    public var name: String {
        switch self {
        case .addAnchor: "addAnchor"
        case .removeAnchor: "removeAnchor"
        case .openEnrolment: "openEnrolment"
        case .closeEnrolment: "closeEnrolment"
        case .insertDevice: "insertDevice"
        case .retireDevice: "retireDevice"
        case .consumeNonce: "consumeNonce"
        case .advanceClock: "advanceClock"
        case .resetClock: "resetClock"
        case .recordOutcome: "recordOutcome"
        case .putDocument: "putDocument"
        case .putSecret: "putSecret"
        case .removeSecret: "removeSecret"
        }
    }

    /// What has to hold for the change to be made, for people.
    public var condition: String {
        switch self {
        case .addAnchor: "the anchor is new"
        case .removeAnchor: "the anchor exists"
        case .openEnrolment: "the enrolment is new and not too many are open"
        case .closeEnrolment: "the enrolment is open and has not expired"
        case .insertDevice: "no other device has the name or one of the keys"
        case .retireDevice: "the device is enrolled"
        case .consumeNonce: "the nonce was not used before and did not expire long ago"
        case .advanceClock: "the device is enrolled and its clock is the one that was read"
        case .resetClock: "the device is enrolled"
        case .recordOutcome: "the device is known"
        case .putDocument: "the version follows the newest one"
        case .putSecret: "the secret can be stored"
        case .removeSecret: "the secret exists"
        }
    }
}
