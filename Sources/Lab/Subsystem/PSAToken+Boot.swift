internal import CBOR
internal import COSE
internal import Crypto
internal import PSAToken
internal import SoC

extension PSAToken {
    /// The class of hardware: every reference device of this kind has the same.
    static let referenceDevice = SHA256Octets.digest(Array("Bedplate reference device, musca-b1, 1".utf8))

    /// What the block says of this boot.
    ///
    /// - Parameter measurements: from the first layer on.
    init(
        nonce: [UInt8],
        instanceKey: P256.Signing.PublicKey,
        lifecycle: Lifecycle,
        debugStatus: UInt32,
        bootSeed: [UInt8],
        measurements: [LayerMeasurement]
    ) {
        self.init(
            nonce: nonce,
            instance: [1] + SHA256Octets.digest(Array(instanceKey.x963Representation)),
            implementation: Self.referenceDevice,
            // Until the application runs nobody but the secure world asks; from then on it may ask for the application.
            client: measurements.count < 2 ? 1 : -1,
            // The minor state is this device's own: its debug status (RFC 9711).
            lifecycle: PSALifecycle(
                rawValue: PSALifecycle(Self.state(lifecycle)).rawValue | UInt16(truncatingIfNeeded: debugStatus & 0xFF)
            ),
            bootSeed: bootSeed,
            components: measurements.enumerated().map { layer, measurement in
                PSASoftwareComponent(
                    type: layer == 0 ? "PRoT" : "App",
                    measurement: measurement.digest,
                    version: measurement.versionText,
                    signer: measurement.signer,
                    algorithm: "sha-256"
                )
            }
        )
    }

    private static func state(_ lifecycle: Lifecycle) -> PSALifecycle.State {
        switch lifecycle {
        case .blank: .assemblyAndTest
        case .provisioning: .rootOfTrustProvisioning
        case .secured: .secured
        case .returned, .retired: .decommissioned
        default: .unknown
        }
    }
}
