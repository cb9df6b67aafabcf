internal import SoC
internal import Wire

/// A request with its payload, of exactly the form that its command has.
enum CommandArguments {
    case status
    case readFuse(Fuse)
    case burnFuse(Fuse, [UInt32])
    case lockFuse(Fuse)
    case makeSecret
    case moveOn(Lifecycle)
    case nextSlot
    case readSlot(Slot, Range<Int>)
    case eraseSlot(Slot)
    case writeSlot(Slot, Int, [UInt8])
    case finishSlot(Slot)
    case confirm
    case advance(LayerMeasurement)
    case random(Int)
    case derive([UInt8])
    case attest([UInt8])
    case sign([UInt8])
    case seal([UInt8])
    case unseal([UInt8])
    case certificate(Int, isX509: Bool)
    case open(info: [UInt8], encapsulated: [UInt8], ciphertext: [UInt8])
    case report(UInt32, UInt32)
    case returnChallenge
    case returnResponse(key: [UInt8], signature: [UInt8])

    /// Octets of a part of a slot, of a random answer, of what is sealed at once, and of what HPKE calls info.
    static let (partLimit, randomLimit, sealLimit, infoLimit) = (4096, 256, 1024, 512)

    init(_ command: MailboxCommand, _ payload: [UInt8]) throws(MailboxStatus) {
        do throws(WireError) {
            var read = WireReader(payload.span, order: .little)
            self = try Self.arguments(command, &read)
            try read.finish()
        } catch {
            throw .malformed
        }
    }

    private static func arguments(
        _ command: MailboxCommand,
        _ read: inout WireReader
    ) throws(WireError) -> CommandArguments {
        switch command {
        case .status: return .status
        case .readFuse: return .readFuse(try read())
        case .burnFuse:
            let fuse: Fuse = try read()
            try zeros(&read)
            return .burnFuse(fuse, try words(of: fuse, &read))
        case .lockFuse: return .lockFuse(try read())
        case .makeSecret: return .makeSecret
        case .moveOn: return .moveOn(try lifecycle(&read))
        case .nextSlot: return .nextSlot
        case .readSlot:
            let slot = try slot(&read)
            let (offset, count) = (try number(atMost: Slot.size, &read), try number(atMost: partLimit, &read))
            guard count > 0, offset + count <= Slot.size else { throw WireError(.tooLong, at: read.offset) }
            return .readSlot(slot, offset..<offset + count)
        case .eraseSlot: return .eraseSlot(try slot(&read))
        case .writeSlot:
            let slot = try slot(&read)
            let offset = try number(atMost: Slot.size, &read)
            let octets = try rest(1...partLimit, &read)
            guard offset + octets.count <= Slot.size else { throw WireError(.tooLong, at: read.offset) }
            return .writeSlot(slot, offset, octets)
        case .finishSlot: return .finishSlot(try slot(&read))
        case .confirm: return .confirm
        case .advance:
            let measurement: LayerMeasurement = try read()
            guard measurement.securityCounter <= Fuse.counterLimit else { throw WireError(.tooLong, at: 64) }
            return .advance(measurement)
        case .random:
            let count = try number(atMost: randomLimit, &read)
            guard count > 0 else { throw WireError(.badValue, at: 0) }
            return .random(count)
        case .derive: return .derive(try rest(1...64, &read))
        case .attest:
            guard [32, 48, 64].contains(read.remaining) else { throw WireError(.badValue, at: 0) }
            return .attest(read.rest())
        case .sign: return .sign(try read.bytes(32))
        case .seal: return .seal(try rest(1...sealLimit, &read))
        case .unseal:
            return .unseal(try rest(SealedData.overhead + 1...SealedData.overhead + sealLimit, &read))
        case .certificate:
            let index = Int(try read.integer(UInt8.self))
            let form: UInt8 = read.remaining > 0 ? try read() : 0
            guard form <= 1 else { throw WireError(.badValue, at: 1) }
            return .certificate(index, isX509: form == 1)
        case .open:
            let count = try read.integer(UInt16.self)
            guard count <= infoLimit else { throw WireError(.tooLong, at: 0) }
            return .open(
                info: try read.bytes(Int(count)),
                encapsulated: try read.bytes(Encapsulation.keySize),
                ciphertext: try rest(
                    Encapsulation.tagSize + 1...Encapsulation.tagSize + sealLimit,
                    &read
                )
            )
        case .report: return .report(try read(), try read())
        case .returnChallenge: return .returnChallenge
        case .returnResponse: return .returnResponse(key: try read.bytes(64), signature: try read.bytes(64))
        }
    }

    /// A value is neither all zeros nor all ones: those are regions without a value and with none any more.
    private static func words(of fuse: Fuse, _ read: inout WireReader) throws(WireError) -> [UInt32] {
        let words = LittleEndian.words(try read.bytes(fuse.valueWordCount * 4))
        let isValue = words.contains { $0 != 0 } && (!fuse.hasCheck || words.contains { $0 != .max })
        // Bits that no key has revoke nothing.
        let isKnown = fuse != .revocations || words[0] >> UInt32(Fuse.rootKeyCount) == 0
        guard isValue, isKnown else { throw WireError(.badValue, at: 4) }
        return words
    }

    private static func lifecycle(_ read: inout WireReader) throws(WireError) -> Lifecycle {
        let lifecycle: Lifecycle = try read()
        guard lifecycle.isKnown else { throw WireError(.badValue, at: 0) }
        return lifecycle
    }

    private static func slot(_ read: inout WireReader) throws(WireError) -> Slot {
        let slot: Slot = try read()
        try zeros(&read)
        return slot
    }

    private static func zeros(_ read: inout WireReader) throws(WireError) {
        guard try read.bytes(3) == [0, 0, 0] else { throw WireError(.badValue, at: 1) }
    }

    private static func number(atMost limit: Int, _ read: inout WireReader) throws(WireError) -> Int {
        let value = try read.integer(UInt32.self)
        guard value <= UInt32(limit) else { throw WireError(.tooLong, at: read.offset - 4) }
        return Int(value)
    }

    private static func rest(_ counts: ClosedRange<Int>, _ read: inout WireReader) throws(WireError) -> [UInt8] {
        guard counts.contains(read.remaining) else { throw WireError(.tooLong, at: read.offset) }
        return read.rest()
    }
}
