public import Assessment
import Model

extension SiliconProfile {
    public static let stm32h5 = SiliconProfile(
        id: "stm32h5",
        name: "STM32H5",
        vendor: "STMicroelectronics",
        families: ["STM32H5", "STM32H503", "STM32H523", "STM32H533", "STM32H562", "STM32H563", "STM32H573"],
        roles: [.verify],
        verifyKey: .seen(
            """
            In option byte keys (OBK): non-volatile memory with access rules of its own, used by ST-iRoT (STM32H57x) \
            or by OEM-iRoT in user flash
            """,
            "\(Document.h5Introduction) (1 Secure storage)"
        ),
        secrets: .seen("In option byte keys, by isolation level; STM32H573 has SAES", Document.h5Introduction),
        provisioning: .seen(
            """
            PRODUCT_STATE: 0xED open, 0x17 provisioning, 0x2E iRoT-provisioned, 0xC6 TZ-closed, 0x72 closed, 0x5C \
            locked, 0x9A regression, 0xA3 non-secure regression
            """,
            "\(Document.h5Flash) (OB_PROD_STATE_…)"
        ),
        firstCode: .seen(
            """
            BOOT_UBE = 0xB4: OEM-iRoT in user flash, which a regression erases. BOOT_UBE = 0xC3, on STM32H57x: \
            ST-iRoT, ST's immutable code in system flash (B); a unit that shows it is B
            """,
            "\(Document.h5Flash) (OB_UBE_OEM_IROT, OB_UBE_ST_IROT); \(Document.h5STiRoT)"
        ),
        grade: "D",
        failure: .seen(
            """
            ST's example of OEM-iRoT, and either iRoT in the state provisioned, start the system boot loader when \
            the next level does not verify
            """,
            "\(Document.h5States) (2.3 Provisioned)"
        ),
        debug: .seen(
            """
            By debug authentication (password or certificate) from provisioned on; closed is like RDP 2 with \
            regression, locked like RDP 2 without
            """,
            "\(Document.h5States); ST community, How to enable RDP-like product state flash protection in STM32H5"
        ),
        readings: [
            .seen(
                "STM32_Programmer_CLI -c port=SWD -ob displ",
                "stm32-option-bytes",
                "wolfSSL/wolfBoot, docs/Targets.md (what it prints)"
            ),
            .mem("STM32_Programmer_CLI -c port=SWD debugauth=2", nil),
        ],
        proves: [
            .seen(
                "PRODUCT_STATE = 0x5C (locked), or 0x72 (closed) with regression by certificate only",
                Document.h5Flash
            ),
            .seen("BOOT_UBE = 0xC3 with PRODUCT_STATE closed or locked: ST-iRoT starts first", Document.h5Flash),
        ],
        refutes: [
            .seen("PRODUCT_STATE = 0xED, 0x17 or 0x2E: still being developed or provisioned", Document.h5States),
            .seen("PRODUCT_STATE = 0x9A or 0xA3: being opened again", Document.h5Flash),
        ],
        breaks: []
    )
}
