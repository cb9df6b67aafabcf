internal import Digests
internal import Wire

/// Data sealed by a server to a policy of one device: what TPM2_Import takes under a storage key of that TPM.
///
/// The object has no authorization value and no `userWithAuth`: nothing but the policy opens it. It lacks `fixedTPM`
/// and `fixedParent`, as whatever is imported must; that it cannot be duplicated again follows from its policy, unless
/// the policy allows TPM2_Duplicate.
public struct SealedObject: Hashable, Sendable {
    public var `public`: Sized<Public>
    public var duplicate: Buffer
    public var inSymSeed: Buffer

    public init(public: Sized<Public>, duplicate: Buffer, inSymSeed: Buffer) {
        self.public = `public`
        self.duplicate = duplicate
        self.inSymSeed = inSymSeed
    }

    /// The most octets that every TPM can hold in one sealed object (MAX_SYM_DATA — Part 2, Annex A).
    public static let limit = 128

    /// - Parameters:
    ///   - data: 1 to 128 octets.
    ///   - policyDigest: SHA-256; never empty.
    ///   - parent: a storage key that was *verified* to live in the device's TPM.
    /// - Throws: ``Refusal`` for what must not be sealed; ``CryptographyError``.
    public static func make(data: [UInt8], policyDigest: [UInt8], parent: Public) throws -> SealedObject {
        guard (1...limit).contains(data.count) else { throw Refusal.dataSize(data.count) }
        guard policyDigest.count == HashAlgorithm.sha256.digestSize, policyDigest.contains(where: { $0 != 0 }) else {
            throw Refusal.policyDigest
        }
        let symmetricBits = try storageKeyBits(parent)
        // The seed obfuscates the unique value: without it, the digest would betray data that can be guessed.
        let seed = randomOctets(32)
        let sensitive = Sensitive(
            sensitiveType: .keyedHash,
            authValue: [],
            seedValue: Buffer(seed),
            sensitive: Buffer(data)
        )
        let area = Public(
            nameAlg: .sha256,
            objectAttributes: [],
            authPolicy: Buffer(policyDigest),
            key: .keyedHash(.null, unique: Buffer(try HashAlgorithm.sha256.digest(seed, data)))
        )
        let wrap = try DuplicationWrap(
            sensitive: try sensitive.serialized(),
            name: try area.name(),
            parent: EncapsulationKey(parent),
            symmetricBits: symmetricBits
        )
        return SealedObject(
            public: Sized(area),
            duplicate: Buffer(wrap.duplicate),
            inSymSeed: Buffer(wrap.encryptedSeed)
        )
    }

    /// Why data was not sealed.
    public enum Refusal: Error, Hashable, Sendable {
        case dataSize(Int)
        case policyDigest
        /// The parent is not a storage key that the TPM made and cannot give away.
        case parent(missing: ObjectAttributes)
        case parentSymmetric
    }

    /// Bits of the parent's symmetric key, if the parent is a key that keeps secrets in one TPM.
    private static func storageKeyBits(_ parent: Public) throws -> Int {
        let needed: ObjectAttributes = [.restricted, .decrypt, .fixedTPM, .fixedParent, .sensitiveDataOrigin]
        let missing = needed.subtracting(parent.objectAttributes)
        guard missing.isEmpty else { throw Refusal.parent(missing: missing) }
        return try parent.symmetricKeyBits()
    }
}

extension Public {
    /// Bits of the AES-CFB key with which a storage key protects what is sent to it.
    func symmetricKeyBits() throws -> Int {
        guard case .cipher(.aes, let bits, .cfb) = symmetric else { throw SealedObject.Refusal.parentSymmetric }
        return Int(bits)
    }
}
