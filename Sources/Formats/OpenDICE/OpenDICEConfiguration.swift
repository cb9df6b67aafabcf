internal import CBOR
internal import Wire

/// The configuration descriptor of a layer: a map of CBOR. Its first three keys are those of the Android profile for
/// DICE; lifecycle and signer are the reference device's.
public struct OpenDICEConfiguration: Hashable, Sendable {
    public var componentName: String
    public var componentVersion: String
    public var securityVersion: UInt64
    /// The device's own number.
    public var lifecycle: UInt64
    /// Digest of the key that signed the component; 32, 48 or 64 octets.
    public var signer: [UInt8]

    private enum Key {
        static let componentName: CBOR = -70002
        static let componentVersion: CBOR = -70003
        static let securityVersion: CBOR = -70005
        static let lifecycle: CBOR = -71000
        static let signer: CBOR = -71001
        static let all = [componentName, componentVersion, securityVersion, lifecycle, signer]
    }

    /// Reads a descriptor: every key, and none beside them.
    public init(_ octets: [UInt8]) throws(OpenDICEError) {
        let wrong = OpenDICEError("configurationDescriptor", .badValue)
        guard let map = try? CBOR(octets).map, map.entries.allSatisfy({ Key.all.contains($0.key) }),
            let name = map[Key.componentName]?.text, let version = map[Key.componentVersion]?.text,
            case .unsigned(let securityVersion) = map[Key.securityVersion],
            case .unsigned(let lifecycle) = map[Key.lifecycle],
            let signer = map[Key.signer]?.bytes, [32, 48, 64].contains(signer.count)
        else { throw wrong }
        componentName = name
        componentVersion = version
        self.securityVersion = securityVersion
        self.lifecycle = lifecycle
        self.signer = signer
    }
}
