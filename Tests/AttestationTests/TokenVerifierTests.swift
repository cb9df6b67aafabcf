import Attestation
import CBOR
import COSE
import Digests
import KeyStore
import Model
import PKIX
import PSAToken
import Testing

/// PSA tokens of an instance whose key is in memory.
@Suite struct TokenVerifierTests {
    private let signer: SoftwareSigner
    private let key: PublicKeyInfo
    private let nonce = [UInt8](repeating: 9, count: 32)

    init() throws {
        signer = try SoftwareSigner.ephemeral(.ecdsaP256)
        key = try PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo)
    }

    private var token: PSAToken {
        PSAToken(
            nonce: nonce,
            instance: TokenVerifier.instance(of: key) ?? [],
            implementation: [UInt8](repeating: 3, count: 32),
            client: 1,
            lifecycle: PSALifecycle(.secured),
            bootSeed: [UInt8](repeating: 4, count: 32),
            components: [
                PSASoftwareComponent(
                    type: "SPE",
                    measurement: [UInt8](repeating: 5, count: 32),
                    signer: [UInt8](repeating: 6, count: 32)
                )
            ]
        )
    }

    private func signed(
        _ claims: CBORMap,
        _ algorithm: COSEAlgorithm = .es256,
        unprotected: CBORMap = CBORMap()
    ) async throws -> COSESign1 {
        var message = COSESign1(algorithm, unprotected: unprotected, payload: CBOR.map(claims).octets)
        message.signature = try await signer.sign(.message(message.signedOctets() ?? []), .ecdsaRaw(.sha256))
        return message
    }

    private var expectation: TokenExpectation { TokenExpectation(nonce: nonce, key: key) }

    private func failures(_ octets: [UInt8], _ expectation: TokenExpectation) -> [Finding.Code] {
        let outcome = TokenVerifier.verify(octets, expecting: expectation)
        #expect((outcome.verified == nil) == !outcome.judgement.holds)
        return outcome.judgement.failures.map(\.code)
    }

    @Test func `a token of the instance is believed, and its claims are what it says`() async throws {
        let outcome = TokenVerifier.verify(try await signed(token.claims).octets, expecting: expectation)
        #expect(outcome.verified?.claims == token, "\(outcome.judgement.failures)")
    }

    @Test func `each thing that is not as expected is a finding of its own`() async throws {
        let octets = try await signed(token.claims).octets
        var other = expectation
        other.nonce[0] ^= 1
        #expect(failures(octets, other) == [.tokenNonce])
        other = expectation
        other.implementation = [UInt8](repeating: 1, count: 32)
        #expect(failures(octets, other) == [.tokenImplementation])
        other = expectation
        other.lifecycles = [.recoverableRootOfTrustDebug]
        #expect(failures(octets, other) == [.tokenLifecycle])
        other = expectation
        other.key = try PublicKeyInfo(der: SoftwareSigner.ephemeral(.ecdsaP256).publicKey.subjectPublicKeyInfo)
        #expect(failures(octets, other) == [.tokenSignature])
        var foreign = token
        foreign.instance[5] ^= 1
        #expect(failures(try await signed(foreign.claims).octets, expectation) == [.tokenInstance])
        for state in [PSALifecycle.State.unknown, .nonRootOfTrustDebug, .decommissioned] {
            var open = token
            open.lifecycle = PSALifecycle(state)
            #expect(failures(try await signed(open.claims).octets, expectation) == [.tokenLifecycle])
        }
    }

    @Test func `no octet can be changed, cut off or added`() async throws {
        let octets = try await signed(token.claims).octets
        for place in octets.indices {
            var other = octets
            other[place] ^= 1
            #expect(!TokenVerifier.verify(other, expecting: expectation).judgement.holds, "byte \(place)")
            #expect(failures(Array(octets.prefix(place)), expectation) == [.tokenStructure])
        }
        #expect(failures(octets + [0], expectation) == [.tokenStructure])
        #expect(failures([UInt8](repeating: 0, count: TokenVerifier.sizeLimit + 1), expectation) == [.tokenStructure])
    }

    @Test func `what is signed and is no token is refused`() async throws {
        var claims = token.claims
        claims[9999] = 1
        #expect(failures(try await signed(claims).octets, expectation) == [.tokenClaims])
        var message = try await signed(token.claims)
        message.payload = nil
        #expect(failures(message.octets, expectation) == [.tokenStructure])
        // Another algorithm than the key's, whatever the signature is.
        #expect(failures(try await signed(token.claims, .es384).octets, expectation) == [.tokenAlgorithm])
        #expect(failures(try await signed(token.claims, .ps256).octets, expectation) == [.tokenAlgorithm])
    }

    @Test func `an encoding that is not deterministic needs a name, and is reported`() async throws {
        // The same map with its first two entries exchanged: 10 and 256.
        let claims = CBOR.map(token.claims).octets
        let (first, second) = (1..<36, 36..<74)
        let payload = [claims[0]] + claims[second] + claims[first] + claims[second.upperBound...]
        try #require(payload.count == claims.count)
        var message = COSESign1(.es256, payload: payload)
        message.signature = try await signer.sign(.message(message.signedOctets() ?? []), .ecdsaRaw(.sha256))
        #expect(failures(message.octets, expectation) == [.tokenClaims])
        var lenient = expectation
        lenient.leniency = .unsortedKeys
        let outcome = TokenVerifier.verify(message.octets, expecting: lenient)
        #expect(outcome.verified?.claims == token, "\(outcome.judgement.failures)")
        #expect(outcome.judgement.findings.contains { $0.code == .tokenLeniency })
    }
}
