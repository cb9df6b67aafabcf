#if !hasFeature(Embedded)
extension BootCode {
    /// Every code with its name and its sentence: the one table that `bedplate explain` and the documents are made of.
    public static let all: [(code: BootCode, name: String, sentence: String)] = [
        (.started, "started", "secure firmware was verified, measured and started"),
        (.applicationStarted, "application-started", "the application was verified, measured and started"),
        (.provisioning, "provisioning", "the device is on the station and takes its fuses over the console"),
        (.recovered, "recovered", "an authentic image came over the console and was started"),
        (.romIntegrity, "rom-integrity", "the ROM's octets do not have the digest that is built into them"),
        (.knownAnswerHash, "known-answer-hash", "SHA-256 did not give the known answer"),
        (.knownAnswerSignature, "known-answer-signature", "ECDSA P-256 did not give the known answers"),
        (.knownAnswerLattice, "known-answer-lattice", "ML-DSA-65 did not give the known answers"),
        (.mailboxDamaged, "mailbox-damaged", "an answer of the fuse-and-key block was damaged or out of sequence"),
        (.mailboxRefused, "mailbox-refused", "the fuse-and-key block refused what the ROM needs"),
        (.lifecycleUnknown, "lifecycle-unknown", "the lifecycle fuses hold no lifecycle"),
        (.retired, "retired", "the device is retired and boots nothing"),
        (.fusesTorn, "fuses-torn", "the burning of a fuse that is needed was interrupted"),
        (.noRootKey, "no-root-key", "no root key is burned and unrevoked: nothing can be trusted"),
        (.noSlot, "no-slot", "no slot is left to try"),
        (.slotUnreadable, "slot-unreadable", "a slot could not be read whole"),
        (.imageMagic, "image-magic", "there is no MCUboot image"),
        (.imageBounds, "image-bounds", "the image's lengths do not fit each other or its place"),
        (.imageFlags, "image-flags", "the image asks for something that this ROM does not do"),
        (.imageLoadAddress, "image-load-address", "the image is for another place: another stage, or another device"),
        (.imageTLV, "image-tlv", "the TLVs do not fill their area exactly"),
        (.imageTLVDuplicate, "image-tlv-duplicate", "a TLV is there twice"),
        (.imageTLVUnexpected, "image-tlv-unexpected", "a TLV is not allowed where it stands"),
        (.imageTLVMissing, "image-tlv-missing", "a TLV that is needed is not there"),
        (.imageHash, "image-hash", "the image does not have the hash that it names"),
        (.imageKeyUnknown, "image-key-unknown", "the key that signed is in no fuse"),
        (.imageKeyRevoked, "image-key-revoked", "the key that signed is revoked"),
        (.imageSignatureForm, "image-signature-form", "the signature is not encoded as one"),
        (.imageSignature, "image-signature", "the signature does not hold"),
        (.imageHybridMissing, "image-hybrid-missing", "the fuses demand a post-quantum signature, and there is none"),
        (.imageHybridSignature, "image-hybrid-signature", "the post-quantum signature does not hold"),
        (.imageCounter, "image-counter", "the image is older than one that was confirmed"),
        (.imageEntry, "image-entry", "the image's vector table leads out of the image"),
        (.flowBroken, "flow-broken", "steps of the boot flow were left out: a fault, or an attack"),
        (
            .decisionsDiffer, "decisions-differ",
            "one decision, computed twice, came out differently: a fault, or an attack"
        ),
        (.exception, "exception", "the processor faulted in the ROM or in the secure world"),
        (.secureFault, "secure-fault", "the non-secure world reached for what is the secure world's"),
        (.recoveryWaiting, "recovery-waiting", "nothing boots: the ROM waits for an authentic image on the console"),
        (.recoveryRefused, "recovery-refused", "the image that came over the console was refused"),
    ]
}
#endif
