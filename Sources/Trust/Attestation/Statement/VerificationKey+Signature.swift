import Digests
import PKIX
import TPM2

extension VerificationKey {
    /// Whether the TPM's signature is this key's over `message`, by the scheme that the key is bound to.
    func isValid(_ signature: Signature, of message: [UInt8], scheme: Scheme) -> Bool {
        switch (signature, scheme) {
        case (.rsassa(let hash, let octets), .hash(.rsassa, _)), (.rsassa(let hash, let octets), .null):
            isValid(octets.bytes, for: message, .rsaPKCS1(hash))
        case (.rsapss(let hash, let octets), .hash(.rsapss, _)), (.rsapss(let hash, let octets), .null):
            isValid(octets.bytes, for: message, .rsaPSS(hash))
        case (.ecdsa(let hash, let r, let s), .hash(.ecdsa, _)), (.ecdsa(let hash, let r, let s), .null):
            isValid(r.bytes, s.bytes, hash, of: message)
        default: false
        }
    }

    private func isValid(_ r: [UInt8], _ s: [UInt8], _ hash: HashAlgorithm, of message: [UInt8]) -> Bool {
        guard case .ellipticCurve(let curve, _, _) = info,
            let raw = ECDSASignature(r: r, s: s).raw(curve)
        else { return false }
        return isValid(raw, for: message, .ecdsaRaw(hash))
    }
}
