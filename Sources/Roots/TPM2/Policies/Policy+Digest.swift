public import Digests
internal import Wire

extension Policy {
    /// What TPM2_PolicyGetDigest returns after the assertions ran in a session with this hash.
    public func digest(_ hash: HashAlgorithm) throws -> [UInt8] {
        guard let size = hash.digestSize else { throw UnsupportedHash(hash) }
        let zero = [UInt8](repeating: 0, count: size)
        var digest = zero
        for assertion in assertions {
            switch assertion {
            case .pcr(let selection, let pcrs):
                digest = try hash.digest(digest, Self.octets(.policyPCR), try selection.serialized(), pcrs)
            case .secret(let name, let policyRef):
                digest = try Self.extend(digest, hash, .policySecret, name, policyRef)
            case .signed(let name, let policyRef):
                digest = try Self.extend(digest, hash, .policySigned, name, policyRef)
            case .authorize(let name, let policyRef):
                digest = try Self.extend(zero, hash, .policyAuthorize, name, policyRef)
            case .authorizeNV(let name):
                digest = try hash.digest(zero, Self.octets(.policyAuthorizeNV), name)
            case .authValue, .password:
                // Both enter as TPM2_PolicyAuthValue: an object can be used either way.
                digest = try hash.digest(digest, Self.octets(.policyAuthValue))
            case .commandCode(let code):
                digest = try hash.digest(digest, Self.octets(.policyCommandCode), Self.octets(code))
            case .or(let branches):
                guard (2...8).contains(branches.count) else {
                    throw TPMError.misuse(.policyOR, "\(branches.count) branches, must be 2 to 8")
                }
                digest = try hash.digest(zero, Self.octets(.policyOR), branches.flatMap { $0 })
            case .nv(let name, let operand, let offset, let operation):
                let arguments = try hash.digest(operand, try offset.serialized(), try operation.serialized())
                digest = try hash.digest(digest, Self.octets(.policyNV), arguments, name)
            case .nvWritten(let written):
                digest = try hash.digest(digest, Self.octets(.policyNvWritten), [written ? 1 : 0])
            case .locality(let locality):
                digest = try hash.digest(digest, Self.octets(.policyLocality), [locality])
            case .cpHash(let value):
                digest = try hash.digest(digest, Self.octets(.policyCpHash), value)
            case .nameHash(let value):
                digest = try hash.digest(digest, Self.octets(.policyNameHash), value)
            case .duplicationSelect(let object, let newParent, let includeObject):
                digest = try hash.digest(
                    digest,
                    Self.octets(.policyDuplicationSelect),
                    includeObject ? object : [],
                    newParent,
                    [includeObject ? 1 : 0]
                )
            }
        }
        return digest
    }

    /// The digest of PCR values as TPM2_PolicyPCR and TPM2_Quote compute it: values in ascending index, bank after
    /// bank.
    public static func pcrDigest(_ values: [[UInt8]], hash: HashAlgorithm) throws -> [UInt8] {
        try hash.digest(values.flatMap { $0 })
    }

    /// PolicyUpdate — Part 3, 23.2.3: two steps, the second also for an empty reference.
    private static func extend(
        _ digest: [UInt8],
        _ hash: HashAlgorithm,
        _ code: CommandCode,
        _ name: [UInt8],
        _ policyRef: [UInt8]
    ) throws -> [UInt8] {
        try hash.digest(try hash.digest(digest, octets(code), name), policyRef)
    }

    private static func octets(_ code: CommandCode) throws -> [UInt8] { try code.serialized() }
}
