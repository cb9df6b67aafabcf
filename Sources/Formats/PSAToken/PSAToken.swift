public import CBOR

/// The claims of a PSA attestation token — RFC 9783, 4. What protects them is a COSE_Sign1 around their octets.
public struct PSAToken: Hashable, Sendable {
    /// eat_profile
    public var profile: Profile
    /// eat_nonce: 32, 48 or 64 octets.
    public var nonce: [UInt8]
    /// ueid: 0x01 and the digest of the instance's public key; 33 octets.
    public var instance: [UInt8]
    /// Of the hardware's design; 32 octets.
    public var implementation: [UInt8]
    /// Who asked for the token: negative or zero in the non-secure world, positive in the secure one.
    public var client: Int32
    public var lifecycle: PSALifecycle
    /// Random at each start; 8 to 32 octets.
    public var bootSeed: [UInt8]?
    /// EAN-13 of the certified hardware, a hyphen, and five digits.
    public var certification: String?
    /// At least one.
    public var components: [PSASoftwareComponent]
    public var verificationService: String?

    /// eat_profile of RFC 9783, and of the drafts before it, which TF-M's tokens name.
    public enum Profile: String, Sendable {
        case rfc9783 = "tag:psacertified.org,2023:psa#tfm"
        case psa2 = "http://arm.com/psa/2.0.0"

        /// The claim that the boot seed has.
        fileprivate var bootSeed: Claim { self == .psa2 ? .bootSeedOfDrafts : .bootSeed }
    }

    /// A claim, by its key.
    public enum Claim: Int64, CaseIterable, Sendable {
        case nonce = 10
        case instance = 256
        case profile = 265
        /// EAT's bootseed.
        case bootSeed = 268
        case client = 2394
        case lifecycle = 2395
        case implementation = 2396
        /// Of the drafts' profile, in the place of ``bootSeed``.
        case bootSeedOfDrafts = 2397
        case certification = 2398
        case softwareComponents = 2399
        case verificationService = 2400

        fileprivate var key: CBOR { .integer(rawValue) }
    }

    public init(
        profile: Profile = .rfc9783,
        nonce: [UInt8],
        instance: [UInt8],
        implementation: [UInt8],
        client: Int32,
        lifecycle: PSALifecycle,
        bootSeed: [UInt8]?,
        certification: String? = nil,
        components: [PSASoftwareComponent],
        verificationService: String? = nil
    ) {
        self.profile = profile
        self.nonce = nonce
        self.instance = instance
        self.implementation = implementation
        self.client = client
        self.lifecycle = lifecycle
        self.bootSeed = bootSeed
        self.certification = certification
        self.components = components
        self.verificationService = verificationService
    }

    /// The most software components that are read.
    public static let componentLimit = 16

    static func isDigest(_ octets: [UInt8]) -> Bool { [32, 48, 64].contains(octets.count) }
}

extension PSAToken {
    public var claims: CBORMap {
        var claims = CBORMap([
            Claim.profile.key: .text(profile.rawValue), Claim.nonce.key: .bytes(nonce),
            Claim.instance.key: .bytes(instance), Claim.implementation.key: .bytes(implementation),
            Claim.client.key: .integer(Int64(client)), Claim.lifecycle.key: .integer(Int64(lifecycle.rawValue)),
            Claim.softwareComponents.key: .array(components.map { .map($0.map) }),
        ])
        claims[profile.bootSeed.key] = bootSeed.map(CBOR.bytes)
        claims[Claim.certification.key] = certification.map(CBOR.text)
        claims[Claim.verificationService.key] = verificationService.map(CBOR.text)
        return claims
    }

    /// Reads claims; none beside those that are known.
    ///
    /// - Parameter profiles: those that are accepted.
    public init(_ claims: CBORMap, profiles: Set<Profile> = [.rfc9783]) throws(PSATokenError) {
        let known = Claim.allCases.map(\.key)
        guard claims.entries.allSatisfy({ known.contains($0.key) }) else { throw PSATokenError(nil, .unknown) }
        func value<Value>(
            _ claim: Claim,
            _ read: (CBOR) throws(PSATokenError) -> Value?
        ) throws(PSATokenError) -> Value {
            guard let item = claims[claim.key] else { throw PSATokenError(claim, .missing) }
            guard let value = try read(item) else { throw PSATokenError(claim, .badValue) }
            return value
        }
        func optional<Value>(
            _ claim: Claim,
            _ read: (CBOR) throws(PSATokenError) -> Value?
        ) throws(PSATokenError) -> Value? {
            claims[claim.key] == nil ? nil : try value(claim, read)
        }
        let profile = try value(.profile) { item throws(PSATokenError) in
            item.text.flatMap(Profile.init(rawValue:)).flatMap { profiles.contains($0) ? $0 : nil }
        }
        let others = [Claim.bootSeed, .bootSeedOfDrafts].filter { $0 != profile.bootSeed }
        guard others.allSatisfy({ claims[$0.key] == nil }) else { throw PSATokenError(nil, .unknown) }
        self.init(
            profile: profile,
            nonce: try value(.nonce) { item throws(PSATokenError) in Self.octets(item) { Self.isDigest($0) } },
            instance: try value(.instance) { item throws(PSATokenError) in
                Self.octets(item) { $0.count == 33 && $0[0] == 1 }
            },
            implementation: try value(.implementation) { item throws(PSATokenError) in
                Self.octets(item) { $0.count == 32 }
            },
            client: try value(.client) { item throws(PSATokenError) in item.integer.flatMap { Int32(exactly: $0) } },
            lifecycle: try value(.lifecycle) { item throws(PSATokenError) in
                item.integer.flatMap { UInt16(exactly: $0) }.map(PSALifecycle.init(rawValue:))
            },
            bootSeed: try optional(profile.bootSeed) { item throws(PSATokenError) in
                Self.octets(item) { (8...32).contains($0.count) }
            },
            certification: try optional(.certification) { item throws(PSATokenError) in
                item.text.flatMap { Self.isCertification($0) ? $0 : nil }
            },
            components: try value(.softwareComponents) { item throws(PSATokenError) in try Self.components(item) },
            verificationService: try optional(.verificationService) { item throws(PSATokenError) in item.text }
        )
    }

    private static func octets(_ item: CBOR, _ holds: ([UInt8]) -> Bool) -> [UInt8]? {
        item.bytes.flatMap { holds($0) ? $0 : nil }
    }

    private static func components(_ item: CBOR) throws(PSATokenError) -> [PSASoftwareComponent]? {
        guard let items = item.array, (1...componentLimit).contains(items.count) else { return nil }
        var components: [PSASoftwareComponent] = []
        for item in items {
            guard let map = item.map else { return nil }
            components.append(try PSASoftwareComponent(map))
        }
        return components
    }

    /// Thirteen digits, a hyphen, five digits.
    private static func isCertification(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        return octets.count == 19
            && octets.indices.allSatisfy { $0 == 13 ? octets[$0] == 0x2D : (0x30...0x39).contains(octets[$0]) }
    }
}
