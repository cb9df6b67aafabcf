public import Assessment

extension SiliconProfile {
    public static let esp32c3 = esp32Family(
        id: "esp32c3",
        name: "ESP32-C3",
        scheme: "RSA-3072",
        since: "v0.3",
        refutes: [
            .seen(
                "A chip revision before v0.3: it has no Secure Boot v2, and no other",
                "\(Document.secureBoot2) (first notes)"
            )
        ],
        breaks: [powerAnalysis2022, courk2024]
    )

    /// ESP32-C3 and C6: AR2023-007.
    static let courk2024 = Break(
        "AR2023-007",
        .seen(
            """
            Power analysis of one flash block, a voltage glitch and an overflow in the ROM together pass secure boot \
            and flash encryption
            """,
            "\(Document.courk); Espressif AR2023-007 (title)"
        )
    )
}
