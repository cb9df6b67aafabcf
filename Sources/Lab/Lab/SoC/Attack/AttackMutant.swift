internal import Subsystem

/// What an attack is tried on to show that it is one: the device without exactly the defence that withstands it.
enum AttackMutant: Hashable, Sendable {
    /// A ROM that was built with this condition.
    case rom(String)
    /// Secure firmware that was built with this condition.
    case secureWorld(String)
    /// A fuse-and-key block without a defence.
    case block(Defence)
    /// The emulator, whose stub nobody guards.
    case gate
    /// A verifier that does not look at this.
    case verifier(String)

    /// As it is written down.
    var name: String {
        switch self {
        case .rom(let condition): "rom:" + Self.name(condition)
        case .secureWorld(let condition): "secure-world:" + Self.name(condition)
        case .block(let defence): "block:" + defence.rawValue
        case .gate: "debug-gate"
        case .verifier(let what): "verifier:" + what
        }
    }

    private static func name(_ condition: String) -> String {
        condition.dropFirst("WITHOUT_".count).lowercased().replacing("_", with: "-")
    }
}
