public import MasterBootImage
public import Model
internal import PKIX

extension MBICertificateBlock {
    /// A block in which one of the root keys signs images itself.
    ///
    /// - Parameters:
    ///   - roots: DER SubjectPublicKeyInfo of one to four keys, all P-256 or all P-384, in the order of the device's slots.
    ///   - signer: the root key in use.
    /// - Throws: ``BedplateError/Code/malformed`` for another number, ``BedplateError/Code/unsupportedScheme`` for keys of
    ///   other kinds or of both, ``BedplateError/Code/conflict`` for a key that is there twice (revoking one slot would
    ///   revoke nothing) and a signer that is no root key.
    public init(roots: [[UInt8]], signedBy signer: any Signer) throws(BedplateError) {
        let keys = try roots.map { (der) throws(BedplateError) in try MBIPublicKey(der: der, "a root key") }
        guard (1...MBIRootRecord.keyLimit).contains(keys.count) else {
            throw BedplateError(.malformed, "\(keys.count) root keys, and a chip has one to four")
        }
        guard Set(keys.map(\.curve)).count == 1 else {
            throw BedplateError(.unsupportedScheme, "root keys are all P-256 or all P-384")
        }
        guard Set(keys).count == keys.count else { throw BedplateError(.conflict, "a root key is there twice") }
        guard let index = keys.firstIndex(where: { $0.isKey(of: signer) }) else {
            throw BedplateError(.conflict, "the key in \(signer.home.location) is none of the root keys")
        }
        let hashes = try keys.map { (key) throws(BedplateError) in try key.digest }
        self.init(root: MBIRootRecord(hashes: keys.count == 1 ? [] : hashes, index: index, key: keys[index]))
    }

    /// The block with a certificate for an image signing key, which then signs images in the root key's place.
    ///
    /// The signature is verified before it is returned, and has the smaller of its two values.
    ///
    /// - Parameters:
    ///   - signingKey: DER SubjectPublicKeyInfo; P-256, or P-384 under root keys of P-384.
    ///   - constraint: devices whose counter for image signing keys is above it refuse the key.
    ///   - userData: at most 96 octets, a multiple of four.
    ///   - signer: the root key in use.
    /// - Throws: ``BedplateError/Code/unsupportedScheme`` for another key, ``BedplateError/Code/malformed`` for other data,
    ///   ``BedplateError/Code/conflict`` for another signer and for a root key that would vouch for itself.
    public func certifying(
        _ signingKey: [UInt8],
        constraint: UInt32,
        userData: [UInt8] = [],
        with signer: any Signer
    ) async throws -> MBICertificateBlock {
        let key = try MBIPublicKey(der: signingKey, "an image signing key")
        guard key.curve.fieldSize <= root.key.curve.fieldSize else {
            throw BedplateError(.unsupportedScheme, "a root key of P-256 vouches for no key of P-384")
        }
        guard userData.count <= MBISigningKeyCertificate.userDataLimit, userData.count % 4 == 0 else {
            throw BedplateError(
                .malformed,
                "\(userData.count) octets of user data",
                hint: "at most \(MBISigningKeyCertificate.userDataLimit), and a multiple of four"
            )
        }
        guard root.key.isKey(of: signer) else {
            throw BedplateError(.conflict, "the key in \(signer.home.location) is not the root key in use")
        }
        guard key != root.key else {
            throw BedplateError(.conflict, "a root key that signs images needs no certificate of its own")
        }
        var block = self
        block.signingKey = MBISigningKeyCertificate(constraint: constraint, key: key, userData: userData)
        let statement = SigningInput.message(block.statement ?? [])
        block.signingKey?.signature = try await root.key.signature(of: statement, by: signer)
        return block
    }

    /// Refuses a block that no device would accept, whatever is fused.
    func check() throws(BedplateError) {
        guard try root.hasItsHash else {
            throw BedplateError(.malformed, "the certificate block's root key is not the one whose hash it has")
        }
        guard let signingKey, let statement else { return }
        guard root.key.verdict(on: signingKey.signature, over: .message(statement)) == .holds else {
            throw BedplateError(.malformed, "the root key's signature in the certificate block does not hold")
        }
    }
}
