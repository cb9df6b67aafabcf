import Model

/// A key that releases were signed with, as the signing records say it. It is the maker's and on no device.
struct SigningKey: Hashable, Sendable {
    /// Hexadecimal SHA-256 of the SubjectPublicKeyInfo.
    var fingerprint: String
    var algorithm: SigningPublicKey.Algorithm
    /// Where the private half is kept: "pkcs11: token release".
    var home: String
    /// Whether it can leave that.
    var isExportable: Bool
    /// The records that name it.
    var records: [String]

    /// What it signed is a record of this kind.
    static let kind = "image.signed"

    /// Each key once, by its fingerprint; what changed about one is another line.
    static func all(_ index: EvidenceIndex) -> [SigningKey] {
        var records: [SigningKey: [String]] = [:]
        for entry in index.entries {
            if let key = SigningKey(entry.record) { records[key, default: []].append(entry.id) }
        }
        return records.map { key, ids in
            var key = key
            key.records = ids
            return key
        }
        .sorted { ($0.fingerprint, $0.home) < ($1.fingerprint, $1.home) }
    }

    private init?(_ record: EvidenceRecord) {
        let fields = record.fields
        guard record.kind == Self.kind, let fingerprint = fields["key"], fingerprint.count == 64,
            fingerprint.allSatisfy(\.isHexDigit),
            let algorithm = fields["key.algorithm"].flatMap(SigningPublicKey.Algorithm.init)
        else { return nil }
        self.fingerprint = fingerprint
        self.algorithm = algorithm
        home = fields["key.home"] ?? "not demonstrated"
        // What is not known counts as yes.
        isExportable = fields["key.exportable"] != "false"
        records = []
    }
}

extension SigningPublicKey.Algorithm {
    /// As standards write it.
    var title: String {
        switch self {
        case .ecdsaP256: "ECDSA, NIST P-256"
        case .ecdsaP384: "ECDSA, NIST P-384"
        case .ed25519: "Ed25519"
        case .rsa2048: "RSA, 2048 bits"
        case .rsa3072: "RSA, 3072 bits"
        case .rsa4096: "RSA, 4096 bits"
        case .mlDSA65: "ML-DSA-65"
        case .mlDSA87: "ML-DSA-87"
        }
    }

    /// What CycloneDX calls the parameter set, and the curve of those that have one.
    var parameters: (set: String, curve: String?) {
        switch self {
        case .ecdsaP256: ("256", "P-256")
        case .ecdsaP384: ("384", "P-384")
        case .ed25519: ("255", "Ed25519")
        case .rsa2048: ("2048", nil)
        case .rsa3072: ("3072", nil)
        case .rsa4096: ("4096", nil)
        case .mlDSA65: ("65", nil)
        case .mlDSA87: ("87", nil)
        }
    }

    /// The category of FIPS 204, Table 1; 0 for what a quantum computer breaks.
    var quantumCategory: Int {
        switch self {
        case .mlDSA65: 3
        case .mlDSA87: 5
        case .ecdsaP256, .ecdsaP384, .ed25519, .rsa2048, .rsa3072, .rsa4096: 0
        }
    }
}
