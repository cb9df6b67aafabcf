/// What a device sends to be appraised. All of it is a claim until the quote verifies.
public struct Evidence: Hashable, Sendable {
    public var quote: SignedStatement
    public var values: PCRValues
    /// The TCG event log; nil when there is none.
    public var log: [UInt8]?

    public init(quote: SignedStatement, values: PCRValues, log: [UInt8]?) {
        self.quote = quote
        self.values = values
        self.log = log
    }
}
