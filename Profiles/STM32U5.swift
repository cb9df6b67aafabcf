public import Assessment
import Model

extension SiliconProfile {
    public static let stm32u5 = SiliconProfile(
        id: "stm32u5",
        name: "STM32U5",
        vendor: "STMicroelectronics",
        families: [
            "STM32U5", "STM32U535", "STM32U545", "STM32U575", "STM32U585", "STM32U575/STM32U585", "STM32U595",
            "STM32U599",
            "STM32U5A5", "STM32U5A9",
        ],
        roles: [.verify],
        verifyKey: .seen(
            """
            In user flash, inside the boot loader (ST's OEMiRoT, from MCUboot, or another): there is no secure boot \
            in ROM
            """,
            "ST wiki stm32mcu, OEMiRoT"
        ),
        secrets: .mem("A hardware unique key that only SAES uses (DHUK, on STM32U585); what the boot area hides (HDP)"),
        provisioning: .seen(
            """
            Option bytes: RDP 0xAA level 0, 0x55 level 0.5, 0xCC level 2, anything else level 1; SECBOOTADD0 and \
            BOOT_LOCK; write protection of the boot pages; OEM1KEY and OEM2KEY
            """,
            Document.rm0456Locks
        ),
        firstCode: .seen(
            """
            User flash, at SECBOOTADD0. At RDP level 2 user code may still erase and write flash, so that level \
            alone keeps nothing; option bytes are then fixed, unless an OEM2 key was provisioned. C needs level 2 \
            without OEM2 key, BOOT_LOCK, and write protection of the boot pages that cannot be unlocked; a unit that \
            shows these is C
            """,
            Document.rm0456Level2
        ),
        grade: "D",
        failure: .mem("What the boot loader in flash does: ST's example goes on to its loader, or stops"),
        debug: .seen(
            """
            At RDP level 2 debug is off for good, unless an OEM2 key was provisioned: then the port answers under \
            reset, and the key leads back to level 1. At level 1 without OEM1 lock anybody may go to level 0, which \
            erases flash
            """,
            "\(Document.rm0456Level2); \(Document.rm0456Locks)"
        ),
        readings: [
            .seen(
                "STM32_Programmer_CLI -c port=SWD mode=hotplug -ob displ",
                "stm32-option-bytes",
                "wolfSSL/wolfBoot, docs/Targets.md (what it prints)"
            ),
            .seen(
                "STM32_Programmer_CLI -c port=SWD mode=hotplug -r32 0x40022020 4",
                nil,
                "ST AN5347 (FLASH_NSSR: bit 19 OEM2LOCK, bit 18 OEM1LOCK); stm32-metapac, FLASH of STM32U5: NSSR"
            ),
        ],
        proves: [
            .seen("RDP = 0xCC with OEM2LOCK = 0: no way back", Document.rm0456Level2),
            .seen(
                "BOOT_LOCK = 1: the boot address is SECBOOTADD0 whatever the boot pins say",
                "stm32-metapac, FLASH of STM32U5: SECBOOTADD0R"
            ),
            .seen(
                "WRP areas (WRP1AR and further) cover every page that the first code is in, with UNLOCK = 0",
                "stm32-metapac, FLASH of STM32U5: WRP1AR"
            ),
        ],
        refutes: [
            .seen("RDP = 0xAA or 0x55, or level 1: the flash can be erased and written anew", Document.rm0456Locks),
            .seen("RDP = 0xCC with OEM2LOCK = 1: who has the OEM2 key goes back", Document.rm0456Locks),
            .seen(
                "No write protection over the first code: at every RDP level user code may erase and write it",
                Document.rm0456Level2
            ),
        ],
        breaks: []
    )
}
