internal import Crypto
internal import Digests
public import Foundation
public import Ledger
public import Model

/// Values that tests store.
public enum Sample {
    /// A time with a fraction that does not survive rounding to milliseconds.
    public static let time = Date(timeIntervalSinceReferenceDate: 800_000_000.123456)
    public static let origin = "ledger.example/test"

    public static func root(simulated: Bool = true) -> Root {
        Root(kind: .tpm2, manufacturer: "IBM", model: "SW TPM", firmwareVersion: .max, simulated: simulated)
    }

    public static func device(_ id: String, name: String? = nil, key: String? = nil, ak: String? = nil) -> Device {
        Device(
            id: id,
            name: name ?? "name of \(id)",
            state: .enrolled,
            root: root(),
            endorsementKey: key ?? "ek-\(id)",
            endorsementCertificate: [0x30, 0x00, 0xFF],
            attestationKeyName: ak ?? "ak-\(id)",
            attestationKey: [],
            attestationCertificate: [0x30],
            clock: nil,
            enrolledAt: time
        )
    }

    public static func record(_ number: Int, device: String? = nil, fields: [String: String] = [:]) -> EvidenceRecord {
        EvidenceRecord(
            kind: "test.happened",
            class: .measured,
            subject: .init(device: device),
            collector: .init(tool: "test", version: "1"),
            fields: fields.merging(["number": "\(number)"]) { $1 },
            collectedAt: Date(timeIntervalSince1970: 1_700_000_000),
            simulated: true
        )
    }

    /// A signing key from a fixed seed: for tests alone.
    public static func signer(seed: UInt8 = 7) throws -> any Signer { try SampleSigner(seed: seed) }

    public static func key(seed: UInt8 = 7) throws -> NoteVerifierKey {
        try NoteVerifierKey(name: origin, publicKey: signer(seed: seed).publicKey)
    }
}

private struct SampleSigner: Signer {
    private let privateKey: Curve25519.Signing.PrivateKey
    let home = KeyHome(kind: .software, location: "memory", exportable: true)

    init(seed: UInt8) throws {
        privateKey = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: seed, count: 32))
    }

    var publicKey: SigningPublicKey {
        let prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
        return SigningPublicKey(
            algorithm: .ed25519,
            subjectPublicKeyInfo: prefix + privateKey.publicKey.rawRepresentation
        )
    }

    func sign(_ input: SigningInput, _ scheme: SignatureScheme) async throws -> [UInt8] {
        guard case .message(let message) = input, scheme == .ed25519 else {
            throw BedplateError(.unsupportedScheme, "the sample signs messages with Ed25519")
        }
        return [UInt8](try privateKey.signature(for: message))
    }
}
