import Digests
import TPM2

extension Signature {
    /// The hash that the signature names; nil for none.
    var hash: HashAlgorithm? {
        switch self {
        case .rsassa(let hash, _), .rsapss(let hash, _), .ecdsa(let hash, _, _), .hmac(let hash, _): hash
        case .null: nil
        }
    }
}
