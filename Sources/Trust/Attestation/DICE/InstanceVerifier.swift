internal import Digests
public import Model
internal import OpenDICE
internal import PSAToken
internal import SoC
internal import Wire

/// Verifies a token and a chain of DICE certificates of one device together: both lead to the instance's key, and they say
/// the same. The token's key is fixed, and fresh by its nonce; the chain's keys change with what was measured, so that they
/// are worth nothing to other software. Neither is believed without the other.
public enum InstanceVerifier {
    /// The judgement, and what was proven when all of it held.
    public struct Outcome: Sendable {
        public var judgement: Judgement
        public var verified: VerifiedLayers?
    }

    public static func verify(
        _ evidence: InstanceEvidence,
        expecting expectation: TokenExpectation
    ) -> Outcome {
        let token = TokenVerifier.verify(evidence.token, expecting: expectation)
        var judgement = token.judgement
        guard let claims = token.verified?.claims else { return Outcome(judgement: judgement) }
        let chain = DICEChainVerifier.verify(evidence.chain, from: expectation.key)
        judgement.add(chain.judgement)
        guard let verified = chain.verified, judgement.holds else { return Outcome(judgement: judgement) }
        guard var layers = agreed(claims, verified, &judgement), judgement.holds else {
            return Outcome(judgement: judgement)
        }
        if expectation.debug != nil { layers.debug = ComponentPolicy.DebugStatus(octetOf: claims.lifecycle) }
        return Outcome(judgement: judgement, verified: layers)
    }

    /// The layers of which token and chain say the same, all of them and in one order.
    private static func agreed(
        _ token: PSAToken,
        _ chain: VerifiedChain,
        _ judgement: inout Judgement
    ) -> VerifiedLayers? {
        func disagree(_ what: String, _ ofToken: String, _ ofChain: String) -> VerifiedLayers? {
            judgement.add(
                Finding(
                    .diceAgreement,
                    claim: "token and DICE chain say the same \(what)",
                    expected: "\(ofToken), as the token has it",
                    found: ofChain
                )
            )
            return nil
        }
        guard token.components.count == chain.layers.count else {
            return disagree("number of layers", "\(token.components.count)", "\(chain.layers.count)")
        }
        guard let bootSeed = token.bootSeed else {
            judgement.add(Finding(.tokenClaims, claim: "the token names its boot", found: "no boot seed"))
            return nil
        }
        var components: [VerifiedLayers.Component] = []
        for (place, (component, layer)) in zip(token.components, chain.layers).enumerated() {
            let configuration = layer.configuration
            guard component.measurement == layer.input.codeHash else {
                return disagree(
                    "measurement of layer \(place + 1)",
                    Hexadecimal.encode(component.measurement),
                    Hexadecimal.encode(layer.input.codeHash)
                )
            }
            guard component.signer == configuration.signer else {
                return disagree(
                    "signer of layer \(place + 1)",
                    Hexadecimal.encode(component.signer),
                    Hexadecimal.encode(configuration.signer)
                )
            }
            guard component.version == configuration.componentVersion else {
                return disagree(
                    "version of layer \(place + 1)",
                    component.version ?? "none",
                    configuration.componentVersion
                )
            }
            guard state(configuration.lifecycle) == token.lifecycle.state else {
                return disagree(
                    "lifecycle",
                    token.lifecycle.state.map { "\($0)" } ?? "none",
                    "0x" + String(configuration.lifecycle, radix: 16)
                )
            }
            components.append(
                VerifiedLayers.Component(
                    name: component.type ?? "",
                    measurement: component.measurement,
                    signer: component.signer,
                    version: configuration.componentVersion,
                    securityVersion: configuration.securityVersion
                )
            )
        }
        judgement.add(Finding(.diceAgreement, .held, claim: "token and DICE chain say the same of every layer"))
        return VerifiedLayers(
            components: components,
            bootSeed: bootSeed,
            lifecycle: token.lifecycle.state.map { "\($0)" } ?? "unknown",
            applicationKey: chain.applicationKey,
            encapsulationKey: chain.encapsulationKey
        )
    }

    /// The state in which the reference device's lifecycle is, in PSA's words; nil for a number that it does not have.
    private static func state(_ lifecycle: UInt64) -> PSALifecycle.State? {
        switch UInt32(exactly: lifecycle).map(Lifecycle.init(rawValue:)) {
        case .blank: .assemblyAndTest
        case .provisioning: .rootOfTrustProvisioning
        case .secured: .secured
        case .returned, .retired: .decommissioned
        default: nil
        }
    }
}
