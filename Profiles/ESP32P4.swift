public import Assessment

extension SiliconProfile {
    public static let esp32p4 = esp32Family(
        id: "esp32p4",
        name: "ESP32-P4",
        scheme: "RSA-3072, or ECDSA P-256 or P-192",
        refutes: [
            .seen(
                """
                Chip revision v3.0: its ROM puts the secure boot buffer where it cannot be written, and Espressif \
                says not to enable secure boot; fixed in v3.1
                """,
                """
                espressif/esp-chip-errata, \
                docs/en/03-errata-description/esp32p4/secure-boot-buffer-address-error-in-rom.rst
                """
            )
        ],
        breaks: ecdsaErrata(["v0.0", "v1.0", "v1.3"], ["v3.0", "v3.1", "v3.2"])
    )
}
