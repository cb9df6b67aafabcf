internal import CBOR
internal import SoC

/// What is measured of a layer — Open Profile for DICE, "Input Values". Hidden inputs are not used.
struct DICEInput {
    /// Digest of the code.
    var code: [UInt8]
    /// A map of CBOR; its digest is the configuration.
    var configurationDescriptor: [UInt8]
    /// Digest of all keys that may sign: the same for every image, and after a key was revoked.
    var authority: [UInt8]
    var mode: Mode

    enum Mode: UInt8 {
        case notConfigured = 0
        case normal = 1
        case debug = 2
        case recovery = 3
    }

    var configuration: [UInt8] { SHA256Octets.digest(configurationDescriptor) }

    /// The salt of the derivation: code, configuration, authority, mode, and 64 octets of 0 for what is hidden.
    var digest: [UInt8] {
        SHA256Octets.digest(code, configuration, authority, [mode.rawValue], [UInt8](repeating: 0, count: 64))
    }

    /// The descriptor's keys: the first three as the Android profile has them, the others of this device.
    enum Descriptor {
        static let componentName: CBOR = -70002
        static let componentVersion: CBOR = -70003
        static let securityVersion: CBOR = -70005
        static let lifecycle: CBOR = -71000
        static let signer: CBOR = -71001
    }

    init(_ measurement: LayerMeasurement, layer: Int, _ lifecycle: Lifecycle, _ mode: Mode, authority: [UInt8]) {
        code = measurement.digest
        configurationDescriptor =
            CBOR.map(
                CBORMap([
                    Descriptor.componentName: .text(layer == 1 ? "secure firmware" : "application"),
                    Descriptor.componentVersion: .text(measurement.versionText),
                    Descriptor.securityVersion: .unsigned(UInt64(measurement.securityCounter)),
                    Descriptor.lifecycle: .unsigned(UInt64(lifecycle.rawValue)),
                    Descriptor.signer: .bytes(measurement.signer),
                ])
            ).octets
        self.authority = authority
        self.mode = mode
    }
}

extension LayerMeasurement {
    /// MCUboot's version as it is written: `major.minor.revision+build`.
    var versionText: String {
        "\(version & 0xFF).\(version >> 8 & 0xFF).\(version >> 16 & 0xFFFF)+\(version >> 32)"
    }
}
