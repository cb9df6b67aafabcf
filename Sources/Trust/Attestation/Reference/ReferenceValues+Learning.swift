public import Digests
public import EventLog
import Model
import Wire

extension ReferenceValues {
    /// Learns from a boot that the operator declares good: the values that a verified quote proved and, if the log leads
    /// to them, the stages behind them.
    ///
    /// A stage is named by what the log says about it, cleaned; the log's description is a claim, and the operator
    /// accepts it here.
    ///
    /// - Throws: ``BedplateError`` when the log contradicts the values: such a boot is not a reference.
    public init(
        learning pcrs: PCRValues,
        bank: HashAlgorithm,
        log bytes: [UInt8]?,
        allowing errata: Set<Erratum> = []
    ) throws {
        guard let values = pcrs.banks[bank], !values.isEmpty else {
            throw BedplateError(.malformed, "the evidence has no \(bank) PCRs to learn from")
        }
        var registers = values.mapValues { Register(value: $0) }
        if let bytes {
            let log: EventLog
            do throws(WireError) {
                log = try EventLog(parsing: bytes, errata: errata)
            } catch {
                throw BedplateError(.malformed, "the event log cannot be read", cause: error)
            }
            let verification = log.verified(bank: bank, pcrs: values)
            guard verification.holds, verification.events.contradictions.isEmpty else {
                throw BedplateError(
                    .malformed,
                    "the event log does not lead to the quoted values",
                    hint: "attest again with the log of this boot"
                )
            }
            for (pcr, var register) in registers {
                register.stages = (verification.events.events(inPCR: pcr) ?? []).compactMap { event in
                    event.digests[bank].map {
                        Stage(name: Self.name(event), digest: $0, type: event.claimedType.rawValue)
                    }
                }
                registers[pcr] = register
            }
        }
        self.init([bank: registers])
    }

    /// Learns from a boot that the operator declares good: the components that a verified token and chain proved.
    public init(learning layers: VerifiedLayers) {
        var components: [String: [Component]] = [:]
        for component in layers.components {
            components[component.name, default: []].append(
                Component(
                    measurement: component.measurement,
                    signer: component.signer,
                    version: component.version
                )
            )
        }
        self.init([:], components: components)
    }

    /// The path of an image, the description of a firmware volume, the printable text of other data, or the type.
    private static func name(_ event: VerifiedEvent) -> String {
        let type = "\(event.claimedType)"
        if event.measurement != nil { return type }
        var data = event.claimedData
        if let path = event.claimedPath { data = [UInt8](path.utf8) }
        if event.claimedType == .efiPlatformFirmwareBlob2, let size = data.first {
            data = Array(data.dropFirst().prefix(Int(size)))
        }
        // UTF-16 of ASCII, as UEFI writes text, becomes ASCII; a terminating zero goes.
        let text = data.prefix(2 * limits.name).filter { $0 != 0 }.prefix(limits.name)
        let isPrintable = !text.isEmpty && text.allSatisfy { (0x20...0x7E).contains($0) }
        return isPrintable ? String(decoding: text, as: UTF8.self) : type
    }
}
