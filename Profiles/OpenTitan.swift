public import Assessment
import Model

extension SiliconProfile {
    public static let openTitan = SiliconProfile(
        id: "opentitan",
        name: "OpenTitan",
        vendor: "lowRISC",
        families: ["OpenTitan", "Earl Grey"],
        roles: [.verify, .measure, .store, .report],
        verifyKey: .seen(
            """
            The silicon creator's public keys in ROM, each for test, development or production, of which OTP can \
            mark some invalid; the owner's keys, which ROM_EXT checks the next stage with, change with the owner
            """,
            "\(Document.openTitanBoot) (ROM, ROM_EXT, Silicon Creator Keys)"
        ),
        secrets: .seen(
            """
            The creator's and owner's secrets feed the key manager, hidden from all software; the lifecycle is mixed \
            in
            """,
            "\(Document.openTitanBoot) (ROM_EXT); \(Document.openTitanLifecycle)"
        ),
        provisioning: .seen(
            """
            Lifecycle in OTP, forward only: RAW, TEST_LOCKED and TEST_UNLOCKED, DEV, PROD, PROD_END, RMA, SCRAP; \
            what matches none is INVALID, and dead
            """,
            "\(Document.openTitanLifecycle) (Manufacturing states)"
        ),
        firstCode: .seen(
            "ROM, which cannot be updated after manufacture; it authenticates ROM_EXT",
            "\(Document.openTitanBoot) (ROM)"
        ),
        grade: "A",
        failure: .seen(
            """
            The ROM tries the other slot of ROM_EXT; if none verifies, or anything unexpected happens, the device \
            fails to boot
            """,
            Document.openTitanBoot
        ),
        debug: .seen(
            """
            Off in PROD and PROD_END. From PROD the device's own RMA token leads to RMA, which erases the owner's \
            flash first and then opens debug; from PROD_END nothing does
            """,
            "\(Document.openTitanLifecycle) (RMA unlock)"
        ),
        readings: [
            .mem("opentitantool lifecycle read", nil)
        ],
        proves: [
            .seen(
                "Lifecycle PROD or PROD_END, read over the lifecycle controller's own port, which always answers",
                Document.openTitanLifecycle
            ),
            .seen(
                "An attestation whose chain leads to the creator: the lifecycle is in its keys",
                Document.openTitanBoot
            ),
        ],
        refutes: [
            .seen("Lifecycle TEST_UNLOCKED, DEV or RMA: debug is on", Document.openTitanLifecycle)
        ],
        breaks: []
    )
}
