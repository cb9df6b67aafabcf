/// One fault in one boot.
public struct FaultTrial: Hashable, Sendable {
    public var image: FaultImage
    public var model: FaultModel
    public var window: FaultWindow
    /// Where it strikes.
    public var address: UInt32
    /// At which execution of the window, from 1 on.
    public var occurrence: Int
    /// In which of the model's ways.
    public var variant: Int
    /// Whether the place belongs to what decides, and not to what only computes or conveys.
    public var isDecision: Bool

    /// Whether it strikes where the image is judged.
    var isJudging: Bool { isDecision && (window == .verify || window == .decide) }

    /// What is done, for people.
    var text: String {
        switch model {
        case .skip: "skipped"
        case .skipTwo: "skipped with the next one"
        case .flip where variant < 32 * FaultModel.registers.count:
            "r\(FaultModel.registers[variant / 32]) bit \(variant % 32) flipped before it"
        case .flip: "flag \(Array("VCZN")[variant % 4]) flipped before it"
        case .load: "loads \(["zeros", "ones", "the complement"][variant % FaultModel.loads])"
        }
    }
}
