/// What is judged: six questions, three properties, three pitfalls.
public enum Item: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case rootKey = "Q1"
    case readability = "Q2"
    case provisioning = "Q3"
    case firstCode = "Q4"
    case failure = "Q5"
    case debug = "Q6"
    case immutability = "P1"
    case readProtection = "P2"
    case executionPath = "P3"
    case softwareKeyStore = "G1"
    case sharedKeys = "G2"
    case supplyChain = "G3"

    public var text: String {
        switch self {
        case .rootKey: "Where is the root key?"
        case .readability: "Can it ever be read?"
        case .provisioning: "When was it provisioned?"
        case .firstCode: "What runs first, and can it change?"
        case .failure: "What happens when verification fails?"
        case .debug: "Can debug be closed for good?"
        case .immutability: "Immutable after provisioning"
        case .readProtection: "Unreadable by software"
        case .executionPath: "An execution path that cannot be replaced"
        case .softwareKeyStore: "Not a software key store called a root"
        case .sharedKeys: "No key in more than one device"
        case .supplyChain: "The element's origin is attested"
        }
    }

    public static let questions: [Item] = [.rootKey, .readability, .provisioning, .firstCode, .failure, .debug]

    public static func < (left: Item, right: Item) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
