internal import Model
internal import TPM2

/// The kinds of attestation key that the agent makes; each a primary in the endorsement hierarchy, so that its
/// qualified Name follows from its public area.
public enum AttestationTemplate: String, CaseIterable, Sendable {
    case p256
    case rsa2048

    var publicArea: Public {
        switch self {
        case .p256: .attestationP256()
        case .rsa2048: .attestationRSA2048()
        }
    }
}
