public import struct Foundation.Date

/// What held and what did not, of everything that an EK certificate has to satisfy.
public struct EKVerdict: Sendable {
    public struct Check: Hashable, Sendable {
        public enum Subject: String, Hashable, Sendable, CaseIterable {
            /// A path to a pinned anchor holds at the given time.
            case chain
            /// The certificate is no CA's.
            case endEntity = "end-entity"
            /// extendedKeyUsage contains tcg-kp-EKCertificate.
            case keyPurpose = "key-purpose"
            /// keyUsage is keyEncipherment for RSA, keyAgreement for an elliptic curve.
            case keyUsage = "key-usage"
            /// subjectAltName names the TPM's maker, model and version.
            case tpmAttributes = "tpm-attributes"
            /// The key that the TPM presents is the certificate's.
            case publicKey = "public-key"
        }

        public var subject: Subject
        public var held: Bool
        public var expected: String?
        public var found: String?
    }

    /// One for each subject that was looked at. `publicKey` is not among them if no key was given.
    public var checks: [Check]
    public var chain: ChainVerdict
    /// What had to be looked away from, in the certificate, in its wrapping and along the path.
    public var leniency: Leniency

    /// Whether everything held and the certificate was compared with the TPM's key: without that it proves nothing.
    public var holds: Bool { checks.allSatisfy(\.held) && checks.contains { $0.subject == .publicKey } }
    public var failures: [Check] { checks.filter { !$0.held } }
}

extension EKCertificate {
    /// Judges the certificate: a pure function of its arguments.
    ///
    /// - Parameters:
    ///   - publicKey: the endorsement key as the TPM presents it; nil if there is no TPM at hand, and then the verdict
    ///     does not ``EKVerdict/holds``.
    ///   - verifier: the pinned anchors and the leniencies that are tolerated.
    public func judge(
        publicKey: PublicKeyInfo?,
        verifier: ChainVerifier,
        intermediates: [Certificate] = [],
        at time: Date
    ) -> EKVerdict {
        let chain = verifier.verify(certificate, intermediates: intermediates, purpose: .ekCertificate, at: time)
        var used = leniency.union(chain.leniency)
        let wrapping = leniency.subtracting(verifier.leniency)
        let purposes = certificate.extensions.keyPurposes
        let attributes = tpmAttributes
        if purposes == nil, verifier.leniency.contains(.missingKeyPurpose) { used.insert(.missingKeyPurpose) }
        var checks: [EKVerdict.Check] = [
            .init(
                subject: .chain,
                held: chain.holds && wrapping.isEmpty,
                expected: "a path to a pinned anchor",
                found: chain.holds && wrapping.isEmpty
                    ? chain.path.map(\.description).joined(separator: " < ")
                    : (chain.failures.map(\.description) + (wrapping.isEmpty ? [] : ["needs leniency: \(wrapping)"]))
                        .joined(separator: "; ")
            ),
            .init(
                subject: .endEntity,
                held: certificate.extensions.isCA != true,
                expected: "no CA",
                found: certificate.extensions.isCA == true ? "a CA" : "no CA"
            ),
            .init(
                subject: .keyPurpose,
                held: purposes?.contains(.ekCertificate) ?? verifier.leniency.contains(.missingKeyPurpose),
                expected: OID.ekCertificate.description,
                found: purposes?.map(\.description).joined(separator: ", ") ?? "no extendedKeyUsage"
            ),
            keyUsageCheck,
            .init(
                subject: .tpmAttributes,
                held: attributes != nil,
                expected: "manufacturer, model and version",
                found: attributes.map { "\($0.manufacturer) \($0.model) \($0.version)" } ?? "not all of them"
            ),
        ]
        if let publicKey {
            checks.append(
                .init(
                    subject: .publicKey,
                    held: publicKey == certificate.publicKey,
                    expected: certificate.publicKey.description,
                    found: publicKey == certificate.publicKey ? "the same key" : "another key, \(publicKey)"
                )
            )
        }
        return EKVerdict(checks: checks, chain: chain, leniency: used)
    }

    private var keyUsageCheck: EKVerdict.Check {
        let usage = certificate.extensions.keyUsage
        let (needed, name): (KeyUsage?, String) =
            switch certificate.publicKey {
            case .rsa: (.keyEncipherment, "keyEncipherment")
            case .ellipticCurve: (.keyAgreement, "keyAgreement")
            case .ed25519, .mlDSA65, .mlDSA87, .other: (nil, "an RSA or elliptic-curve key")
            }
        let held = needed.flatMap { usage?.contains($0) } ?? false
        return .init(
            subject: .keyUsage,
            held: held,
            expected: name,
            found: usage.map { "0x" + String($0.rawValue, radix: 16) } ?? "no keyUsage"
        )
    }
}
