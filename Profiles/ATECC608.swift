public import Assessment
import Model

extension SiliconProfile {
    public static let atecc608 = SiliconProfile(
        id: "atecc608",
        name: "Microchip ATECC608",
        vendor: "Microchip",
        families: ["ATECC608", "ATECC608A", "ATECC608B", "ATECC608C"],
        roles: [.store, .report],
        secrets: .seen(
            "Slots, by SlotConfig (bit 7 IsSecret) and KeyConfig (bit 0 Private)",
            Document.atecc
        ),
        provisioning: .seen(
            """
            Configuration zone of 128 octets in EEPROM, always readable: serial number 0 to 3 and 8 to 12, \
            SlotConfig from 20, SecureBoot 70, LockValue 86, LockConfig 87, SlotLocked 88, KeyConfig from 96. \
            Unlocked is 0x55, locked 0x00; locked, nothing of it can be written any more
            """,
            "\(Document.atecc); \(Document.ateccCommands) (ATCA_UNLOCKED); \(Document.microchip)"
        ),
        readings: [
            .seen(
                "atcab_read_config_zone and atcab_is_locked of cryptoauthlib (pip install cryptoauthlib)",
                "atecc-config",
                "MicrochipTech/cryptoauthlib, python"
            )
        ],
        proves: [
            .seen("LockConfig = 0x00 and LockValue = 0x00", Document.ateccCommands),
            .seen("The key's slot has IsSecret = 1 and Private = 1, and PrivWrite is not allowed", Document.atecc),
            .mem("A chain from the device certificate over the signer to Microchip's root, and a fresh challenge"),
        ],
        refutes: [
            .seen("LockConfig = 0x55: every rule of every slot can still be changed", Document.ateccCommands),
            .seen("LockValue = 0x55: what the slots hold can still be written", Document.ateccCommands),
        ],
        breaks: [
            Break(
                "laser extraction",
                .mem("Ledger Donjon read a data slot by laser fault injection (ATECC508A, ATECC608A)")
            )
        ]
    )
}
