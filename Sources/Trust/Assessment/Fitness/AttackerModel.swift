/// What an attacker can do. Each can do what those before can.
public enum AttackerModel: String, Sendable, Codable, CaseIterable, Comparable {
    /// Runs code on the device, and sends it any update. Does not touch it.
    case software
    /// Has the unit on a bench: probes, bus interposers, boot straps, another flash.
    case board
    /// Has equipment for glitching, side channels and decapsulation.
    case laboratory

    public var text: String {
        switch self {
        case .software: "runs code on the device and sends it any update, without touching it"
        case .board: "has the unit on a bench: debug probes, bus interposers, boot straps, another flash"
        case .laboratory: "has a laboratory: fault injection, side channels, decapsulation"
        }
    }

    public static func < (left: AttackerModel, right: AttackerModel) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
