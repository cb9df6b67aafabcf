internal import Digests
internal import FIT
internal import PKIX

/// A boot loader's key, made ready to verify with.
struct FITKey: Sendable {
    let node: FITKeyNode
    let isRevoked: Bool
    private let key: VerificationKey
    /// RSA only.
    private let numbers: RSANumbers?

    /// Nil for a key that is not on its curve, or of another kind than FITs know.
    init?(_ key: FITTrust.Key) {
        guard let verification = try? VerificationKey(key.node.publicKey) else { return nil }
        self.key = verification
        node = key.node
        isRevoked = key.isRevoked
        if case .rsa(let modulus, _) = key.node.publicKey {
            guard let numbers = RSANumbers(modulus: modulus) else { return nil }
            self.numbers = numbers
        } else {
            numbers = nil
        }
    }

    /// Whether the signature is this key's, made with the algorithm that the key is for.
    func isValid(
        _ signature: [UInt8],
        for digest: MessageDigest,
        _ algorithm: FITAlgorithm,
        _ padding: FITPadding
    ) -> Bool {
        guard FITAlgorithm(hash: algorithm.hash, node.publicKey) == algorithm else { return false }
        if let own = node.algorithm, own != algorithm { return false }
        let scheme = algorithm.scheme(padding)
        if key.isValid(signature, for: digest, scheme) { return true }
        // mkimage with OpenSSL before 3.1 salts with as many octets as there is room for; U-Boot accepts any salt.
        guard case .rsaPSS(let hash) = scheme, let numbers, case .rsa(_, let exponent) = node.publicKey,
            let encoded = numbers.opened(signature, exponent: exponent)
        else { return false }
        return PSSEncoding.isLongestSalted(encoded, digest, hash)
    }
}
