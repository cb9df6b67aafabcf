import Assessment
import Model

extension Report {
    /// The CBOM: keys of the device, keys that its releases were signed with, and the algorithms of those.
    var cryptographicAssets: [JSONValue] {
        let signing = SigningKey.all(evidence)
        let algorithms = SigningPublicKey.Algorithm.allCases.filter { used in signing.contains { $0.algorithm == used }
        }
        return dossier.exhibits.enumerated().compactMap(keyMaterial) + algorithms.map(Self.algorithm)
            + signing.enumerated().map(Self.signingKey)
    }

    /// A key as the evidence shows it. What no record says, such as an algorithm, is left out.
    private func keyMaterial(_ index: Int, _ exhibit: Exhibit) -> JSONValue? {
        var material: [String: JSONValue] = [:]
        let place = exhibit["storage"]
        switch exhibit.aspect {
        case .verifyKey:
            // Its digest, where that is all that the silicon has.
            material = ["type": exhibit["digest"] == nil ? "public-key" : "digest"]
            material.add("value", exhibit["digest"])
            material["state"] = exhibit["revoked"] == "yes" ? "deactivated" : "active"
        case .secret: material = ["type": "secret-key"]
        case .identity:
            material = ["type": "public-key"]
            material.add("value", exhibit["key"].map { "sha256:\($0)" })
        case .keyStore: material = ["type": "private-key"]
        default: return nil
        }
        material.add("id", exhibit.name)
        let mechanism =
            switch (exhibit.aspect, place, exhibit["kind"]) {
            case (.keyStore, _, let kind?): kind
            case (.identity, _, _): nil
            case (_, let place?, _):
                place + (exhibit["locked"] == "yes" ? ", cannot be changed" : "")
                    + (exhibit["readable"] == "no" ? ", not readable" : "")
            default: exhibit["readable"] == "no" ? "not readable" : nil
            } as String?
        if let mechanism { material["securedBy"] = ["mechanism": .text(mechanism)] }
        let name = exhibit.name.isEmpty ? exhibit.aspect.rawValue : "\(exhibit.aspect.rawValue) \(exhibit.name)"
        return [
            "type": "cryptographic-asset",
            "bom-ref": .text("key-\(index)-\(exhibit.id.prefix(16))"),
            "name": .text(name),
            "description": .text(exhibit.sentence + (exhibit.record.simulated ? " (SIMULATED)" : "")),
            "cryptoProperties": [
                "assetType": "related-crypto-material", "relatedCryptoMaterialProperties": .object(material),
            ],
            "properties": [["name": "bedplate:evidence", "value": .text(exhibit.id)]],
        ]
    }

    private static func algorithm(_ algorithm: SigningPublicKey.Algorithm) -> JSONValue {
        var properties: [String: JSONValue] = [
            "primitive": "signature",
            "parameterSetIdentifier": .text(algorithm.parameters.set),
            "cryptoFunctions": ["sign", "verify"],
            "nistQuantumSecurityLevel": .number(algorithm.quantumCategory),
        ]
        properties.add("curve", algorithm.parameters.curve)
        return [
            "type": "cryptographic-asset", "bom-ref": .text("algorithm-\(algorithm.rawValue)"),
            "name": .text(algorithm.title),
            "cryptoProperties": ["assetType": "algorithm", "algorithmProperties": .object(properties)],
        ]
    }

    private static func signingKey(_ index: Int, _ key: SigningKey) -> JSONValue {
        [
            "type": "cryptographic-asset",
            "bom-ref": .text("signing-key-\(index)-\(key.fingerprint.prefix(16))"),
            "name": "release signing key",
            "description": .text(
                key.isExportable ? "Its private half can leave its home." : "Its private half cannot leave its home."
            ),
            "cryptoProperties": [
                "assetType": "related-crypto-material",
                "relatedCryptoMaterialProperties": [
                    "type": "public-key", "id": .text("sha256:\(key.fingerprint)"),
                    "algorithmRef": .text("algorithm-\(key.algorithm.rawValue)"),
                    "securedBy": ["mechanism": .text(key.home)],
                ],
            ],
            "properties": .list(key.records.map { ["name": "bedplate:evidence", "value": .text($0)] }),
        ]
    }
}
