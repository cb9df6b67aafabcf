import Digests
import Foundation
import Model
import Wire

extension ReferenceValues {
    /// Reads the document's own form: unknown keys, versions and algorithms, and digests of a wrong size, are refused.
    ///
    /// ```json
    /// {"version": 1, "banks": {"sha256": {"4": {"value": "…", "stages": [{"name": "bootloader", "digest": "…"}]}}}}
    /// ```
    public init(json: [UInt8]) throws {
        let document = try StrictJSON(json, name: "reference").object(allowing: ["version", "banks"])
        try document.require(version: 1)
        var registers: [HashAlgorithm: [Int: Register]] = [:]
        for (name, bank) in try document.value("banks").entries() {
            guard let algorithm = HashAlgorithm(named: name), let size = algorithm.digestSize else {
                throw bank.error("unknown hash algorithm '\(name)'")
            }
            for (index, register) in try bank.entries() {
                guard let pcr = Int(index), (0..<Self.limits.registers).contains(pcr), String(pcr) == index else {
                    throw register.error("'\(index)' is not a PCR index")
                }
                let object = try register.object(allowing: ["value", "stages"])
                let stages = try object.optional("stages")?.array(atMost: Self.limits.stages) ?? []
                registers[algorithm, default: [:]][pcr] = Register(
                    value: try object.value("value").octets(size),
                    stages: try stages.map { stage in
                        let stage = try stage.object(allowing: ["name", "digest", "type"])
                        return Stage(
                            name: try stage.value("name").text(atMost: Self.limits.name),
                            digest: try stage.value("digest").octets(size),
                            type: try stage.optional("type").map {
                                UInt32(clamping: try $0.integer(in: 0...Int(UInt32.max)))
                            }
                        )
                    }
                )
            }
        }
        guard registers.contains(where: { !$0.value.isEmpty }) else {
            throw BedplateError(.malformed, "the reference names no PCR", location: "reference.banks")
        }
        self.init(registers)
    }

    /// The document's form, keys sorted, one value a line.
    public func json() throws -> [UInt8] {
        var banks: [String: Any] = [:]
        for (algorithm, bank) in registers {
            var entries: [String: Any] = [:]
            for (pcr, register) in bank {
                var entry: [String: Any] = ["value": Hexadecimal.encode(register.value)]
                if !register.stages.isEmpty {
                    entry["stages"] = register.stages.map { stage in
                        var object: [String: Any] = [
                            "name": stage.name, "digest": Hexadecimal.encode(stage.digest),
                        ]
                        if let type = stage.type { object["type"] = Int(type) }
                        return object
                    }
                }
                entries[String(pcr)] = entry
            }
            banks[algorithm.description] = entries
        }
        let object: [String: Any] = ["version": 1, "banks": banks]
        return [UInt8](try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .prettyPrinted]))
    }
}
