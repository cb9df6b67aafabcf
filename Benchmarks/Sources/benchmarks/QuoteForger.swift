import Attestation
import Crypto
import CryptoExtras
import Digests
import Foundation
import Model
import TPM2
import Wire

/// Signs quotes as a TPM would, with a key of this process: what is measured is the verifier, not a TPM.
struct QuoteForger {
    /// A key, and how it signs.
    enum Key {
        case rsa2048(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    /// One quote with all that its verification needs, and the signature as the bare library takes it.
    struct Quote {
        var signed: SignedStatement
        var expectation: QuoteExpectation
        var raw: [UInt8]
    }

    let key: Key
    /// PCRs 0 to 7 of the SHA-256 bank.
    let values: PCRValues

    init(_ key: Key) {
        self.key = key
        var values = PCRValues()
        for pcr in 0..<8 { values[.sha256, pcr] = [UInt8](repeating: UInt8(pcr), count: 32) }
        self.values = values
    }

    var publicArea: Public {
        get throws {
            let attributes: ObjectAttributes = [
                .restricted, .signEncrypt, .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth,
            ]
            return Public(nameAlg: .sha256, objectAttributes: attributes, authPolicy: [], key: try publicKey)
        }
    }

    /// A quote over ``values`` that answers a nonce of its own.
    func quote(_ number: UInt8) throws -> Quote {
        let nonce = [UInt8](repeating: number, count: 32)
        let concatenated = (0..<8).flatMap { values[.sha256, $0] ?? [] }
        let handle: [UInt8] = [0x40, 0, 0, 0x0B]
        let attest = Attest(
            type: .attestQuote,
            qualifiedSigner: Buffer([0, 0x0B] + (try HashAlgorithm.sha256.digest(handle, try publicArea.name()))),
            extraData: Buffer(nonce),
            clockInfo: ClockInfo(clock: 1000, resetCount: 5, restartCount: 2, safe: true),
            firmwareVersion: 10,
            attested: .quote(
                pcrSelect: List([PCRSelection(.sha256, 0..<8)]),
                pcrDigest: Buffer(try HashAlgorithm.sha256.digest(concatenated))
            )
        )
        let bytes = try attest.serialized()
        let (raw, signature) = try sign(bytes)
        return Quote(
            signed: SignedStatement(attest: bytes, signature: try signature.serialized()),
            expectation: QuoteExpectation(
                nonce: nonce,
                pcrs: [.sha256: Array(0..<8)],
                previous: .init(clock: 900, resetCount: 5, restartCount: 2, safe: true, firmwareVersion: 10)
            ),
            raw: raw
        )
    }

    private var publicKey: PublicKey {
        get throws {
            switch key {
            case .rsa2048(let key):
                let modulus = [UInt8](try key.publicKey.getKeyPrimitives().modulus)
                let scheme = Scheme.hash(.rsassa, .sha256)
                return .rsa(
                    RSAParameters(symmetric: .null, scheme: scheme, keyBits: 2048, exponent: 0),
                    modulus: Buffer(modulus)
                )
            case .p256(let key):
                let raw = [UInt8](key.publicKey.rawRepresentation)
                return .ecc(
                    ECCParameters(symmetric: .null, scheme: .hash(.ecdsa, .sha256), curveID: .nistP256, kdf: .null),
                    point: ECCPoint(x: Buffer(Array(raw.prefix(32))), y: Buffer(Array(raw.suffix(32))))
                )
            }
        }
    }

    private func sign(_ bytes: [UInt8]) throws -> (raw: [UInt8], Signature) {
        switch key {
        case .rsa2048(let key):
            let digest = SHA256.hash(data: bytes)
            let raw = [UInt8](try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            return (raw, .rsassa(hash: .sha256, signature: Buffer(raw)))
        case .p256(let key):
            let raw = [UInt8](try key.signature(for: bytes).rawRepresentation)
            let halves = (Buffer(Array(raw.prefix(32))), Buffer(Array(raw.suffix(32))))
            return (raw, .ecdsa(hash: .sha256, r: halves.0, s: halves.1))
        }
    }
}
