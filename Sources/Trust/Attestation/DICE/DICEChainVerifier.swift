internal import Digests
public import Model
internal import OpenDICE
public import PKIX
internal import Wire

/// Verifies a chain of DICE certificates of CBOR from the instance's key down to the keys of the layer that runs: a pure
/// function of bytes (Open Profile for DICE).
///
/// Not checked here: whether what was measured is good, and whether it is what a token says.
public enum DICEChainVerifier {
    /// The judgement, and what was proven when all of it held.
    public struct Outcome: Sendable {
        public var judgement: Judgement
        public var verified: VerifiedChain?
    }

    /// - Parameter key: the instance's, as it was endorsed: never one that came with the chain.
    public static func verify(_ evidence: DICEEvidence, from key: PublicKeyInfo) -> Outcome {
        var walk = Walk(issuer: key)
        guard (2...DICEEvidence.layerLimit + 1).contains(evidence.layers.count) else {
            walk.fail(.diceStructure, "the chain is a certificate of the unique secret's key and one for each layer")
            return Outcome(judgement: walk.judgement)
        }
        var layers: [VerifiedChain.Layer] = []
        for (place, octets) in evidence.layers.enumerated() {
            let name = place == 0 ? "of the unique secret's key" : "of layer \(place)"
            guard let certificate = walk.step(octets, name, .keyCertSign) else {
                return Outcome(judgement: walk.judgement)
            }
            guard place > 0 else {
                guard walk.hasNoInput(certificate, name) else { return Outcome(judgement: walk.judgement) }
                walk.issuer = certificate.publicKey
                continue
            }
            guard let layer = walk.layer(certificate, name, after: layers.last) else {
                return Outcome(judgement: walk.judgement)
            }
            layers.append(layer)
            walk.issuer = certificate.publicKey
        }
        // Both are signed by the last layer's key, and sign nothing themselves.
        guard
            let application = walk.end(evidence.application, "of the application's key", .digitalSignature)
        else { return Outcome(judgement: walk.judgement) }
        var encapsulation: PublicKeyInfo?
        if let octets = evidence.encapsulation {
            guard let certificate = walk.end(octets, "of the key for secrets", .keyAgreement) else {
                return Outcome(judgement: walk.judgement)
            }
            encapsulation = certificate.publicKey
        }
        walk.judgement.add(
            Finding(.diceSignature, .held, claim: "the DICE certificates lead from the instance's key to the layer's")
        )
        return Outcome(
            judgement: walk.judgement,
            verified: VerifiedChain(
                layers: layers,
                applicationKey: application.publicKey,
                encapsulationKey: encapsulation
            )
        )
    }
}

/// One walk down a chain.
private struct Walk {
    /// The key that signs what comes next.
    var issuer: PublicKeyInfo
    var judgement = Judgement()

    init(issuer: PublicKeyInfo) { self.issuer = issuer }

    mutating func fail(_ code: Finding.Code, _ claim: String, expected: String? = nil, found: String? = nil) {
        judgement.add(Finding(code, claim: claim, expected: expected, found: found))
    }

    /// The certificate if the issuer signed it for this one use, and both identifiers are those of the keys.
    mutating func step(_ octets: [UInt8], _ name: String, _ usage: KeyUsage) -> OpenDICECertificate? {
        let certificate: OpenDICECertificate
        do throws(OpenDICEError) { certificate = try OpenDICECertificate(octets) } catch {
            fail(.diceStructure, "the certificate \(name) is one of the Open Profile for DICE", found: "\(error)")
            return nil
        }
        guard let key = try? VerificationKey(issuer), certificate.isSigned(by: key) else {
            fail(.diceSignature, "the key above signed the certificate \(name)")
            return nil
        }
        let expected = (OpenDICEIdentifier.text(of: issuer), OpenDICEIdentifier.text(of: certificate.publicKey))
        guard certificate.issuer == expected.0, certificate.subject == expected.1 else {
            fail(
                .diceIdentifier,
                "the certificate \(name) names the keys that it is of and by",
                expected: "\(expected.0 ?? "none") and \(expected.1 ?? "none")",
                found: "\(certificate.issuer) and \(certificate.subject)"
            )
            return nil
        }
        // A point that is not on its curve is no key.
        guard certificate.usage == usage, (try? VerificationKey(certificate.publicKey)) != nil else {
            fail(
                .diceUsage,
                "the key of the certificate \(name) is for what it is used for, and nothing else",
                expected: "0x" + String(usage.rawValue, radix: 16),
                found: "0x" + String(certificate.usage.rawValue, radix: 16)
            )
            return nil
        }
        return certificate
    }

    mutating func hasNoInput(_ certificate: OpenDICECertificate, _ name: String) -> Bool {
        guard certificate.input != nil else { return true }
        fail(.diceInput, "nothing is measured where the certificate \(name) is made")
        return false
    }

    /// A certificate at the chain's end.
    mutating func end(_ octets: [UInt8], _ name: String, _ usage: KeyUsage) -> OpenDICECertificate? {
        guard let certificate = step(octets, name, usage), hasNoInput(certificate, name) else { return nil }
        return certificate
    }

    /// The measured layer, if the certificate does not contradict itself or the layer before.
    mutating func layer(
        _ certificate: OpenDICECertificate,
        _ name: String,
        after previous: VerifiedChain.Layer?
    ) -> VerifiedChain.Layer? {
        guard let input = certificate.input else {
            fail(.diceInput, "the certificate \(name) says what was measured")
            return nil
        }
        guard (try? HashAlgorithm.sha256.digest(input.configurationDescriptor)) == input.configurationHash else {
            fail(.diceInput, "the configuration \(name) is the one whose digest was measured")
            return nil
        }
        let configuration: OpenDICEConfiguration
        do throws(OpenDICEError) {
            configuration = try OpenDICEConfiguration(input.configurationDescriptor)
        } catch {
            fail(.diceInput, "the configuration \(name) is one that is known", found: "\(error)")
            return nil
        }
        guard previous.map({ $0.input.authorityHash == input.authorityHash }) ?? true else {
            fail(.diceInput, "one authority stands behind all layers", found: Hexadecimal.encode(input.authorityHash))
            return nil
        }
        guard previous.map({ $0.configuration.lifecycle == configuration.lifecycle }) ?? true else {
            fail(.diceInput, "the device is in one lifecycle", found: "0x" + String(configuration.lifecycle, radix: 16))
            return nil
        }
        guard input.mode == .normal else {
            fail(.diceMode, "the layer was started in the normal mode", expected: "normal", found: "\(input.mode)")
            return nil
        }
        return VerifiedChain.Layer(input: input, configuration: configuration)
    }
}
