internal import Digests
internal import MasterBootImage
internal import Model
internal import PKIX

extension MBIPublicKey {
    /// What a signature by this key is worth.
    enum SignatureVerdict: String {
        case holds = "it holds"
        case doesNotHold = "it does not hold"
        /// Nothing was computed.
        case range = "its numbers are out of range"
        /// Nothing was computed.
        case point = "the key's point is not on its curve"
    }

    func verdict(on signature: [UInt8], over input: SigningInput) -> SignatureVerdict {
        guard ECDSASignature(raw: signature, curve: curve)?.isInRange(curve) ?? false else { return .range }
        guard let key = try? VerificationKey(info) else { return .point }
        let holds =
            switch input {
            case .message(let message): key.isValid(signature, for: message, scheme)
            case .digest(let digest): key.isValid(signature, for: digest, scheme)
            }
        return holds ? .holds : .doesNotHold
    }

    /// Signs, and verifies before anything is written; of the two values that are valid the smaller one.
    func signature(of input: SigningInput, by signer: any Signer) async throws -> [UInt8] {
        let made = try await signer.sign(input, scheme)
        let low = ECDSASignature(raw: made, curve: curve)?.lowS(curve).raw(curve) ?? made
        guard verdict(on: low, over: input) == .holds else {
            throw BedplateError(.unavailable, "the key in \(signer.home.location) made a signature that does not hold")
        }
        return low
    }

    /// From DER SubjectPublicKeyInfo; `name` is for the error.
    init(der: [UInt8], _ name: String) throws(BedplateError) {
        guard let info = try? PublicKeyInfo(der: der), let key = MBIPublicKey(info),
            (try? VerificationKey(info)) != nil
        else { throw BedplateError(.unsupportedScheme, "\(name) is of P-256 or P-384") }
        self = key
    }

    func isKey(of signer: any Signer) -> Bool {
        (try? PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo)) == info
    }
}
