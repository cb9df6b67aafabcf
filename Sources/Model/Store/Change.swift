public import struct Foundation.Date

/// One conditional change of the store. If its condition does not hold, the whole commit changes nothing and throws
/// ``BedplateError/Code/conflict`` with a location that names the change.
public enum Change: Hashable, Sendable {
    /// The anchor is new.
    case addAnchor(Anchor)
    /// The anchor exists.
    case removeAnchor(fingerprint: String)
    /// The identifier is new, and fewer than ``Enrolment/mostOpen`` of the tenant's enrolments are open at `now`.
    ///
    /// Of one endorsement key only the ``Enrolment/mostOpenOfOneKey`` newest stay open: the oldest gives way. Whoever
    /// has a copy of a device's certificate can so neither fill the store nor, by filling the device's own places, keep
    /// it from enrolling.
    case openEnrolment(Enrolment, now: Date)
    /// The enrolment is open and not expired at `now`.
    case closeEnrolment(id: String, now: Date)
    /// Neither key is held by any device of any tenant, the name by none of this tenant.
    case insertDevice(Device)
    /// The device is enrolled.
    case retireDevice(id: String)
    /// The nonce was not consumed before, and did not expire longer ago than the store remembers nonces.
    case consumeNonce([UInt8], expires: Date)
    /// The device is enrolled and its stored clock is `from`.
    case advanceClock(device: String, from: DeviceClock?, to: DeviceClock)
    /// The device is enrolled. The operator accepts that its counters start again: a cleared TPM, enrolled anew.
    case resetClock(device: String)
    /// The device is known. Replaces the last outcome.
    case recordOutcome(AttestationOutcome)
    /// The newest version of (kind, name) is one less than the document's.
    case putDocument(Document)
    /// Adds or replaces.
    case putSecret(StoredSecret)
    /// The secret exists.
    case removeSecret(name: String)
}
