public import Assessment
import Model

extension SiliconProfile {
    public static let optigaTrustM = SiliconProfile(
        id: "optigatrustm",
        name: "Infineon OPTIGA Trust M",
        vendor: "Infineon",
        families: ["OPTIGA Trust M", "SLS32AIA"],
        roles: [.store, .report],
        secrets: .mem("Key objects 0xE0F0 to 0xE0F3 (ECC) and 0xE0FC, 0xE0FD (RSA), used inside; reading is \"never\""),
        provisioning: .seen(
            """
            Metadata of each object; its lifecycle (LcsO) is 0x01 creation and becomes 0x07 operational, after which \
            metadata changes no more. Infineon's examples leave it at creation and say that a product must not
            """,
            "\(Document.optigaExample) (LCSO_STATE_CREATION, LCSO_STATE_OPERATIONAL, FINAL_LCSO_STATE)"
        ),
        readings: [
            .seen(
                "trustm_metadata -r 0xE0F0",
                nil,
                "Infineon/linux-optiga-trust-m, README and scripts (LcsO, Change, Read)"
            )
        ],
        proves: [
            .seen("LcsO = 0x07 for every object that the design rests on", Document.optigaExample),
            .mem("A chain from the certificate in 0xE0E0 to Infineon's root, and a fresh challenge"),
        ],
        refutes: [
            .seen(
                """
                LcsO = 0x01 or 0x03 for the binding secret or a trust anchor: whoever reaches the bus writes it anew
                """,
                Document.optigaExample
            )
        ],
        breaks: [
            Break(
                "CVE-2024-45678",
                .seen(
                    """
                    EUCLEAK: a few minutes of electromagnetic measurement yield an ECDSA key; NinjaLab shows that it \
                    extends to OPTIGA Trust M
                    """,
                    "\(Document.eucleak); \(Document.cve("CVE-2024-45678"))"
                )
            )
        ]
    )
}
