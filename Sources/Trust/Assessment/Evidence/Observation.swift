public import Model

/// One thing that a reader found, before it is a record: an aspect, which one of its kind, and what is said of it.
public struct Observation: Hashable, Sendable {
    public var aspect: Aspect
    /// Which one of a kind: a key block, a port. Empty where there is only one.
    public var name: String
    public var evidenceClass: EvidenceRecord.Class
    public var fields: [String: String]
    /// Where in the input it was read, and how that is read: "SECURE_BOOT_EN = true".
    public var origin: String
    public var reference: String?

    public init(
        _ aspect: Aspect,
        _ name: String = "",
        _ fields: [String: String],
        class evidenceClass: EvidenceRecord.Class = .measured,
        origin: String = "",
        reference: String? = nil
    ) {
        self.aspect = aspect
        self.name = name
        self.fields = fields
        self.evidenceClass = evidenceClass
        self.origin = origin
        self.reference = reference
    }

    /// What is wrong with it; nil for an observation as ``Aspect/fields`` describes it.
    public var defect: String? {
        let known = aspect.fields
        for field in known where field.isRequired && fields[field.name] == nil {
            return "\(aspect.rawValue): '\(field.name)' is missing"
        }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard let field = known.first(where: { $0.name == name }) else {
                return "\(aspect.rawValue): '\(name)' is not known"
            }
            guard field.allows(value) else { return "\(aspect.rawValue): '\(name)' cannot be '\(value.prefix(40))'" }
        }
        return nil
    }
}

extension Observation {
    /// Fields of a record that are the observation's frame.
    private static let nameField = "name"
    private static let originField = "origin"

    /// The observation of a record; nil for a record of something else, or one that is not as its aspect demands.
    public init?(_ record: EvidenceRecord) {
        guard let aspect = Aspect(kind: record.kind) else { return nil }
        var fields = record.fields
        let name = fields.removeValue(forKey: Self.nameField) ?? ""
        let origin = fields.removeValue(forKey: Self.originField) ?? ""
        self.init(aspect, name, fields, class: record.evidenceClass, origin: origin, reference: record.reference)
        guard defect == nil else { return nil }
    }

    /// The fields as a record has them.
    public var recordFields: [String: String] {
        var all = fields
        if !name.isEmpty { all[Self.nameField] = name }
        if !origin.isEmpty { all[Self.originField] = origin }
        return all
    }
}
