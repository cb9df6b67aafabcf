public import Assessment
import Model

extension SiliconProfile {
    public static let esp32 = SiliconProfile(
        id: "esp32",
        name: "ESP32",
        vendor: "Espressif",
        families: ["ESP32"],
        roles: [.verify],
        verifyKey: .seen(
            """
            Version 2 (from chip revision v3.0 on): SHA-256 of the RSA-3072 public key in eFuse BLOCK2, one key \
            only. Version 1: BLOCK2 holds an AES key, and the digest that it makes lies in flash: a secret, not a \
            public key
            """,
            "\(Document.secureBoot2); \(Document.secureBoot1)"
        ),
        secrets: .ran("The flash encryption key in BLOCK1, read-protected by RD_DIS", Document.espefuse),
        provisioning: .seen(
            """
            The boot loader burns key and enable bit on its first boot, or espefuse does; bits go from 0 to 1 only. \
            In version 2 BLOCK2 must be write-protected and must not be read-protected
            """,
            "\(Document.secureBoot2) (eFuse usage)"
        ),
        firstCode: .seen(
            """
            The first-stage boot loader is ROM code, which cannot be changed; with ABS_DONE_1 (version 2) or \
            ABS_DONE_0 (version 1) it verifies the second stage
            """,
            "\(Document.secureBoot2) (Background); \(Document.secureBoot1) (Secure Boot process overview)"
        ),
        grade: "A",
        failure: .seen(
            """
            Where the signature or digest does not match, booting does not continue. The serial loader stays unless \
            UART_DOWNLOAD_DIS closes it, which only revision v3.0 and later have
            """,
            "\(Document.secureBoot2); \(Document.secureBoot1); \(Document.espefuse)"
        ),
        debug: .ran("JTAG_DISABLE closes JTAG for good", Document.espefuse),
        readings: [
            .ran(
                "espefuse --port PORT summary --format json --file fuses.json",
                "espefuse-summary",
                "esptool 5.6.0, espefuse summary"
            )
        ],
        proves: [
            .seen("ABS_DONE_1 = 1 and BLOCK2 is not zero and write-protected", "\(Document.secureBoot2) (eFuse usage)"),
            .ran("BLOCK1 has readable = false where flash encryption is on", Document.espefuse),
            .ran("JTAG_DISABLE = 1 and UART_DOWNLOAD_DIS = 1", Document.espefuse),
        ],
        refutes: [
            .ran("ABS_DONE_0 = 0 and ABS_DONE_1 = 0: nothing is verified", Document.espefuse),
            .ran("BLOCK1 prints its value where flash encryption is on", Document.espefuse),
        ],
        breaks: [
            Break(
                "CVE-2019-17391",
                .seen(
                    """
                    A glitch of the supply after reset lets read-protected fuses be read: flash encryption and \
                    secure boot keys. ESP32-D0WD-V3 has checks in ROM
                    """,
                    "\(Document.cve("CVE-2019-17391")); Espressif security advisory of 1 November 2019"
                ),
                revisions: ["v0.0", "v1.0", "v1.1", "v2.0"]
            ),
            Break(
                "CVE-2019-15894",
                .seen(
                    """
                    Fault injection passes the secure boot digest check (version 1); with flash encryption the gain \
                    is small. ESP-IDF 3.0.9, 3.1.6, 3.2.3, 3.3.1 and later enable flash encryption for good
                    """,
                    "\(Document.cve("CVE-2019-15894")); Espressif security advisory of 3 September 2019"
                ),
                revisions: ["v0.0", "v1.0", "v1.1", "v2.0"]
            ),
            Break(
                "CVE-2023-35818",
                .seen(
                    """
                    Electromagnetic fault injection sets the program counter whatever secure boot and flash \
                    encryption say, and leads into the ROM's download mode (AR2023-005)
                    """,
                    "\(Document.cve("CVE-2023-35818")); \(Document.espressifVulnerabilities)"
                ),
                revisions: ["v3.0", "v3.1"]
            ),
            powerAnalysis2022,
            Break(
                "CVE-2020-13629",
                .mem(
                    """
                    Electromagnetic fault injection passes encrypted secure boot (Raelize, 2020), before revision \
                    v3.0
                    """
                ),
                revisions: ["v0.0", "v1.0", "v1.1", "v2.0"]
            ),
        ]
    )
}
