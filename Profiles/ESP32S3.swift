public import Assessment

extension SiliconProfile {
    public static let esp32s3 = esp32Family(
        id: "esp32s3",
        name: "ESP32-S3",
        scheme: "RSA-3072",
        breaks: [
            powerAnalysis2022,
            Break(
                "AR2026-005",
                .seen(
                    "Voltage fault injection recovers a key from the AES engine that software uses",
                    """
                    Espressif AR2026-005, Security Advisory Concerning AES Key Recovery Using Voltage Fault \
                    Injection on ESP32-S3 (its title, and two projects that cite it)
                    """
                )
            ),
        ]
    )
}
