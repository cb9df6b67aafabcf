/// What a fault does to the processor, once in a boot.
public enum FaultModel: String, CaseIterable, Codable, Sendable {
    /// An instruction is not executed.
    case skip
    /// Nor is the one behind it in memory.
    case skipTwo = "skip-two"
    /// A bit of a register, or a flag, is another one where the way forks.
    case flip
    /// What a load brings into a register is zeros, ones, or its own complement.
    case load

    /// How many of its executions a place is struck at, the first ones of each ``FaultWindow``.
    public var occurrences: Int {
        switch self {
        case .skip, .skipTwo: 3
        case .flip, .load: 1
        }
    }

    /// In how many ways a place is struck; zero where this fault has nothing to strike.
    func variants(of instruction: ThumbInstruction) -> Int {
        switch self {
        case .skip, .skipTwo: 1
        case .flip: instruction.isDecision ? Self.registers.count * 32 + Self.flags : 0
        case .load: instruction.loaded.count * Self.loads
        }
    }

    /// r0 to r12, sp and lr: to the program counter nothing is more likely than anything else, and skips are of it.
    static let registers = Array(0...14)
    /// N, Z, C and V.
    static let flags = 4
    static let loads = 3
}
