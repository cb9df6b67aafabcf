/// A policy as a sequence of assertions, and its digest without a TPM — Part 1, 19.7; Part 3, 23.
///
/// ```swift
/// let policy = Policy([.pcr(selection, digest: pcrDigest), .commandCode(.unseal)])
/// template.authPolicy = Buffer(try policy.digest(.sha256))
/// ```
public struct Policy: Hashable, Sendable {
    /// In the order in which they are executed: another order is another policy.
    public var assertions: [Assertion]

    public init(_ assertions: [Assertion]) { self.assertions = assertions }

    /// One policy command, with what of it enters the digest.
    public enum Assertion: Hashable, Sendable {
        /// The digest of the selected PCRs' values, in the selection's order: see ``Policy/pcrDigest(_:hash:)``.
        case pcr(List<PCRSelection>, digest: [UInt8])
        /// Authorization of the entity with this Name; a hierarchy's Name is its handle.
        case secret(name: [UInt8], policyRef: [UInt8] = [])
        case signed(keyName: [UInt8], policyRef: [UInt8] = [])
        /// Whatever policy the key has signed: discards all that came before.
        case authorize(keyName: [UInt8], policyRef: [UInt8] = [])
        /// The policy that an NV index holds: discards all that came before.
        case authorizeNV(indexName: [UInt8])
        case authValue
        case password
        case commandCode(CommandCode)
        /// The policy so far is one of these two to eight digests; the order of digests matters.
        case or([[UInt8]])
        /// A comparison with the content of an NV index; `operation` is a TPM_EO.
        case nv(indexName: [UInt8], operand: [UInt8], offset: UInt16, operation: UInt16)
        case nvWritten(Bool)
        case locality(UInt8)
        case cpHash([UInt8])
        case nameHash([UInt8])
        case duplicationSelect(objectName: [UInt8], newParentName: [UInt8], includeObject: Bool)
    }
}

extension Policy.Assertion {
    public static func secret(_ hierarchy: Handle) -> Self { .secret(name: Entity(hierarchy).name) }
}
