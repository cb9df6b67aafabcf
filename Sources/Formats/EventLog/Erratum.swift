/// A known fault of firmware or boot loaders in writing logs. Opt-in, one by one; a log that needed one says so in
/// ``LogVerification/errataUsed`` or ``EventLog/errataUsed``.
///
/// No erratum ever widens what a digest commits to: each only says how far the written log differs from what was
/// extended.
public enum Erratum: String, Hashable, Sendable, CaseIterable {
    /// The log is followed by octets 0x00 or 0xFF up to the end of the buffer.
    ///
    /// Where: dumps of the whole log area (ACPI TCPA/TPM2 table's LASA region), and firmware that reports the area's
    /// size as the log's.
    case trailingPadding

    /// PCR 5 holds ExitBootServices measurements that the log does not.
    ///
    /// Where: firmware that writes them to the final events table only, or whose log was copied before
    /// ExitBootServices. Exactly the sequences "Invocation, Success", "Invocation, Failure" and
    /// "Invocation, Failure, Success" are tried (PFP, what PCR 5 holds), at the end of PCR 5.
    case exitBootServicesEventsMissing

    /// An EV_EFI_VARIABLE_AUTHORITY event of shim has one octet that was not hashed at its end, and up to five stray
    /// octets before it.
    ///
    /// Where: shim before commit 8a27a4809a6a (2020), recognised by its vendor GUID.
    case shimAuthorityLength

    /// The Spec ID event's vendor information lies behind the size that the event announces.
    ///
    /// Where: a fixture of tpm2-tools, after firmware that did not count the vendor information.
    case vendorInfoNotCounted
}
