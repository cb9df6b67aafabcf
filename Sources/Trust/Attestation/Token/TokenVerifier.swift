internal import CBOR
internal import COSE
internal import Digests
public import Model
public import PKIX
internal import PSAToken
internal import Wire

/// Verifies a PSA attestation token (RFC 9783): a pure function of bytes. What the claims say is looked at only once the
/// signature over them holds.
///
/// Not checked here: which measurements are good. That is appraisal.
public enum TokenVerifier {
    /// The judgement, and what was proven when all of it held.
    public struct Outcome: Sendable {
        public var judgement: Judgement
        public var verified: VerifiedToken?
    }

    /// Octets of the longest token that is read.
    public static let sizeLimit = 8192

    public static func verify(_ octets: [UInt8], expecting expectation: TokenExpectation) -> Outcome {
        var judgement = Judgement(reserving: 8)
        guard let payload = payload(octets, expectation, &judgement) else { return Outcome(judgement: judgement) }
        guard let token = claims(payload, expectation, &judgement) else { return Outcome(judgement: judgement) }
        check(token, expectation, &judgement)
        guard judgement.holds else { return Outcome(judgement: judgement) }
        return Outcome(judgement: judgement, verified: VerifiedToken(claims: token))
    }

    /// The ueid of a key of P-256, P-384 or P-521: 0x01 and the SHA-256 of its uncompressed point (RFC 9783, 4.2.1, leaves
    /// the derivation to the implementation; this is TF-M's); nil for other keys.
    public static func instance(of key: PublicKeyInfo) -> [UInt8]? {
        guard case .ellipticCurve(_, let x, let y) = key, let digest = try? HashAlgorithm.sha256.digest([4] + x + y)
        else { return nil }
        return [1] + digest
    }

    /// The payload, if the expected key signed it.
    private static func payload(
        _ octets: [UInt8],
        _ expectation: TokenExpectation,
        _ judgement: inout Judgement
    ) -> [UInt8]? {
        let message: COSESign1
        do throws(WireError) {
            guard octets.count <= sizeLimit else { throw WireError(.tooLong, at: sizeLimit) }
            message = try COSESign1(octets, allowing: expectation.leniency)
        } catch {
            judgement.add(Finding(.tokenStructure, claim: "the token is a COSE_Sign1", location: "\(error)"))
            return nil
        }
        guard
            judgement.check(
                message.payload != nil,
                .tokenStructure,
                "the token is a COSE_Sign1 with its payload"
            ),
            judgement.check(
                message.algorithm.map { isStrong($0, for: expectation.key) } ?? false,
                .tokenAlgorithm,
                "the token is signed by the algorithm that the instance's key has",
                found: message.algorithm.map { "\($0)" } ?? "another"
            )
        else { return nil }
        let key = try? VerificationKey(expectation.key)
        let isSigned = judgement.check(
            key.map { message.isSigned(by: $0) } ?? false,
            .tokenSignature,
            "the token's signature by the instance's key holds"
        )
        return isSigned ? message.payload : nil
    }

    /// The algorithm is the key's, and not the token's choice.
    private static func isStrong(_ algorithm: COSEAlgorithm, for key: PublicKeyInfo) -> Bool {
        switch (key, algorithm) {
        case (.ellipticCurve(.p256, _, _), .es256), (.ellipticCurve(.p256, _, _), .esp256),
            (.ellipticCurve(.p384, _, _), .es384), (.ellipticCurve(.p384, _, _), .esp384),
            (.ellipticCurve(.p521, _, _), .es512), (.ellipticCurve(.p521, _, _), .esp512):
            true
        default: false
        }
    }

    private static func claims(
        _ payload: [UInt8],
        _ expectation: TokenExpectation,
        _ judgement: inout Judgement
    ) -> PSAToken? {
        let claim = "the token's payload is the claims of its profile, and nothing else"
        do {
            let (value, needed) = try CBOR.decode(payload, allowing: expectation.leniency)
            guard let map = value.map else { throw PSATokenError(nil, .badValue) }
            let token = try PSAToken(map, profiles: expectation.profiles)
            for name in needed.names {
                judgement.add(Finding(.tokenLeniency, .noted, claim: "the encoding needed the leniency '\(name)'"))
            }
            judgement.add(Finding(.tokenClaims, .held, claim: claim))
            return token
        } catch {
            judgement.add(Finding(.tokenClaims, claim: claim, found: "\(error)"))
            return nil
        }
    }

    private static func check(_ token: PSAToken, _ expectation: TokenExpectation, _ judgement: inout Judgement) {
        judgement.check(
            token.nonce == expectation.nonce,
            .tokenNonce,
            "the token answers the nonce that was given",
            expected: Hexadecimal.encode(expectation.nonce),
            found: Hexadecimal.encode(token.nonce)
        )
        let instance = instance(of: expectation.key) ?? []
        judgement.check(
            token.instance == instance,
            .tokenInstance,
            "the instance is the one of the key",
            expected: Hexadecimal.encode(instance),
            found: Hexadecimal.encode(token.instance)
        )
        if let implementation = expectation.implementation {
            judgement.check(
                token.implementation == implementation,
                .tokenImplementation,
                "the implementation is the expected one",
                expected: Hexadecimal.encode(implementation),
                found: Hexadecimal.encode(token.implementation)
            )
        }
        judgement.check(
            token.lifecycle.state.map { expectation.lifecycles.contains($0) } ?? false,
            .tokenLifecycle,
            "the device is in a state in which it is believed",
            expected: expectation.lifecycles.map { "\($0)" }.sorted().joined(separator: " or "),
            found: token.lifecycle.state.map { "\($0)" } ?? "0x" + String(token.lifecycle.rawValue, radix: 16)
        )
        guard let accepted = expectation.debug else { return }
        let found = ComponentPolicy.DebugStatus(octetOf: token.lifecycle)
        judgement.check(
            found.map { accepted.contains($0) } ?? false,
            .debugStatus,
            "debugging is closed as far as it must be",
            expected: accepted.sorted { $0.rawValue < $1.rawValue }.map { "\($0)" }.joined(separator: " or "),
            found: found.map { "\($0)" } ?? "0x" + String(token.lifecycle.rawValue & 0xFF, radix: 16)
        )
    }
}
