public import Assessment
import Model

extension SiliconProfile {
    public static let ta100 = SiliconProfile(
        id: "ta100",
        name: "Microchip TA100",
        vendor: "Microchip",
        families: ["TA100", "TA101"],
        roles: [.store, .report],
        secrets: .mem(
            "Elements of its shared data memory, by their attributes; private keys are used inside and not read"
        ),
        provisioning: .mem("Configuration, then setup lock; the configuration zone stays readable"),
        readings: [.mem("talib_info_get_config and talib_is_config_locked of cryptoauthlib", nil)],
        proves: [.mem("Configuration and setup are locked; a chain to Microchip's root, and a fresh challenge")],
        refutes: [.mem("Configuration is not locked")],
        breaks: []
    )
}
