import Digests
import EventLog
import Testing
import Wire

@Suite struct ParsingTests {
    @Test(arguments: [[.sha256], [.sha1, .sha256, .sha384, .sha512], [.sha384, .sm3_256]] as [[HashAlgorithm]])
    func `what the writer wrote is read, with its banks`(banks: [HashAlgorithm]) throws {
        var writer = try EventLogWriter(banks: banks, vendorInfo: [1, 2, 3])
        var digests: [HashAlgorithm: [UInt8]] = [:]
        for bank in banks { digests[bank] = [UInt8](repeating: 5, count: bank.digestSize ?? 0) }
        try writer.append(pcr: 4, type: .ipl, data: [1], digests: digests)
        let log = try EventLog(parsing: writer.bytes)
        #expect(log.format == .cryptoAgile)
        #expect(log.banks == banks)
        #expect(log.eventCount == 2)
        #expect(log.header?.vendorInfo == [1, 2, 3])
        #expect(log.errataUsed.isEmpty)
    }

    @Test func `a log cut inside an event is refused; cut between events it is shorter, and no longer replays`() throws
    {
        let boot = try SampleBoot()
        let bytes = try boot.bytes()
        let quoted = try boot.pcrs(.sha256)
        var whole = 0
        for length in 0..<bytes.count {
            guard let log = try? EventLog(parsing: Array(bytes[..<length])) else { continue }
            whole += 1
            #expect(!log.verified(bank: .sha256, pcrs: quoted).holds)
        }
        #expect(whole == boot.events.count)
    }

    @Test func `a legacy log cut inside an event is refused`() throws {
        let boot = try SampleBoot()
        let bytes = try boot.legacyBytes()
        var whole = 0
        for length in 0..<bytes.count where (try? EventLog(parsing: Array(bytes[..<length]))) != nil { whole += 1 }
        #expect(whole == boot.events.count - 1)
    }

    @Test func `length fields that lie are refused, at header and event`() throws {
        var writer = try EventLogWriter(banks: [.sha256], vendorInfo: [1])
        let first = writer.bytes.count
        try writer.append(pcr: 4, type: .ipl, measuring: [1, 2, 3])
        let bytes = writer.bytes
        // Header: event size, number of algorithms, vendor information's size. Event: digest count, event size.
        for field in [(28, 4), (56, 4), (64, 1), (first + 8, 4), (first + 46, 4)] {
            for value in lies(bytes, field.0, field.1) {
                var changed = bytes
                changed.replaceSubrange(field.0..<(field.0 + field.1), with: value)
                #expect(throws: WireError.self, "field at \(field.0): \(value)") { try EventLog(parsing: changed) }
            }
        }
    }

    @Test func `an undeclared algorithm, and one given twice, are refused at their place`() throws {
        var writer = try EventLogWriter(banks: [.sha1, .sha256])
        let at = writer.bytes.count + 12
        try writer.append(pcr: 4, type: .ipl, measuring: [1])
        var undeclared = writer.bytes
        undeclared[at] = 0x0C
        #expect(throws: WireError(.badValue, at: at)) { try EventLog(parsing: undeclared) }

        var once = try EventLogWriter(banks: [.sha256, .sm3_256])
        let second = once.bytes.count + 12 + 34
        let digest = [UInt8](repeating: 1, count: 32)
        try once.append(pcr: 4, type: .ipl, data: [], digests: [.sha256: digest, .sm3_256: digest])
        var twice = once.bytes
        twice[second] = 0x0B
        #expect(throws: WireError(.badValue, at: second)) { try EventLog(parsing: twice) }
    }

    @Test func `a PCR that does not exist is refused, but not for an event that is not extended`() throws {
        var writer = try EventLogWriter(banks: [.sha256])
        let at = writer.bytes.count
        try writer.append(pcr: 0, type: .ipl, measuring: [1])
        var bytes = writer.bytes
        bytes.replaceSubrange(at..<(at + 4), with: [24, 0, 0, 0])
        #expect(throws: WireError(.badValue, at: at)) { try EventLog(parsing: bytes) }
        bytes.replaceSubrange(at..<(at + 8), with: [0xFF, 0xFF, 0xFF, 0xFF, 3, 0, 0, 0])
        #expect(try EventLog(parsing: bytes).replay(.sha256).isEmpty)
    }

