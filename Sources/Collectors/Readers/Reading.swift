public import Assessment
internal import Digests
public import Model
internal import Wire

public import struct Foundation.Date

/// What a reader found in one input.
public struct Reading: Sendable {
    public var reader: String
    public var part: String?
    public var serial: String?
    /// Whether the input itself shows that no silicon was read.
    public var isSimulated: Bool
    public var observations: [Observation]
    /// What was there and could not be decoded, or was not there: never a pass.
    public var missing: [String]
    /// What answers no question and is worth knowing.
    public var notes: [String] = []

    public init(
        reader: String,
        part: String?,
        serial: String? = nil,
        isSimulated: Bool,
        observations: [Observation] = [],
        missing: [String] = []
    ) {
        self.reader = reader
        self.part = part
        self.serial = serial
        self.isSimulated = isSimulated
        self.observations = observations
        self.missing = missing
    }

    /// The observations as records, in their order.
    ///
    /// - Parameters:
    ///   - octets: the input.
    ///   - device: the subject's identifier.
    ///   - collector: the tool that made the input, as far as it is known.
    /// - Throws: ``BedplateError`` for an observation that is not as its aspect demands: a defect of the reader.
    public func records(
        of octets: [UInt8],
        device: String,
        collector: EvidenceRecord.Collector,
        at time: Date
    ) throws -> [EvidenceRecord] {
        let hash = Hexadecimal.encode(try HashAlgorithm.sha256.digest(octets))
        return try observations.map { observation in
            if let defect = observation.defect { throw BedplateError(.malformed, "\(reader): \(defect)") }
            return EvidenceRecord(
                kind: observation.aspect.kind,
                class: observation.evidenceClass,
                subject: EvidenceRecord.Subject(device: device, part: part, serial: serial),
                collector: collector,
                rawSHA256: hash,
                fields: observation.recordFields,
                collectedAt: time,
                simulated: isSimulated,
                reference: observation.reference
            )
        }
    }
}
