public import CBOR
import COSE
public import Crypto
import OpenDICE
public import PKIX
import PSAToken
import Wire

/// A device with a PSA root that says whatever a test wants, signed by keys that the test holds: what no block does.
public struct SyntheticInstance: Sendable {
    /// A layer as token and chain have it.
    public struct Layer: Sendable {
        public var type = "PRoT"
        public var name = "secure firmware"
        public var measurement: [UInt8]
        public var signer = [UInt8](repeating: 6, count: 32)
        public var version = "1.2.3+4"
        public var securityVersion: UInt64 = 1
        public var lifecycle: UInt64 = 0b0011
        public var mode: UInt8 = 1
        public var authority = [UInt8](repeating: 8, count: 32)

        public init(type: String, measurement: UInt8) {
            self.type = type
            self.measurement = [UInt8](repeating: measurement, count: 32)
        }
    }

    public var instanceKey = P256.Signing.PrivateKey()
    public var uniqueKey = P256.Signing.PrivateKey()
    public var layerKeys = [P256.Signing.PrivateKey(), P256.Signing.PrivateKey()]
    public var applicationKey = P256.Signing.PrivateKey()
    public var encapsulationKey = P256.KeyAgreement.PrivateKey()
    public var inToken = [Layer(type: "PRoT", measurement: 1), Layer(type: "App", measurement: 2)]
    public var inChain = [Layer(type: "PRoT", measurement: 1), Layer(type: "App", measurement: 2)]
    public var lifecycle: UInt16 = 0x3003
    public var bootSeed: [UInt8]? = [UInt8](repeating: 4, count: 32)
    public var implementation = [UInt8](repeating: 3, count: 32)

    public init() {}

    public var publicKey: PublicKeyInfo { Self.info(instanceKey.publicKey) }

    public static func info(_ key: P256.Signing.PublicKey) -> PublicKeyInfo {
        let point = [UInt8](key.rawRepresentation)
        return .ellipticCurve(.p256, x: Array(point.prefix(32)), y: Array(point.suffix(32)))
    }

    public func token(_ nonce: [UInt8]) throws -> [UInt8] {
        let point = [UInt8](instanceKey.publicKey.x963Representation)
        let token = PSAToken(
            nonce: nonce,
            instance: [1] + [UInt8](SHA256.hash(data: point)),
            implementation: implementation,
            client: -1,
            lifecycle: PSALifecycle(rawValue: lifecycle),
            bootSeed: bootSeed,
            components: inToken.map {
                PSASoftwareComponent(
                    type: $0.type,
                    measurement: $0.measurement,
                    version: $0.version,
                    signer: $0.signer,
                    algorithm: "sha-256"
                )
            }
        )
        return try Self.signed(.map(token.claims), by: instanceKey)
    }

    /// The certificate of the unique secret's key, and one for each layer.
    public func certificates() throws -> [[UInt8]] {
        var issuer = instanceKey
        var certificates = [try Self.certificate(of: Self.info(uniqueKey.publicKey), [0x20], nil, by: issuer)]
        issuer = uniqueKey
        for (layer, key) in zip(inChain, layerKeys) {
            certificates.append(try Self.certificate(of: Self.info(key.publicKey), [0x20], layer, by: issuer))
            issuer = key
        }
        return certificates
    }

    private var lastKey: P256.Signing.PrivateKey { layerKeys.last ?? uniqueKey }

    public func application() throws -> [UInt8] {
        try Self.certificate(of: Self.info(applicationKey.publicKey), [1], nil, by: lastKey)
    }

    public func encapsulation() throws -> [UInt8] {
        let point = [UInt8](encapsulationKey.publicKey.rawRepresentation)
        let info = PublicKeyInfo.ellipticCurve(.p256, x: Array(point.prefix(32)), y: Array(point.suffix(32)))
        return try Self.certificate(of: info, [0x10], nil, by: lastKey)
    }

    /// - Parameter change: what is done to the claims before they are signed.
    public static func certificate(
        of key: PublicKeyInfo,
        _ usage: [UInt8],
        _ layer: Layer?,
        by issuer: P256.Signing.PrivateKey,
        _ change: (inout CBORMap) -> Void = { _ in }
    ) throws -> [UInt8] {
        guard let coseKey = COSEKey.map(key), let subject = OpenDICEIdentifier.text(of: key),
            let name = OpenDICEIdentifier.text(of: info(issuer.publicKey))
        else { throw Unsuitable() }
        var claims = CBORMap([
            1: .text(name), 2: .text(subject), -4_670_552: .bytes(CBOR.map(coseKey).octets),
            -4_670_553: .bytes(usage),
        ])
        if let layer {
            let descriptor = CBOR.map(
                CBORMap([
                    -70002: .text(layer.name), -70003: .text(layer.version), -70005: .unsigned(layer.securityVersion),
                    -71000: .unsigned(layer.lifecycle), -71001: .bytes(layer.signer),
                ])
            ).octets
            claims[-4_670_545] = .bytes(layer.measurement)
            claims[-4_670_547] = .bytes([UInt8](SHA256.hash(data: descriptor)))
            claims[-4_670_548] = .bytes(descriptor)
            claims[-4_670_549] = .bytes(layer.authority)
            claims[-4_670_551] = .bytes([layer.mode])
        }
        change(&claims)
        // Untagged: without the first octet.
        return Array(try signed(.map(claims), by: issuer).dropFirst())
    }

    /// A tagged COSE_Sign1.
    public static func signed(_ payload: CBOR, by key: P256.Signing.PrivateKey) throws -> [UInt8] {
        var message = COSESign1(.es256, payload: payload.octets)
        guard let octets = message.signedOctets() else { throw Unsuitable() }
        message.signature = [UInt8](try key.signature(for: octets).rawRepresentation)
        return message.octets
    }

    public struct Unsuitable: Error {}
}
