public import Model
public import PKIX

extension EKVerdict {
    /// The checks as findings, one for each and in their order: the codes that enrolment and the command line share.
    public var findings: [Finding] {
        checks.map { check in
            let (code, claim) = Self.finding(check.subject)
            return check.held
                ? Finding(code, .held, claim: claim)
                : Finding(code, claim: claim, expected: check.expected, found: check.found)
        }
    }

    private static func finding(_ subject: Check.Subject) -> (Finding.Code, String) {
        switch subject {
        case .chain: (.endorsementChain, "the EK certificate chains to a pinned anchor")
        case .publicKey: (.endorsementKey, "the TPM's endorsement key is the certificate's")
        case .endEntity: (.endorsementProfile, "the EK certificate is no CA's")
        case .keyPurpose: (.endorsementProfile, "the certificate's purpose is an endorsement key")
        case .keyUsage: (.endorsementProfile, "the certificate's key usage fits its key")
        case .tpmAttributes: (.endorsementProfile, "the certificate names the TPM's maker, model and version")
        }
    }
}
