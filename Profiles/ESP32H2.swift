public import Assessment

extension SiliconProfile {
    public static let esp32h2 = esp32Family(
        id: "esp32h2",
        name: "ESP32-H2",
        scheme: "RSA-3072, or ECDSA P-256 or P-192",
        proves: [
            .ran("POWERGLITCH_EN = 1 and XTS_DPA_PSEUDO_LEVEL above 0, from revision v1.2 on", Document.espefuse)
        ],
        breaks: ecdsaErrata(["v0.0", "v0.1"], ["v1.2"]) + [
            Break(
                "AES-11401",
                .seen(
                    """
                    Power analysis, fault injection and an overflow together may pass flash encryption and secure \
                    boot. Revision v1.2 has pseudo-rounds against it
                    """,
                    "espressif/esp-chip-errata, docs/en/03-errata-description/esp32h2/aes-cpa-attack.rst"
                ),
                revisions: ["v0.0", "v0.1"]
            ),
            Break(
                "ECC-11400",
                .seen(
                    """
                    Point multiplication takes a time that depends on the key. ESP-IDF 5.1.5, 5.2.5, 5.3.2 and 5.4 \
                    work round it; revision v1.2 has it fixed
                    """,
                    "espressif/esp-chip-errata, docs/en/03-errata-description/esp32h2/ecc-timing-attack.rst"
                ),
                revisions: ["v0.0", "v0.1"]
            ),
        ]
    )
}
