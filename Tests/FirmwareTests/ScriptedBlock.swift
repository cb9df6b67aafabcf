import SoC
import Wire

/// A fuse-and-key block as the boot ROM sees it, under the test's control: it holds fuses and slots, keeps a log, and can
/// answer as no block should. The real one has tests of its own.
struct ScriptedBlock: DeviceBlock {
    var lifecycle = Lifecycle.secured
    var rootKeys: [[UInt8]?] = [nil, nil, nil, nil]
    var revocations: UInt32 = 0
    var hybrid: UInt32 = 0
    /// How many bits of the counter are burned.
    var counter = 0
    var torn: UInt32 = 0
    /// What ``MailboxCommand/nextSlot`` names, one after another.
    var slots: [(slot: Slot, octets: [UInt8])] = []
    /// Changes an answer on its way; the checksum has not been appended yet.
    var mangle: (@Sendable (inout Frame) -> Void)?
    /// Changes the answer's octets.
    var damage: (@Sendable (MailboxCommand, inout [UInt8]) -> Void)?

    private(set) var measurements: [LayerMeasurement] = []
    private(set) var reports: [(code: BootCode, detail: UInt32)] = []
    /// Every request.
    private(set) var commands: [MailboxCommand] = []
    private(set) var expected: UInt16 = 0
    private var tried = 0

    var codes: [BootCode] { reports.map(\.code) }

    mutating func answer(_ request: Frame) throws -> [UInt8] {
        guard let command = MailboxCommand(rawValue: request.header.command) else {
            throw WireError(.badValue, at: 1)
        }
        guard request.header.sequence == expected, !request.header.isAnswer else { throw WireError(.badValue, at: 4) }
        expected += 1
        commands.append(command)
        var header = request.header
        header.isAnswer = true
        let (status, payload) = try respond(command, request.payload)
        header.status = status.rawValue
        var frame = Frame(header, payload)
        mangle?(&frame)
        var octets = try frame.octets()
        damage?(command, &octets)
        return octets
    }

    private mutating func respond(
        _ command: MailboxCommand,
        _ payload: [UInt8]
    ) throws -> (MailboxStatus, [UInt8]) {
        switch command {
        case .status:
            let status = DeviceStatus(lifecycle: lifecycle, debugStatus: 3, layer: 0, torn: torn)
            return (.done, try status.serialized(order: .little))
        case .readFuse: return try read(Fuse(rawValue: payload[0]))
        case .nextSlot:
            guard tried < slots.count else { return (.done, [0xFF, 0, 0, 0, 0, 0, 0, 0]) }
            let next = slots[tried]
            tried += 1
            return (.done, [next.slot.rawValue, 2, 0, 0] + (try UInt32(next.octets.count).serialized(order: .little)))
        case .readSlot:
            let offset = Int(try UInt32(Array(payload[4..<8]), order: .little))
            let count = Int(try UInt32(Array(payload[8..<12]), order: .little))
            guard let slot = slots.first(where: { $0.slot.rawValue == payload[0] }),
                offset + count <= slot.octets.count
            else { return (.malformed, []) }
            return (.done, Array(slot.octets[offset..<(offset + count)]))
        case .advance:
            measurements.append(try LayerMeasurement(payload, order: .little))
            return (.done, [])
        case .report:
            reports.append(
                (
                    BootCode(rawValue: try UInt32(Array(payload[..<4]), order: .little)),
                    try UInt32(Array(payload[4...]), order: .little)
                )
            )
            return (.done, [])
        case .moveOn:
            lifecycle = Lifecycle(rawValue: try UInt32(payload, order: .little))
            return (.done, [])
        case .random: return (.done, [UInt8](repeating: 0x42, count: 16))
        default: return (.wrongLifecycle, [])
        }
    }

    private func read(_ fuse: Fuse?) throws -> (MailboxStatus, [UInt8]) {
        switch fuse {
        case .revocations: return (.done, try revocations.serialized(order: .little))
        case .hybridPolicy: return (.done, try hybrid.serialized(order: .little))
        case .secureCounter:
            let words = (0..<4).map { word in
                (0..<32).reduce(UInt32(0)) { $0 | (word * 32 + $1 < counter ? 1 << $1 : 0) }
            }
            return (.done, try words.flatMap { try $0.serialized(order: .little) })
        case .rootKey0, .rootKey1, .rootKey2, .rootKey3:
            guard let fuse, let digest = rootKeys[Int(fuse.rawValue - Fuse.rootKey0.rawValue)] else {
                return (.absent, [])
            }
            var checksum = MailboxChecksum()
            checksum.update(digest.span)
            return (.done, digest + (try checksum.value.serialized(order: .little)))
        default: return (.malformed, [])
        }
    }
}
