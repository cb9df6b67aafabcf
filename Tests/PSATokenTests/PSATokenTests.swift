import CBOR
import PSAToken
import Testing

@Suite struct PSATokenTests {
    static let token = PSAToken(
        nonce: [UInt8](repeating: 1, count: 32),
        instance: [1] + [UInt8](repeating: 2, count: 32),
        implementation: [UInt8](repeating: 3, count: 32),
        client: -1,
        lifecycle: PSALifecycle(.secured),
        bootSeed: [UInt8](repeating: 4, count: 32),
        certification: "0604565272829-10010",
        components: [
            PSASoftwareComponent(
                type: "SPE",
                measurement: [UInt8](repeating: 5, count: 32),
                version: "1.0.0",
                signer: [UInt8](repeating: 6, count: 32),
                algorithm: "sha-256"
            )
        ],
        verificationService: "https://example.org"
    )

    @Test func `claims are read as they are written`() throws {
        let octets = CBOR.map(Self.token.claims).octets
        let map = try #require(try CBOR.decode(octets, allowing: []).value.map)
        #expect(try PSAToken(map) == Self.token)
        var bare = Self.token
        (bare.bootSeed, bare.certification, bare.verificationService) = (nil, nil, nil)
        bare.components[0].type = nil
        #expect(try PSAToken(bare.claims) == bare)
        #expect(bare.claims.count == 7)
    }

    @Test func `a lifecycle is a range of numbers`() {
        #expect(PSALifecycle(.secured).rawValue == 0x3000)
        #expect(PSALifecycle(rawValue: 0x30FF).state == .secured)
        #expect(PSALifecycle(rawValue: 0x3100).state == nil)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var claim: PSAToken.Claim?
        var reason: PSATokenError.Reason
        var key: CBOR
        var value: CBOR?

        init(_ text: String, _ claim: PSAToken.Claim?, _ reason: PSATokenError.Reason, _ key: CBOR, _ value: CBOR?) {
            (testDescription, self.claim, self.reason, self.key, self.value) = (text, claim, reason, key, value)
        }

        static let required = [PSAToken.Claim.nonce, .instance, .profile, .client, .lifecycle, .implementation]
            .map { Refusal("no \($0)", $0, .missing, .integer($0.rawValue), nil) }

        static let component = token.components[0].map
        static func components(_ change: (inout CBORMap) -> Void) -> CBOR {
            var map = component
            change(&map)
            return .array([.map(map)])
        }

        static let all =
            required + [
                Refusal("no components", .softwareComponents, .missing, 2399, nil),
                Refusal("a claim that is not known", nil, .unknown, 9999, 1),
                Refusal("a claim by its name", nil, .unknown, "nonce", 1),
                Refusal("a nonce of 31", .nonce, .badValue, 10, .bytes([UInt8](repeating: 1, count: 31))),
                Refusal("a nonce that is a list", .nonce, .badValue, 10, .array([.bytes([1])])),
                Refusal(
                    "another kind of instance",
                    .instance,
                    .badValue,
                    256,
                    .bytes([UInt8](repeating: 2, count: 33))
                ),
                Refusal("a short instance", .instance, .badValue, 256, .bytes([1])),
                Refusal("another profile", .profile, .badValue, 265, "PSA_IOT_PROFILE_1"),
                Refusal("a profile that is not accepted", .profile, .badValue, 265, "http://arm.com/psa/2.0.0"),
                Refusal("a client beyond 32 bits", .client, .badValue, 2394, 0x8000_0000),
                Refusal("a lifecycle beyond 16 bits", .lifecycle, .badValue, 2395, 0x1_0000),
                Refusal("a negative lifecycle", .lifecycle, .badValue, 2395, -1),
                Refusal("an implementation of 33", .implementation, .badValue, 2396, .bytes(token.instance)),
                Refusal("a boot seed of 7", .bootSeed, .badValue, 268, .bytes([UInt8](repeating: 1, count: 7))),
                Refusal("a boot seed of 33", .bootSeed, .badValue, 268, .bytes([UInt8](repeating: 1, count: 33))),
                Refusal("the drafts' boot seed", nil, .unknown, 2397, .bytes([UInt8](repeating: 1, count: 32))),
                Refusal("a certification without digits", .certification, .badValue, 2398, "060456527282X-10010"),
                Refusal("a certification without a hyphen", .certification, .badValue, 2398, "0604565272829010010"),
                Refusal("a service that is octets", .verificationService, .badValue, 2400, .bytes([1])),
                Refusal("an empty list", .softwareComponents, .badValue, 2399, .array([])),
                Refusal("components that are none", .softwareComponents, .badValue, 2399, .array([1])),
                Refusal(
                    "too many components",
                    .softwareComponents,
                    .badValue,
                    2399,
                    .array([CBOR](repeating: .map(component), count: 17))
                ),
                Refusal("no measurement", .softwareComponents, .badValue, 2399, components { $0[2] = nil }),
                Refusal("no signer", .softwareComponents, .badValue, 2399, components { $0[5] = nil }),
                Refusal("a short digest", .softwareComponents, .badValue, 2399, components { $0[2] = .bytes([1]) }),
                Refusal("a version that is a number", .softwareComponents, .badValue, 2399, components { $0[4] = 1 }),
                Refusal("the key 3", .softwareComponents, .badValue, 2399, components { $0[3] = 1 }),
            ]
    }

    @Test(arguments: Refusal.all)
    func `claims that are none of a PSA token's are refused, by their name`(refusal: Refusal) {
        var claims = Self.token.claims
        claims[refusal.key] = refusal.value
        #expect(throws: PSATokenError(refusal.claim, refusal.reason)) { try PSAToken(claims) }
    }

    @Test func `the profile of the drafts is read by whoever accepts it`() throws {
        var token = Self.token
        token.profile = .psa2
        #expect(try PSAToken(token.claims, profiles: [.psa2, .rfc9783]) == token)
    }
}
