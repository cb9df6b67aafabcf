internal import CBOR

/// What was measured of a layer — Open Profile for DICE, "Input Values", as its certificate says it.
public struct OpenDICEInput: Hashable, Sendable {
    public var codeHash: [UInt8]
    /// Of the descriptor: not compared here.
    public var configurationHash: [UInt8]
    public var configurationDescriptor: [UInt8]
    public var authorityHash: [UInt8]
    public var mode: Mode

    public enum Mode: UInt8, Sendable {
        case notConfigured = 0
        case normal = 1
        case debug = 2
        case recovery = 3
    }

    /// Octets of the longest descriptor that is read.
    public static let descriptorLimit = 1024

    /// Nil for claims that have none of the input's.
    init?(_ claims: CBORMap) throws(OpenDICEError) {
        typealias Label = OpenDICECertificate.Label
        guard Label.input.contains(where: { claims[$0] != nil }) else { return nil }
        func octets(_ label: CBOR, _ field: String, _ holds: ([UInt8]) -> Bool) throws(OpenDICEError) -> [UInt8] {
            guard let claim = claims[label] else { throw OpenDICEError(field, .missing) }
            guard let octets = claim.bytes, holds(octets) else { throw OpenDICEError(field, .badValue) }
            return octets
        }
        func isDigest(_ octets: [UInt8]) -> Bool { [32, 48, 64].contains(octets.count) }
        codeHash = try octets(Label.codeHash, "codeHash", isDigest)
        configurationHash = try octets(Label.configurationHash, "configurationHash", isDigest)
        configurationDescriptor = try octets(Label.configurationDescriptor, "configurationDescriptor") {
            $0.count <= Self.descriptorLimit
        }
        authorityHash = try octets(Label.authorityHash, "authorityHash", isDigest)
        let mode = try octets(Label.mode, "mode") { $0.count == 1 && Mode(rawValue: $0[0]) != nil }
        self.mode = mode.first.flatMap(Mode.init(rawValue:)) ?? .notConfigured
    }
}
