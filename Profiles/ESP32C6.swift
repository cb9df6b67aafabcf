public import Assessment

extension SiliconProfile {
    public static let esp32c6 = esp32Family(
        id: "esp32c6",
        name: "ESP32-C6",
        scheme: "RSA-3072, or ECDSA P-256 or P-192",
        breaks: [courk2024]
    )
}
