internal import AHAB
public import Model

/// What only AHAB images have: `ahab.` and the reason of an ``AHAB/AHABFault``, and these.
extension Finding.Code {
    /// Every container is signed by NXP or the device's owner.
    public static let ahabSigned = Self("ahab.signed")
    /// One container is the device owner's.
    public static let ahabOwner = Self("ahab.owner")
    /// The device is asked to revoke keys.
    public static let ahabRevocation = Self("ahab.revocation")

    init(_ reason: AHABFault.Reason) { self.init("ahab.\(reason.rawValue)") }
}
