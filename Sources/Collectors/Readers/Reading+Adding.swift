package import Assessment
package import Model

extension Reading {
    /// The most observations, and the most of what is missing, that one input may give.
    private static let limit = 4096

    /// - Parameter fields: those that are nil are left out.
    package mutating func add(
        _ aspect: Aspect,
        _ name: String = "",
        _ fields: [String: String?],
        class evidenceClass: EvidenceRecord.Class = .measured,
        _ origin: String
    ) {
        observations.append(
            Observation(aspect, name, fields.compactMapValues { $0 }, class: evidenceClass, origin: origin)
        )
    }

    /// The reading with texts that can be shown and kept, whatever was in the input.
    ///
    /// - Throws: ``BedplateError`` with code `malformed` for what no aspect can say: the input is not what it seems, and
    ///   nothing of it is kept.
    package func checked() throws -> Reading {
        guard observations.count <= Self.limit else {
            throw BedplateError(.malformed, "more than \(Self.limit) things are said in one input", location: reader)
        }
        var reading = self
        reading.part = part.map { Self.shown($0, 128) }
        reading.serial = serial.map { Self.shown($0, 128) }
        reading.missing = missing.prefix(Self.limit).map { Self.shown($0, 300) }
        reading.notes = notes.prefix(Self.limit).map { Self.shown($0, 300) }
        for index in observations.indices {
            reading.observations[index].origin = Self.shown(observations[index].origin, 200)
            reading.observations[index].name = Self.shown(observations[index].name, 64)
            if let defect = reading.observations[index].defect {
                throw BedplateError(.malformed, defect, location: "\(reader): \(reading.observations[index].origin)")
            }
        }
        return reading
    }

    /// At most `limit` characters, none of which controls a terminal.
    private static func shown(_ text: String, _ limit: Int) -> String {
        let scalars = text.unicodeScalars.prefix(4 * limit).map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: "?"
            default: Character(scalar)
            }
        }
        return scalars.count <= limit ? String(scalars) : String(scalars.prefix(limit - 1)) + "…"
    }
}
