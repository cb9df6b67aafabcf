import Model

extension Rubric {
    static let pitfalls = [
        rule(
            "G1.hardware",
            .softwareKeyStore,
            .keyStore,
            roles: holding,
            isRequired: true,
            "The keys live in hardware.",
            fill: "bedplate assess read: the token or TPM"
        ) { exhibit, dossier in
            switch exhibit["kind"] {
            case "software": .refuted("\(exhibit.words): software")
            case "virtual":
                dossier.exhibits(.claim).contains { $0["kind"] == "discrete" }
                    ? .refuted("\(exhibit.words): virtual, and said to be discrete") : .gap("\(exhibit.words): virtual")
            case "firmware": .gap("\(exhibit.words): firmware of another processor")
            case "hardware": .met("\(exhibit.words): hardware")
            default: nil
            }
        },
        rule(
            "G2.distinct",
            .sharedKeys,
            .fleet,
            roles: [.verify, .store, .report],
            isRequired: true,
            "No two units share a secret or an identity, and no key is weak.",
            fill: "bedplate assess fleet, with two units or more"
        ) { exhibit, _ in
            if let shared = exhibit["shared"], shared != "0" {
                return .refuted("\(exhibit.words): \(shared) of \(exhibit["units"] ?? "?") share a key")
            }
            if let weak = exhibit["weak"], weak != "0" { return .refuted("\(exhibit.words): \(weak) keys are weak") }
            return (exhibit["units"].flatMap { UInt64($0) } ?? 0) >= 2
                ? .met("\(exhibit.words): \(exhibit["units"] ?? "?") units, all different") : nil
        },
        rule(
            "G3.chain",
            .supplyChain,
            .identity,
            roles: holding,
            isRequired: true,
            "The element's certificate leads to a vendor's anchor that was pinned.",
            fill: "bedplate verify ek, or the element's device certificate"
        ) { exhibit, _ in
            switch exhibit["chain"] {
            case "verified": .met("\(exhibit.words): \(exhibit["issuer"] ?? "its maker")")
            case "self-signed": .refuted("\(exhibit.words): signed by itself")
            case "unknown": .refuted("\(exhibit.words): its issuer is not known")
            default: nil
            }
        },
        rule(
            "G3.transport-keys",
            .supplyChain,
            .keyStore,
            roles: holding,
            "The element's bus keys are not the ones that everybody has.",
            fill: "rotate the transport keys"
        ) { exhibit, _ in
            exhibit["transport"] == "default" ? .refuted("\(exhibit.words): default transport keys") : nil
        },
    ]
}
