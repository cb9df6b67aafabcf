public import Assessment
import Model

extension SiliconProfile {
    public static let tpm2 = SiliconProfile(
        id: "tpm2",
        name: "Discrete TPM 2.0",
        vendor: "several",
        families: ["TPM 2.0", "tpm2", "discrete TPM", "SLB9670", "SLB9672", "ST33"],
        roles: [.store, .report],
        secrets: .ran(
            """
            The endorsement seed never leaves; an object that is fixedTPM, fixedParent and sensitiveDataOrigin was \
            made inside and stays there
            """,
            "\(Document.tpmTools): tpm2_createprimary, tpm2_readpublic"
        ),
        provisioning: .ran(
            """
            The maker writes the endorsement certificate: NV 0x01C00002 RSA-2048, 0x01C0000A P-256, 0x01C00016 \
            P-384; a platform certificate at 0x01C08000
            """,
            "\(Document.tpmTools): tpm2_nvreadpublic"
        ),
        debug: nil,
        readings: [
            .ran(
                "tpm2_getcap properties-fixed; tpm2_getcap properties-variable",
                "tpm2-getcap",
                Document.tpmProperties
            ),
            .ran("tpm2_getekcertificate; tpm2_nvreadpublic", nil, Document.tpmTools),
            .ran("fwupdtool security --json", "fwupd-security", "fwupd 2.0.20, fwupdtool security --json"),
            .ran("chipsec_main -j chipsec.json", "chipsec", "chipsec 1.13.16"),
        ],
        proves: [
            .ran(
                """
                A credential activated by a key with these attributes, and an endorsement certificate that leads to \
                a pinned anchor of its maker
                """,
                "\(Document.tpmTools): tpm2_makecredential, tpm2_activatecredential"
            ),
            .ran("The certificate's key is the endorsement key that the TPM shows", Document.tpmTools),
        ],
        refutes: [
            .ran(
                """
                TPM_PT_MANUFACTURER IBM with vendor string "SW   TPM", or an endorsement certificate of \
                swtpm-localca: an emulation
                """,
                Document.tpmProperties
            ),
            .ran(
                """
                A TPM in failure mode: getcap ends with 0 and prints part of what it should; that is missing, and no \
                property
                """,
                "\(Document.tpmProperties) (failure mode samples)"
            ),
            .ran("lockoutAuthSet = 0: anybody may clear it", Document.tpmProperties),
        ],
        breaks: [
            Break(
                "CVE-2017-15361",
                .seen(
                    """
                    ROCA: RSA keys made inside can be factored. Infineon firmware before 4.34, 6.43 and 133.33 (the \
                    CVE names these as examples), and SLB 9670 before 7.62
                    """,
                    "\(Document.cve("CVE-2017-15361")); Supermicro AOM-TPM-9670VH firmware 7.62.3126.0"
                ),
                makers: ["IFX"],
                fixedIn: ["4.34", "6.43", "7.62", "133.33"]
            ),
            Break(
                "CVE-2017-15361 (SLB 9665)",
                .mem("Infineon firmware 5.x before 5.62 has ROCA too"),
                makers: ["IFX"],
                fixedIn: ["5.62"]
            ),
            Break(
                "CVE-2024-45678",
                .seen(
                    """
                    EUCLEAK: a few minutes of electromagnetic measurement yield an ECDSA key; NinjaLab shows that it \
                    extends to OPTIGA TPM. Which firmware has it no more was not found
                    """,
                    "\(Document.eucleak); \(Document.cve("CVE-2024-45678"))"
                ),
                makers: ["IFX"]
            ),
            Break(
                "CVE-2019-16863",
                .seen(
                    "TPM-FAIL: the time of a signature yields an ECDSA key; ST33TPHF2ESPI before 12 September 2019",
                    Document.cve("CVE-2019-16863")
                ),
                makers: ["STM"],
                isDecidable: false
            ),
            Break(
                "CVE-2023-1017",
                .seen(
                    """
                    The reference code of TPM 2.0 (1.19, 1.38, 1.59) writes two octets past a command; which parts \
                    have that code, their makers say
                    """,
                    Document.cve("CVE-2023-1017")
                ),
                isDecidable: false
            ),
            Break(
                "bus sniffing",
                .mem("What crosses LPC, SPI or I2C without parameter encryption can be read and changed on the board"),
                isDecidable: false
            ),
        ]
    )
}
