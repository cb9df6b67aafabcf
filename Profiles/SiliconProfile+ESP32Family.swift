import Assessment
import Model

extension SiliconProfile {
    /// What the chips from ESP32-S2 on share: six key blocks with a purpose each, and Secure Boot v2.
    ///
    /// - Parameters:
    ///   - scheme: what the ROM verifies with.
    ///   - since: the first revision with Secure Boot v2, where it is not the first there was.
    ///   - hardDebug: the fuse that closes the pins' port for good.
    ///   - hasUSBBridge: whether USB leads to the same port.
    static func esp32Family(
        id: String,
        name: String,
        scheme: String,
        since: String? = nil,
        hardDebug: String = "DIS_PAD_JTAG",
        hasUSBBridge: Bool = true,
        proves: [Fact] = [],
        refutes: [Fact] = [],
        breaks: [Break]
    ) -> SiliconProfile {
        let first = since.map { " (from revision \($0) on)" } ?? ""
        let usb = hasUSBBridge ? ", and DIS_USB_JTAG the way to it over USB" : ""
        let proofs: [Fact] = [
            .seen("SECURE_BOOT_EN = 1: the ROM checks", "\(Document.secureBoot2) (eFuse usage)"),
            .seen(
                """
                A key block with the purpose SECURE_BOOT_DIGESTn that is not zero, is readable, and is \
                write-protected together with its purpose
                """,
                "\(Document.secureBoot2) (eFuse usage)"
            ),
            .seen(
                "SECURE_BOOT_KEY_REVOKEn = 1 for every slot without a digest: no further key can be added",
                "\(Document.secureBoot2) (eFuse usage, Key management)"
            ),
            .ran("Every block with a secret's purpose has readable = false", Document.espefuse),
        ]
        let refutations: [Fact] = [
            .seen(
                "SECURE_BOOT_EN = 0: a normal boot, whatever else is burned",
                "\(Document.secureBoot2) (Secure Boot v2 process, step 1)"
            ),
            .ran(
                "A block that is said to hold the root secret has the purpose USER, or prints its value",
                Document.espefuse
            ),
            .ran("\(hardDebug) = 0 while nothing else closes the port", Document.espefuse),
            .ran("SECURE_VERSION = 0: no older application is refused", Document.espefuse),
        ]
        return SiliconProfile(
            id: id,
            name: name,
            vendor: "Espressif",
            families: [name],
            roles: [.verify],
            verifyKey: .seen(
                """
                SHA-256 of the public key (\(scheme)) in an eFuse block BLOCK_KEY0 to 5 whose KEY_PURPOSE is \
                SECURE_BOOT_DIGEST0 to 2: up to three, each revocable by SECURE_BOOT_KEY_REVOKE0 to 2. It must stay \
                readable: read-protected it reads as zeros, and nothing boots
                """,
                "\(Document.secureBoot2) (eFuse usage)"
            ),
            secrets: .ran(
                """
                Key blocks with an XTS_AES, HMAC, ECDSA or DS purpose, read-protected by RD_DIS: their value prints \
                as ?? and readable is false
                """,
                Document.espefuse
            ),
            provisioning: .seen(
                """
                The boot loader burns key digests and the enable bit on its first boot, or espefuse does; bits go \
                from 0 to 1 only. Unused digest slots are to be revoked before the device leaves the factory, and no \
                further block read-protected afterwards
                """,
                "\(Document.secureBoot2) (How to enable, Key management, Burning read-protected keys)"
            ),
            firstCode: .seen(
                """
                The first-stage boot loader is ROM code, which cannot be changed; with SECURE_BOOT_EN it verifies \
                the second stage before it runs it\(first)
                """,
                "\(Document.secureBoot2) (Background, Secure Boot v2 process)"
            ),
            grade: "A",
            failure: .seen(
                """
                Where the signature block or the image does not verify, the ROM aborts the boot. The serial loader \
                is another way in: ENABLE_SECURITY_DOWNLOAD leaves it flash writes and no code of its own, \
                DIS_DOWNLOAD_MODE closes it
                """,
                "\(Document.secureBoot2); \(Document.espressifSecurity) (UART download mode)"
            ),
            debug: .ran(
                """
                \(hardDebug) closes the pins' JTAG for good\(usb). SOFT_DIS_JTAG (an odd number of bits) closes it \
                until the HMAC peripheral opens it with a key
                """,
                Document.espefuse
            ),
            readings: [
                .ran(
                    "espefuse --port PORT summary --format json --file fuses.json",
                    "espefuse-summary",
                    "esptool 5.6.0, espefuse summary"
                ),
                .seen(
                    "esptool --no-stub --port PORT get-security-info",
                    nil,
                    "\(Document.espressifSecurity) (UART download mode: the summary that secure mode still gives)"
                ),
            ],
            proves: proofs + proves,
            refutes: refutations + refutes,
            breaks: breaks
        )
    }

    /// AR2022-003 was shown on the first ESP32; Espressif names the others as perhaps concerned.
    static let powerAnalysis2022 = Break(
        "AR2022-003",
        .seen(
            """
            Power analysis of the AES engine yields the flash encryption key (shown on ESP32 v3.0); Espressif says \
            that it may apply to ESP32-S2, C3 and S3 as well. No fix in these chips
            """,
            "Espressif AR2022-003 v2.0, as two public reviews give it; IACR ePrint 2023/090"
        )
    )

    /// ECDSA secure boot that accepts what nobody signed: every revision of ESP32-H2 and ESP32-P4 has one or the other.
    static func ecdsaErrata(_ first: [String], _ second: [String]) -> [Break] {
        [
            Break(
                "ECDSA_DS-837",
                .seen(
                    """
                    The ECDSA peripheral accepts signatures with s = 0 or n: whoever can write flash can make ECDSA \
                    secure boot accept any image. Workaround: RSA secure boot, which fuses do not show. No fix is \
                    scheduled
                    """,
                    Document.ecdsaErratum837
                ),
                revisions: first
            ),
            Break(
                "ECDSA_DS-836",
                .seen(
                    """
                    The ECDSA peripheral accepts signatures with r and s both 0 or n, for any message and key. \
                    Workaround: RSA secure boot, which fuses do not show. No fix is scheduled
                    """,
                    Document.ecdsaErratum836
                ),
                revisions: second
            ),
        ]
    }
}
