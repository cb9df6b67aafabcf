public import Assessment
import Model

extension SiliconProfile {
    public static let nrf5340 = SiliconProfile(
        id: "nrf5340",
        name: "Nordic nRF5340",
        vendor: "Nordic Semiconductor",
        families: ["nRF5340", "NRF53", "NRF5340_xxAA"],
        roles: [.verify],
        verifyKey: .seen(
            """
            Hashes of public keys in the OTP region of UICR, written half-word by half-word and once; UICR is erased \
            together with the whole flash, and not otherwise
            """,
            "\(Document.nsib) (OTP regions)"
        ),
        secrets: .seen(
            """
            Key management unit: CryptoCell uses a slot's key, the processor sees only what it is for. The OTP \
            region is not protected from reading
            """,
            "\(Document.nordicKeys) (Key Management Unit, One-Time Programmable)"
        ),
        provisioning: .seen(
            """
            Key hashes with the boot loader's image, or apart from it; a hash must not have a half-word 0xFFFF, or \
            the boot loader refuses to start
            """,
            "\(Document.nsib) (Provisioning)"
        ),
        firstCode: .seen(
            """
            User flash: Nordic's immutable boot loader (NSIB) locks its own flash at each start. ERASEALL over \
            CTRL-AP erases it with everything else, unless ERASEPROTECT is set
            """,
            "\(Document.nsib) (Overview); \(Document.protect)"
        ),
        grade: "D",
        failure: .seen(
            """
            A key that no valid hash names fails validation, and the other slot is tried; hashes below the one that \
            matched are invalidated for good
            """,
            "\(Document.nsib) (Overview)"
        ),
        debug: .seen(
            """
            AP-Protect in hardware and software: closed after every reset, unless UICR.APPROTECT says otherwise and \
            the firmware opens it too. Secure AP-Protect closes the secure world alone. The network core has its \
            own. ERASEALL opens the port again and erases everything
            """,
            Document.protect
        ),
        readings: [
            .seen(
                """
                nrfjprog --memrd 0x00FF8000 --n 4; nrfjprog --memrd 0x00FF801C --n 4; nrfjprog --coprocessor \
                CP_NETWORK --memrd 0x01FF8000 --n 4
                """,
                "nrf-memory",
                "\(Document.embassy) (the addresses of APPROTECT and SECUREAPPROTECT, and 0x50FA50FA)"
            ),
            .mem("nrfutil device protection-get", nil),
        ],
        proves: [
            .seen(
                """
                UICR.APPROTECT (0x00FF8000, and 0x01FF8000 of the network core) is anything but 0x50FA50FA, the \
                erased 0xFFFFFFFF too; SECUREAPPROTECT (0x00FF801C) as well
                """,
                "\(Document.embassy); nRF5340 product specification 1.6, 5.4.3.1, as cited in public code"
            ),
            .seen(
                "UICR.ERASEPROTECT is not 0xFFFFFFFF: ERASEALL is refused, unless firmware lets it",
                """
                public code for nRF5340 that writes NRF_UICR_S->ERASEPROTECT = 0; its address, 0x00FF8020, is from \
                memory
                """
            ),
        ],
        refutes: [
            .seen("APPROTECT of either core = 0x50FA50FA: the port is open where firmware lets it", Document.embassy),
            .seen(
                """
                ERASEPROTECT is not set: ERASEALL takes key hashes and boot loader away, and new ones can be written
                """,
                "\(Document.nsib) (OTP regions); \(Document.protect)"
            ),
        ],
        breaks: []
    )
}
