internal import Crypto
internal import SoC

/// What the block holds from its start to the end of its process, and forgets with it. No command sets any of it back.
struct BootRegisters {
    /// The number that the next request has.
    var sequence: UInt16 = 0
    /// How many layers were measured.
    var measurements: [LayerMeasurement] = []
    /// The secret of the layer that runs: the unique one, then the CDIs. The one before is released when it is replaced;
    /// its storage is cleared then (swift-crypto's SecureBytes).
    var secret: SymmetricKey?
    /// The instance's key, made of the unique secret.
    var instanceKey: P256.Signing.PrivateKey?
    /// From the unique secret's to the running layer's.
    var certificates: [DICECertificate] = []
    /// What the status says of the unique secret once its words are not read any more.
    var isSecretTorn = false
    /// Tells the tokens of one boot from those of another.
    let bootSeed: [UInt8]

    /// The slots that ``MailboxCommand/nextSlot`` named, the last one being the one that is booted.
    var tried: [Slot] = []
    /// Whether it said that none is left.
    var isExhausted = false
    /// Slots that were erased in this boot and are not finished, with their octets so far.
    var written: [Slot: Int] = [:]
    /// Whether the device went into the field in this boot: whoever drives the station then gets none of its keys.
    var isJustSecured = false
    /// The challenge that waits for its response.
    var challenge: [UInt8]?
    /// Lines that are left for reports.
    var reportsLeft = 1024

    init(bootSeed: [UInt8]) { self.bootSeed = bootSeed }

    var layer: UInt32 { UInt32(measurements.count) }
    /// The slot that is booted; nil when what runs did not come from one.
    var bootSlot: Slot? { isExhausted ? nil : tried.last }
}
