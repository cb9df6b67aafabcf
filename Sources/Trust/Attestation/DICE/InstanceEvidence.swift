/// What a device with a PSA root sends to be appraised. All of it is a claim until both verify, and agree.
public struct InstanceEvidence: Hashable, Sendable {
    /// COSE_Sign1 of a PSA token.
    public var token: [UInt8]
    public var chain: DICEEvidence

    public init(token: [UInt8], chain: DICEEvidence) {
        self.token = token
        self.chain = chain
    }
}
