public import Assessment
import Model

extension SiliconProfile {
    public static let imx8m = SiliconProfile(
        id: "imx8m",
        name: "NXP i.MX 8M",
        vendor: "NXP",
        families: [
            "i.MX 8M", "i.MX 8M Mini", "i.MX 8M Nano", "i.MX 8M Plus", "imx8m", "imx8mq", "imx8mm", "imx8mn", "imx8mp",
        ],
        roles: [.verify],
        verifyKey: .seen(
            "SHA-256 of the table of four super root keys in fuses: bank 6 words 0 to 3, bank 7 words 0 to 3",
            "\(Document.habIntroduction) (2.2); foundriesio/docs, i.MX HABv4 secure boot (banks and words)"
        ),
        secrets: .seen(
            "The OTP master key, of each device its own, which only CAAM can use",
            "\(Document.habIntroduction) (1.2)"
        ),
        provisioning: .seen(
            """
            fuse prog of the eight words, then SEC_CONFIG[1] (bank 1 word 3, 0x02000000) closes the device; SRK_LOCK \
            keeps further bits from being set in the hash, and is a fuse of its own
            """,
            "\(Document.habGuide) (1.5 to 1.8); u-boot/u-boot, arch/arm/mach-imx/hab.c"
        ),
        firstCode: .seen(
            "The boot ROM with HABv4 authenticates SPL, which goes on by the ROM's interface",
            "\(Document.hab8M) (1.1)"
        ),
        grade: "A",
        failure: .seen(
            """
            Closed: an image that is not signed with the right tree is not loaded, and the ROM waits in serial \
            download. Open: it runs, and HAB only notes events
            """,
            "\(Document.habGuide) (1.6, 1.7)"
        ),
        debug: .mem("SJC_DISABLE and JTAG_SMODE (01 by challenge, 11 none), KTE for trace; the words differ by device"),
        readings: [
            .seen("hab_status, at U-Boot's prompt", "uboot-hab-status", "\(Document.habGuide) (1.6)"),
            .seen(
                "fuse read 6 0 4; fuse read 7 0 4; fuse read 1 3, at U-Boot's prompt",
                "uboot-fuse",
                Document.habGuide
            ),
        ],
        proves: [
            .seen(
                """
                HAB Configuration 0xcc, HAB State 0x99 ("Secure boot enabled"), and the hash in banks 6 and 7 is \
                not zero
                """,
                "u-boot/u-boot, arch/arm/include/asm/mach-imx/hab.h (HAB_CFG_CLOSED, HAB_STATE_TRUSTED)"
            ),
            .seen("SRK_LOCK is set", "\(Document.habGuide) (1.8)"),
            .mem("SDP_DISABLE, where recovery over USB is not needed"),
        ],
        refutes: [
            .seen(
                """
                HAB Configuration 0xf0, HAB State 0x66 ("Secure boot disabled"): open, however many "No HAB \
                Events Found!" follow
                """,
                "\(Document.habGuide) (1.6)"
            ),
            .seen("The hash in banks 6 and 7 is zero", Document.habGuide),
        ],
        breaks: [
            Break(
                "CVE-2022-45163",
                .seen(
                    """
                    Serial download leaks memory of a closed device to who holds it, on i.MX 8M Quad and Mini. NXP: \
                    disable serial download by its fuse
                    """,
                    Document.cve("CVE-2022-45163")
                ),
                families: ["i.MX 8M", "imx8m", "imx8mq", "i.MX 8M Mini", "imx8mm"]
            ),
            Break(
                "CVE-2023-39902",
                .seen(
                    """
                    U-Boot SPL before 2023.07: a FIT made for it overwrites SPL, and unauthenticated code runs. \
                    Software, on all four i.MX 8M
                    """,
                    Document.cve("CVE-2023-39902")
                ),
                isDecidable: false
            ),
        ]
    )
}
