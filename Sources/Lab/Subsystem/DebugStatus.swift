internal import SoC

/// How far the debug port is closed — RFC 9711: 0 enabled, 3 disabled permanently but for the maker, 4 for everybody.
enum DebugStatus {
    static func of(_ lifecycle: Lifecycle, isDisabled: Bool) -> UInt32 {
        guard !isDisabled else { return 4 }
        return switch lifecycle {
        case .blank, .provisioning, .returned: 0
        case .secured: 3
        // Retired, or no lifecycle at all: nobody opens it any more.
        default: 4
        }
    }
}
