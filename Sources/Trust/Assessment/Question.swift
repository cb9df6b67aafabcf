/// The six questions that tell whether a root of trust is genuinely rooted in hardware.
public enum Question: String, Sendable, Codable, CaseIterable {
    case whereIsTheRootKey = "Q1"
    case canItBeRead = "Q2"
    case whenWasItProvisioned = "Q3"
    case whatRunsFirst = "Q4"
    case whatHappensOnFailure = "Q5"
    case canDebugBeClosed = "Q6"

    public var text: String {
        switch self {
        case .whereIsTheRootKey: "Where is the root key?"
        case .canItBeRead: "Can it ever be read?"
        case .whenWasItProvisioned: "When was it provisioned?"
        case .whatRunsFirst: "What runs first, and can it change?"
        case .whatHappensOnFailure: "What happens when verification fails?"
        case .canDebugBeClosed: "Can debug be closed for good?"
        }
    }
}
