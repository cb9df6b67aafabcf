public import Assessment

extension SiliconProfile {
    public static let esp32s2 = esp32Family(
        id: "esp32s2",
        name: "ESP32-S2",
        scheme: "RSA-3072",
        hardDebug: "HARD_DIS_JTAG",
        hasUSBBridge: false,
        breaks: [powerAnalysis2022]
    )
}
