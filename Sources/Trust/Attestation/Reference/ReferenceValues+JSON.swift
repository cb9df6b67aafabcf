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
    ///
    /// and beside or in place of the banks
    /// `"components": {"App": [{"measurement": "…", "signer": "…", "version": "1.0.0+0"}]}`.
    public init(json: [UInt8]) throws {
        let document = try StrictJSON(json, name: "reference").object(
            allowing: ["version", "banks", "components"]
        )
        try document.require(version: 1)
        var registers: [HashAlgorithm: [Int: Register]] = [:]
        for (name, bank) in try document.optional("banks")?.entries() ?? [] {
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
        var components: [String: [Component]] = [:]
        for (name, list) in try document.optional("components")?.entries() ?? [] {
            components[name] = try list.array(atMost: Self.limits.components).map { item in
                let object = try item.object(allowing: ["measurement", "signer", "version"])
                return Component(
                    measurement: try object.value("measurement").digest(),
                    signer: try object.value("signer").digest(),
                    version: try object.optional("version")?.text(atMost: Self.limits.name)
                )
            }
        }
        guard registers.contains(where: { !$0.value.isEmpty }) || components.contains(where: { !$0.value.isEmpty })
        else {
            throw BedplateError(.malformed, "the reference names neither PCR nor component", location: "reference")
        }
        self.init(registers, components: components)
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
        var object: [String: Any] = ["version": 1]
        if !banks.isEmpty { object["banks"] = banks }
        if !components.isEmpty {
            object["components"] = components.mapValues { list in
                list.map { component in
                    var entry: [String: Any] = [
                        "measurement": Hexadecimal.encode(component.measurement),
                        "signer": Hexadecimal.encode(component.signer),
                    ]
                    if let version = component.version { entry["version"] = version }
                    return entry
                }
            }
        }
        return [UInt8](try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .prettyPrinted]))
    }
}
