public import CBOR

/// psa-software-component — RFC 9783, 4.4.1: a piece of software as the root of trust measured it.
public struct PSASoftwareComponent: Hashable, Sendable {
    /// measurement-type: what it is, a name short of anything that is checked.
    public var type: String?
    /// measurement-value: a digest of 32, 48 or 64 octets.
    public var measurement: [UInt8]
    public var version: String?
    /// signer-id: the digest of the public key that signed it.
    public var signer: [UInt8]
    /// measurement-desc: how it was measured.
    public var algorithm: String?

    public init(
        type: String?,
        measurement: [UInt8],
        version: String? = nil,
        signer: [UInt8],
        algorithm: String? = nil
    ) {
        self.type = type
        self.measurement = measurement
        self.version = version
        self.signer = signer
        self.algorithm = algorithm
    }

    private enum Key {
        static let type: CBOR = 1
        static let measurement: CBOR = 2
        static let version: CBOR = 4
        static let signer: CBOR = 5
        static let algorithm: CBOR = 6
        static let all = [type, measurement, version, signer, algorithm]
    }

    public var map: CBORMap {
        var map = CBORMap([Key.measurement: .bytes(measurement), Key.signer: .bytes(signer)])
        map[Key.type] = type.map(CBOR.text)
        map[Key.version] = version.map(CBOR.text)
        map[Key.algorithm] = algorithm.map(CBOR.text)
        return map
    }

    /// Refuses keys that are not known, texts that are none, and digests of other lengths.
    public init(_ map: CBORMap) throws(PSATokenError) {
        let wrong = PSATokenError(.softwareComponents, .badValue)
        guard map.entries.allSatisfy({ Key.all.contains($0.key) }),
            let measurement = map[Key.measurement]?.bytes, PSAToken.isDigest(measurement),
            let signer = map[Key.signer]?.bytes, PSAToken.isDigest(signer)
        else { throw wrong }
        func text(_ key: CBOR) throws(PSATokenError) -> String? {
            guard let value = map[key] else { return nil }
            guard let text = value.text else { throw wrong }
            return text
        }
        self.init(
            type: try text(Key.type),
            measurement: measurement,
            version: try text(Key.version),
            signer: signer,
            algorithm: try text(Key.algorithm)
        )
    }
}
