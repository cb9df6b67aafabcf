public import Assessment
import Model

extension SiliconProfile {
    public static let rp2350 = SiliconProfile(
        id: "rp2350",
        name: "Raspberry Pi RP2350",
        vendor: "Raspberry Pi",
        families: ["RP2350", "RP2350A", "RP2350B", "RP2354A", "RP2354B"],
        roles: [.verify],
        verifyKey: .seen(
            """
            BOOTKEY0 to 3, SHA-256 of a secp256k1 public key, in OTP page 2; BOOT_FLAGS1.KEY_VALID says which count, \
            KEY_INVALID which never will, and wins
            """,
            Document.rp2350Fuses
        ),
        secrets: .seen(
            "OTP pages with locks of their own for secure, non-secure and boot loader access",
            "RP2350 datasheet, 13.5"
        ),
        provisioning: .seen(
            "picotool otp load; bits go from 0 to 1 only. Unused key slots are to be marked KEY_INVALID",
            "\(Document.rp2350Fuses) (BOOT_FLAGS1)"
        ),
        firstCode: .seen(
            "Mask ROM; with CRIT1.SECURE_BOOT_ENABLE it demands signatures, and the RISC-V cores are off for good",
            "\(Document.rp2350Fuses) (CRIT1); rp-pac, otp_data_raw::BootFlags0 (\"the RP2350 mask ROM\")"
        ),
        grade: "A",
        failure: .mem("Stays in BOOTSEL, the ROM's USB loader; BOOT_FLAGS0 can disable its interfaces"),
        debug: .seen(
            """
            CRIT1.DEBUG_DISABLE closes debug, SECURE_DEBUG_DISABLE that of the secure world; on A2 the second one \
            leaves the RISC-V cores' debug open
            """,
            "\(Document.rp2350Fuses); \(Document.rp2350Revisions)"
        ),
        readings: [
            .seen(
                """
                picotool otp get CRIT1.SECURE_BOOT_ENABLE; picotool otp get BOOT_FLAGS1.KEY_VALID; picotool otp dump
                """,
                "picotool-otp",
                "raspberrypi/picotool, README.md (otp)"
            )
        ],
        proves: [
            .seen("CRIT1.SECURE_BOOT_ENABLE = 1", Document.rp2350Fuses),
            .seen(
                "A bit of KEY_VALID whose KEY_INVALID is 0, and KEY_INVALID = 1 for every other slot",
                Document.rp2350Fuses
            ),
            .seen("CRIT1.GLITCH_DETECTOR_ENABLE = 1", Document.rp2350Fuses),
            .seen("CRIT1.DEBUG_DISABLE = 1", Document.rp2350Fuses),
        ],
        refutes: [
            .seen("CRIT1.SECURE_BOOT_ENABLE = 0", Document.rp2350Fuses),
            .seen(
                "The redundant copies of CRIT1 or BOOT_FLAGS disagree: a burn that was not finished",
                "\(Document.rp2350Fuses) (CRIT1_R1 and further: redundant copies)"
            ),
        ],
        breaks: [
            Break(
                "RP2350-E16",
                .seen(
                    """
                    Disturbing USB_OTP_VDD corrupts what is read from OTP, and with it the critical flags; mitigated \
                    in A3
                    """,
                    Document.rp2350Revisions
                ),
                revisions: ["A2"]
            ),
            Break(
                "RP2350-E20",
                .seen(
                    """
                    A glitch during the ROM's reboot() call leads to unsigned code on a secured chip; mitigated in \
                    A3
                    """,
                    Document.rp2350Revisions
                ),
                revisions: ["A2"]
            ),
            Break(
                "RP2350-E21",
                .seen("A glitch in BOOTSEL mode takes secrets out of OTP; mitigated in A3", Document.rp2350Revisions),
                revisions: ["A2"]
            ),
            Break(
                "RP2350-E24",
                .seen(
                    "A glitch with moderate hardware leads to unsigned code on a secured chip; mitigated in A4",
                    Document.rp2350Revisions
                ),
                revisions: ["A2", "A3"]
            ),
        ]
    )
}
