public import Assessment

extension SiliconProfile {
    /// Every part that is known; the first is shown first.
    public static let all: [SiliconProfile] = [
        stm32u5, stm32h5, mcxn94x, nrf5340, jetsonOrin, imx8m, imx93, snapdragon,
        esp32, esp32s2, esp32s3, esp32c3, esp32c6, esp32h2, esp32p4,
        rp2350, openTitan, caliptra, reference,
        tpm2, se05x, atecc608, ta100, optigaTrustM, zymbit,
    ]

    /// The part that a reader's family name, or an id, names.
    public static func named(_ name: String) -> SiliconProfile? {
        all.first { $0.id == name.lowercased() || $0.names(name) }
    }
}
