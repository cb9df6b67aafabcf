public import TPM2

/// A secret on its way to one TPM: an object that only this TPM can import, and that opens only while its PCRs hold the
/// approved values. Public bytes: whoever copies them gains nothing.
public struct SealedSecret: Hashable, Sendable {
    /// TPMT_PUBLIC of the sealed object; its authPolicy is ``policyDigest``.
    public var publicArea: [UInt8]
    /// TPM2B_PRIVATE contents: the outer-wrapped duplicate.
    public var duplicate: [UInt8]
    /// TPM2B_ENCRYPTED_SECRET contents: the wrapper's seed, encrypted to the storage key.
    public var inSymSeed: [UInt8]
    /// The PCRs that the policy names, for TPM2_PolicyPCR.
    public var selection: PCRSelection
    public var policyDigest: [UInt8]

    public init(
        publicArea: [UInt8],
        duplicate: [UInt8],
        inSymSeed: [UInt8],
        selection: PCRSelection,
        policyDigest: [UInt8]
    ) {
        self.publicArea = publicArea
        self.duplicate = duplicate
        self.inSymSeed = inSymSeed
        self.selection = selection
        self.policyDigest = policyDigest
    }
}
