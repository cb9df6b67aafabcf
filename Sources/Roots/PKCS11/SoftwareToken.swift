/// Tokens that are programs: the one table of them. A key in one is a software key, and never counts as more.
///
/// The names are self-descriptions, and used in one direction only: that a token is *not* a program is never concluded
/// from them.
public enum SoftwareToken {
    /// What a module's or a token's manufacturer, description or model contains, lower-case; and what it is.
    static let known: [(mark: String, product: String)] = [
        ("softhsm", "SoftHSM"), ("kryoptic", "Kryoptic"), ("nss ", "NSS"), ("mozilla", "NSS"),
        ("gnome keyring", "GNOME Keyring"), ("p11-kit", "p11-kit"), ("soft token", "openCryptoki's software token"),
        ("simulator", "a simulator"), ("emulat", "an emulator"),
    ]

    /// The program that plays this token; nil when nothing says so.
    public static func name(_ module: ModuleInfo, _ token: TokenInfo) -> String? {
        let texts = [module.manufacturer, module.description, token.manufacturer, token.model].map { $0.lowercased() }
        return known.first { entry in texts.contains { $0.contains(entry.mark) } }?.product
    }
}
