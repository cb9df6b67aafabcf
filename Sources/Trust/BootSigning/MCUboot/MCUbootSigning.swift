public import Digests
public import MCUboot

/// What a signed MCUboot image is to say, beside its payload.
public struct MCUbootSigning: Sendable {
    /// How the image names its key.
    public enum KeyForm: Sendable {
        /// KEYHASH: the boot loader holds the key.
        case hash
        /// PUBKEY: the device holds a digest of the key, see ``MCUbootFormat/keyDigest(_:postQuantum:_:)``.
        case full
    }

    /// The flash that the image is written to.
    public struct Slot: Sendable {
        /// Octets.
        public var size: Int
        /// The trailer that image and slot must both have room for.
        public var trailer: MCUbootTrailer
        /// Whether the output fills the slot, its trailer included (`--pad`).
        public var isFilled: Bool

        public init(size: Int, trailer: MCUbootTrailer = MCUbootTrailer(), isFilled: Bool = false) {
            self.size = size
            self.trailer = trailer
            self.isFilled = isFilled
        }
    }

    public var version: MCUbootVersion
    /// Octets of the header with its padding, at least 32.
    public var headerSize: UInt16
    /// Whether the header is put before the payload; otherwise the payload begins with as many zeros, which it replaces.
    public var addsHeader: Bool
    /// Nil for the key's own: SHA-384 for P-384, SHA-512 for a pure signature, else SHA-256.
    public var hash: HashAlgorithm?
    /// Ed25519 over the image itself instead of its hash. The image is then held in memory, at most 256 MiB.
    public var isPure: Bool
    public var keyForm: KeyForm
    public var securityCounter: UInt32?
    /// The component's type for a boot record, at most 12 octets; nil for none.
    public var bootRecord: String?
    public var dependencies: [MCUbootDependency]
    /// UUIDs of 16 octets.
    public var vendorIdentifier: [UInt8]?
    public var classIdentifier: [UInt8]?
    /// Protected TLVs of the vendor's own range.
    public var customTLVs: [MCUbootTLV]
    /// Where in RAM the image runs.
    public var loadAddress: UInt32?
    /// Where in flash the image must lie.
    public var romFixedAddress: UInt32?
    public var isNonBootable: Bool
    /// What erased flash reads as, 0xFF or 0.
    public var erased: UInt8
    /// Nil when nothing is known of the slot: nothing is padded, and nothing is checked to fit.
    public var slot: Slot?
    /// For whom the payload is encrypted; nil for a plain image.
    public var encryption: MCUbootEncryption?

    public init(version: MCUbootVersion, headerSize: UInt16 = 32, addsHeader: Bool = true) {
        self.version = version
        self.headerSize = headerSize
        self.addsHeader = addsHeader
        hash = nil
        isPure = false
        keyForm = .hash
        securityCounter = nil
        bootRecord = nil
        dependencies = []
        vendorIdentifier = nil
        classIdentifier = nil
        customTLVs = []
        loadAddress = nil
        romFixedAddress = nil
        isNonBootable = false
        erased = 0xFF
        slot = nil
        encryption = nil
    }
}

/// What was signed, for the ledger.
public struct MCUbootSigned: Sendable {
    /// The image's own hash: of header, payload and protected TLVs, before encryption.
    public var digest: MessageDigest
    public var signature: [UInt8]
    public var postQuantumSignature: [UInt8]?
    /// Octets of the image without what fills its slot.
    public var imageSize: Int
    /// Octets that were written.
    public var writtenSize: Int
}
