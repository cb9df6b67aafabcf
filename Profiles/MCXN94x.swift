public import Assessment
import Model

extension SiliconProfile {
    public static let mcxn94x = SiliconProfile(
        id: "mcxn94x",
        name: "NXP MCXN94x",
        vendor: "NXP",
        families: ["MCXN94x", "mcxn947", "mcxn946", "mcxn547", "mcxn546"],
        roles: [.verify],
        verifyKey: .ran(
            """
            ROTKH, the hash of the root key table (SHA-256 or SHA-384), in CMPA: a page of internal flash and no \
            fuse
            """,
            Document.cmpa
        ),
        secrets: .mem("Keys that ELS and the PUF make; NPX keys for flash encryption"),
        provisioning: .ran(
            """
            CMPA and CFPA pages, then the lifecycle in OTP: 0x3 develop, 0x7 develop 2, 0xF in-field, 0xCF in-field \
            locked. While OTP says develop, CFPA_LC_STATE in flash can show any of these, for tests
            """,
            Document.cfpa
        ),
        firstCode: .ran(
            "The boot ROM: it takes its settings and ROTKH from CMPA, and demands of an image what SEC_BOOT_EN says",
            "\(Document.cmpa) (SECURE_BOOT_CFG, BOOT_SPEED, CMPA_CMAC0)"
        ),
        grade: "A",
        failure: .ran(
            "Falls through to the recovery image or to ISP, unless ISP_FT_ENTRY = DISABLED_0B01",
            Document.cmpa
        ),
        debug: .ran(
            """
            CC_SOCU_PIN and CC_SOCU_DFLT: per core and kind a fixed state, or the state that a debug certificate \
            gives; UUID_CHECK says whether one certificate opens one device or every one
            """,
            Document.cmpa
        ),
        readings: [
            .ran(
                """
                pfr read -p PORT -f mcxn947 -t cmpa -o cmpa.bin; pfr parse -f mcxn947 -t cmpa -b cmpa.bin -o \
                cmpa.yaml
                """,
                "spsdk-pfr",
                "SPSDK 3.12.0 (parse was run, on a page made by it; read needs a device)"
            ),
            .seen("nxpfuses -p PORT print -f mcxn947", "spsdk-fuses", "SPSDK 3.12.0, nxpfuses print --help"),
            .mem("blhost -p PORT get-property 17", nil),
        ],
        proves: [
            .ran("SEC_BOOT_EN = 3: ECDSA-signed images only (2 lets a CMAC do)", Document.cmpa),
            .ran("ROTKH is not zero", Document.cmpa),
            .ran("The lifecycle in OTP, not in CFPA, is 0xF or 0xCF", Document.cfpa),
            .ran("ISP_PIN_ENTRY, ISP_DM_ENTRY, ISP_API_ENTRY and ISP_FT_ENTRY are DISABLED_0B01", Document.cmpa),
            .ran("UUID_CHECK = ENABLED wherever a certificate may open debug", Document.cmpa),
        ],
        refutes: [
            .ran("SEC_BOOT_EN = 0 (the value from the factory) or 1: unsigned images run", Document.cmpa),
            .ran(
                "CFPA_LC_STATE is not 0 while the lifecycle in OTP is 0x3: a state that is only played",
                Document.cfpa
            ),
            .ran(
                """
                A CMPA that can still be written: the ROM computes its CMAC anew after each change, so the CMAC \
                keeps nobody from it
                """,
                "\(Document.cmpa) (CMPA_CMAC0)"
            ),
        ],
        breaks: []
    )
}
