public import Assessment
import Model

extension SiliconProfile {
    public static let caliptra = SiliconProfile(
        id: "caliptra",
        name: "Caliptra",
        vendor: "CHIPS Alliance",
        families: ["Caliptra", "Caliptra 1.x", "Caliptra 2.x"],
        roles: [.verify, .measure, .report],
        verifyKey: .seen(
            """
            Hashes of the manufacturer's key descriptors and of the owner's keys in fuses, with revocation bits per \
            key
            """,
            "\(Document.caliptraROM) (Fuse registers)"
        ),
        secrets: .seen(
            "UDS and field entropy in fuses, obfuscated by a key of the design, cleared before debug opens",
            "\(Document.caliptraROM) (Fuse registers); \(Document.caliptra) (security states)"
        ),
        provisioning: .seen(
            """
            The SoC burns fuses and writes Caliptra's fuse registers, which lock until the next reset of power; in \
            the state manufacturing UDS is made and the request for its certificate signed
            """,
            "\(Document.caliptra) (security states)"
        ),
        firstCode: .seen(
            "Immutable ROM; all trust of the SoC begins with it",
            "\(Document.caliptra) (Device resilience, table 12)"
        ),
        grade: "A",
        failure: .seen(
            "Firmware that does not verify is not run, and the SoC is told to recover it",
            "\(Document.caliptra) (Device resilience, table 12)"
        ),
        debug: .seen(
            """
            Locked while the security state is debug locked; opening clears every secret and replaces UDS and \
            obfuscation key by known ones, and only a cold boot closes it again
            """,
            "\(Document.caliptra) (security states)"
        ),
        readings: [
            .seen(
                "the mailbox commands GET_IDEV_CERT and QUOTE_PCRS",
                nil,
                "chipsalliance/caliptra-sw, runtime/README.md (GET_IDEV_CERT)"
            )
        ],
        proves: [
            .seen("Security state 111b: debug locked, production", "\(Document.caliptra) (security states)"),
            .mem("A quote over PCRs 0 and 31, and a chain to the vendor's IDevID issuer"),
        ],
        refutes: [
            .seen(
                "Security state 011b (debug unlocked), or any state that is not production",
                "\(Document.caliptra) (security states)"
            ),
            .seen(
                "FUSE_ANTI_ROLLBACK_DISABLE = 1: older firmware is taken",
                "\(Document.caliptraROM) (Fuse registers)"
            ),
        ],
        breaks: []
    )
}
