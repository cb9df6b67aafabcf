internal import Attestation
internal import COSE
internal import Crypto
internal import PKIX
internal import PSAToken

/// What a verifier makes of a device's tokens.
enum AttackEvidence {
    /// Of software that never ran.
    static let lieDigest = [UInt8](repeating: 0xBB, count: 32)
    /// A ``LayerMeasurement`` of it.
    static let lie: [UInt8] =
        lieDigest + [UInt8](repeating: 0xCC, count: 32) + AttackImage.word(9) + [UInt8](repeating: 0, count: 8)

    /// The token's claims, if a verifier believes them.
    ///
    /// - Parameter instance: x ‖ y of the key that the verifier has of the device.
    static func verify(_ token: [UInt8], _ nonce: [UInt8], _ instance: [UInt8]) throws -> PSAToken? {
        let key = PublicKeyInfo.ellipticCurve(.p256, x: Array(instance.prefix(32)), y: Array(instance.suffix(32)))
        let expectation = TokenExpectation(nonce: nonce, key: key)
        return TokenVerifier.verify(token, expecting: expectation).verified?.claims
    }

    /// The same token for another nonce, and the digest that somebody would have to sign for it.
    static func forged(_ token: [UInt8], _ old: [UInt8], _ nonce: [UInt8]) throws -> (COSESign1, digest: [UInt8]) {
        guard var message = try? COSESign1(token), var payload = message.payload,
            let place = (0...(payload.count - old.count)).first(where: {
                payload[$0..<($0 + old.count)].elementsEqual(old)
            })
        else { throw AttackFailure("the token cannot be taken apart") }
        payload.replaceSubrange(place..<(place + old.count), with: nonce)
        message.payload = payload
        guard let signed = message.signedOctets() else { throw AttackFailure("the token has nothing to sign") }
        return (message, Array(SHA256.hash(data: signed)))
    }
}