    @Test func `every limit is enforced`() throws {
        let bytes = try SampleBoot(banks: [.sha1, .sha256]).bytes()
        let count = try EventLog(parsing: bytes).eventCount
        #expect(throws: Never.self) { try EventLog(parsing: bytes, limits: EventLogLimits(events: count)) }
        for limits in [
            EventLogLimits(logBytes: bytes.count - 1), EventLogLimits(events: count - 1),
            EventLogLimits(eventDataBytes: 10), EventLogLimits(algorithms: 1),
        ] {
            #expect { try EventLog(parsing: bytes, limits: limits) } throws: { ($0 as? WireError)?.reason == .tooLong }
        }
    }

    @Test(arguments: [0x00, 0xFF] as [UInt8], [1, 3, 64, 4096])
    func `padding is refused unless its erratum is allowed, and then reported`(octet: UInt8, count: Int) throws {
        let boot = try SampleBoot()
        for bytes in [try boot.bytes(), try boot.legacyBytes()] {
            let padded = bytes + [UInt8](repeating: octet, count: count)
            #expect(throws: WireError(.trailingBytes, at: bytes.count)) { try EventLog(parsing: padded) }
            let log = try EventLog(parsing: padded, errata: [.trailingPadding])
            #expect(log.errataUsed == [.trailingPadding])
            #expect(log.eventCount == (try EventLog(parsing: bytes).eventCount))
            #expect(throws: WireError.self) { try EventLog(parsing: padded + [0x55], errata: [.trailingPadding]) }
        }
    }

    @Test func `vendor information behind the header's size needs its erratum`() throws {
        var bytes = try EventLogWriter(banks: [.sha256], vendorInfo: [1, 2, 3, 4]).bytes
        bytes[28] -= 4
        #expect(throws: WireError(.truncated, at: bytes.count - 4)) { try EventLog(parsing: bytes) }
        let log = try EventLog(parsing: bytes, errata: [.vendorInfoNotCounted])
        #expect(log.errataUsed == [.vendorInfoNotCounted])
        #expect(log.header?.vendorInfo == [1, 2, 3, 4])
    }

    @Test func `a startup locality is taken once, before PCR 0, and only if it exists`() throws {
        #expect(try SampleBoot(locality: 3).log().startupLocality == StartupLocality(3))
        #expect(throws: WireError.self) { try SampleBoot(locality: 1).log() }
        for late in [false, true] {
            var writer = try EventLogWriter(banks: [.sha256])
            try late ? _ = writer.append(pcr: 0, type: .ipl, measuring: [1]) : writer.append(StartupLocality(3))
            let at = writer.bytes.count
            try writer.append(StartupLocality(3))
            #expect(throws: WireError(.badValue, at: at)) { try EventLog(parsing: writer.bytes) }
        }
    }

    @Test func `the writer refuses digests that are not those of its banks`() throws {
        var writer = try EventLogWriter(banks: [.sha256, .sha384])
        let before = writer.bytes
        let digest = try HashAlgorithm.sha256.digest([])
        #expect(throws: WireError.self) { try writer.append(pcr: 0, type: .ipl, data: [], digests: [.sha256: digest]) }
        #expect(throws: WireError.self) {
            try writer.append(pcr: 0, type: .ipl, data: [], digests: [.sha256: digest, .sha384: digest])
        }
        #expect(throws: WireError.self) { try writer.append(pcr: 24, type: .ipl, measuring: []) }
        #expect(writer.bytes == before)
        #expect(throws: WireError.self) { try EventLogWriter(banks: []) }
        #expect(throws: WireError.self) { try EventLogWriter(banks: [.sha256, .sha256]) }
        #expect(throws: WireError.self) { try EventLogWriter(banks: [HashAlgorithm(rawValue: 0xBEEF)]) }
    }

    @Test func `every single octet changed ends in an error or a log that no longer replays, or shows no other fact`()
        throws
    {
        let boot = try SampleBoot()
        let bytes = try boot.bytes()
        let quoted = try boot.pcrs(.sha256)
        let good = try EventLog(parsing: bytes).verified(bank: .sha256, pcrs: quoted)
        let state = try good.events.secureBootState().get()
        let digests = good.events.map(\.digests)
        for at in bytes.indices {
            var changed = bytes
            changed[at] ^= 0x01
            guard let log = try? EventLog(parsing: changed) else { continue }
            let verification = log.verified(bank: .sha256, pcrs: quoted)
            guard verification.holds else { continue }
            #expect(verification.events.map(\.digests) == digests)
            if case .success(let other) = verification.events.secureBootState() {
                #expect(other == state, "octet \(at)")
            }
        }
    }
}
