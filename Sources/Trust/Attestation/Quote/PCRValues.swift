public import Digests

/// PCR values by bank and index. Only values that a verified quote's digest covers may be believed.
public struct PCRValues: Hashable, Sendable {
    public private(set) var banks: [HashAlgorithm: [Int: [UInt8]]]

    public init(_ banks: [HashAlgorithm: [Int: [UInt8]]] = [:]) { self.banks = banks }

    public subscript(_ bank: HashAlgorithm, _ pcr: Int) -> [UInt8]? {
        get { banks[bank]?[pcr] }
        set { banks[bank, default: [:]][pcr] = newValue }
    }

    public var isEmpty: Bool { banks.allSatisfy { $0.value.isEmpty } }

    /// The banks in the order of their identifiers.
    public var sortedBanks: [HashAlgorithm] { banks.keys.sorted { $0.rawValue < $1.rawValue } }
}
