public import Assessment
import Model

extension SiliconProfile {
    public static let imx93 = SiliconProfile(
        id: "imx93",
        name: "NXP i.MX 93",
        vendor: "NXP",
        families: [
            "i.MX 93", "imx93", "mimx9352", "mimx9351", "mimx9332", "mimx9331", "mimx9322", "mimx9321", "mimx9312",
            "mimx9311",
            "mimx9302", "mimx9301",
        ],
        roles: [.verify],
        verifyKey: .seen(
            """
            SHA-256 of the table of super root keys in fuse words 128 to 135 (OEM_SRKH0 to 7, bank 16 words 0 to 7; \
            SPSDK shows them as SRKH). ELE_SRKH0 to 7, words 64 to 71, are NXP's
            """,
            "\(Document.fuseMap93); fuse prog 16 0 to 16 7 in NXP's doc/imx/ahab/guides/mx8ulp_9x_secure_boot.txt"
        ),
        secrets: .mem("Inside EdgeLock Enclave, read-protected"),
        provisioning: .seen(
            "SRKH, then ahab_close in U-Boot or nxpele; the lifecycle goes forward only: open, closed, locked",
            "\(Document.ubootAHAB); \(Document.elements)"
        ),
        firstCode: .seen(
            """
            The boot ROM and EdgeLock Enclave's ROM: the latter authenticates the enclave's firmware by NXP's own \
            hash, and that firmware authenticates the maker's containers (AHAB)
            """,
            "a secure boot guide for FRDM-IMX93 (chain of trust: Boot ROM, ELE ROM, ELE_SRKH and OEM_SRKH)"
        ),
        grade: "A",
        failure: .seen(
            """
            A container whose keys are not those of the hash is refused with the event BAD_KEY_HASH (0xFA); while \
            the lifecycle is open it runs all the same
            """,
            Document.ubootAHAB
        ),
        debug: .seen(
            """
            SJC_DISABLE (boundary scan too), SOC_GLBL_DBG_DISABLE, TZ_GLBL_DBG_DISABLE, \
            SOC_SCOPE_PRIMARY_DBG_DISABLE and the further scopes, some of which count the other way round
            """,
            Document.fuseMap93
        ),
        readings: [
            .seen("ahab_status, at U-Boot's prompt", "uboot-ahab-status", Document.ubootAHAB),
            .ran("nxpfuses -p PORT get-config -f mimx9352 -o fuses.yaml", "spsdk-fuses", Document.fuses93),
            .seen(
                "fuse read 16 0 8, at U-Boot's prompt",
                "uboot-fuse",
                "\(Document.fuseMap93) (word 128 is bank 16 word 0)"
            ),
            .mem("nxpele -f mimx9352 -p PORT get-info", nil),
        ],
        proves: [
            .seen(
                "Lifecycle closed or locked. By the words: U-Boot numbers them 0x20 and 0x100, SPSDK 0x40 and 0x200",
                "\(Document.ubootAHAB); \(Document.elements)"
            ),
            .ran("SRKH is not zero", Document.fuses93),
            .ran("ELE_OEM_SRKH_LOCK is set", Document.fuses93),
            .seen("OEM_GDET_DISABLE does not switch the glitch detector off", Document.fuseMap93),
        ],
        refutes: [
            .seen(
                """
                Lifecycle open (U-Boot 0x8, SPSDK 0x10): containers that nobody signed run, "No Events Found!" or \
                not
                """,
                Document.ubootAHAB
            ),
            .ran("SRKH is zero", Document.fuses93),
            .seen("Lifecycle field return: a unit that was sent back", "\(Document.ubootAHAB); \(Document.elements)"),
        ],
        breaks: []
    )
}
