import Digests
import EventLog
import Testing
import Wire

@Suite struct VerificationTests {
    @Test(arguments: [nil, 0, 3, 4] as [UInt8?])
    func `a whole log replays in every bank, from any startup locality`(locality: UInt8?) throws {
        let boot = try SampleBoot(banks: [.sha1, .sha256, .sha384, .sha512], locality: locality)
        let log = try boot.log()
        for bank in boot.banks { #expect(try log.replay(bank) == boot.pcrs(bank)) }
        let verification = log.verified(against: [.sha256: try boot.pcrs(.sha256), .sha384: try boot.pcrs(.sha384)])
        #expect(verification.holds)
        #expect(verification.events.count == boot.events.count)
        #expect(verification.events.allSatisfy { Set($0.digests.keys) == [.sha256, .sha384] })
        #expect(verification.events.contradictions.isEmpty)
        #expect(verification.unquotedPCRs.isEmpty)
        #expect(verification.errataUsed.isEmpty)
    }

    @Test func `a legacy log replays`() throws {
        let boot = try SampleBoot()
        let log = try EventLog(parsing: boot.legacyBytes())
        #expect(log.format == .sha1Legacy)
        #expect(log.verified(bank: .sha1, pcrs: try boot.pcrs(.sha1)).holds)
        #expect(throws: ReplayObstacle.bankNotInLog) { try log.replay(.sha256) }
    }

    @Test func `an H-CRTM event starts PCR 0 at 4`() throws {
        var writer = try EventLogWriter(banks: [.sha256])
        let digests = try writer.append(pcr: 0, type: .efiHCRTMEvent, measuring: Array("HCRTM".utf8))
        let start = [UInt8](repeating: 0, count: 31) + [4]
        let expected = try HashAlgorithm.sha256.digest(start, #require(digests[.sha256]))
        #expect(try EventLog(parsing: writer.bytes).replay(.sha256) == [0: expected])
    }

    @Test func `nothing is verified when nothing was quoted`() throws {
        let boot = try SampleBoot()
        let verification = try boot.log().verified(against: [:])
        #expect(!verification.holds)
        #expect(verification.events.isEmpty)
        #expect(verification.unquotedPCRs == [0, 1, 2, 3, 4, 5, 6, 7, 8])
    }

    @Test func `events come out only for the PCRs that were quoted and match`() throws {
        let boot = try SampleBoot()
        let quoted = try boot.pcrs(.sha256)
        var wrong = quoted.filter { [4, 7].contains($0.key) }
        wrong[4]?[0] ^= 1
        let verification = try boot.log().verified(bank: .sha256, pcrs: wrong)
        #expect(!verification.holds)
        #expect(verification.events.pcrs == [7])
        #expect(verification.events.allSatisfy { $0.pcr == 7 })
        #expect(verification.events.events(inPCR: 4) == nil)
        #expect(verification.events.loadedImages() == nil)
        let mismatch = try #require(verification.mismatches.first)
        #expect(mismatch.pcr == 4 && mismatch.bank == .sha256 && mismatch.obstacle == nil)
        #expect(mismatch.replayed == quoted[4] && mismatch.quoted == wrong[4])
    }

    @Test func `a PCR that fails in one bank is not verified by another`() throws {
        let boot = try SampleBoot(banks: [.sha1, .sha256])
        var sha256 = try boot.pcrs(.sha256)
        sha256[7]?[3] ^= 1
        let verification = try boot.log().verified(against: [.sha1: try boot.pcrs(.sha1), .sha256: sha256])
        #expect(verification.mismatches.map(\.pcr) == [7])
        #expect(verification.events.events(inPCR: 7) == nil)
        #expect(verification.events.events(inPCR: 4) != nil)
    }

    @Test func `only the digests of quoted banks come out`() throws {
        let boot = try SampleBoot(banks: [.sha1, .sha256])
        let verification = try boot.log().verified(bank: .sha256, pcrs: try boot.pcrs(.sha256))
        #expect(verification.events.allSatisfy { Array($0.digests.keys) == [.sha256] })
    }

    @Test func `obstacles are named`() throws {
        let boot = try SampleBoot()
        let log = try boot.log()
        let value = [UInt8](repeating: 0, count: 32)
        func obstacle(_ bank: HashAlgorithm, _ pcr: Int, _ value: [UInt8]) -> ReplayObstacle? {
            log.verified(bank: bank, pcrs: [pcr: value]).mismatches.first?.obstacle
        }
        #expect(obstacle(.sha384, 0, value) == .bankNotInLog)
        #expect(obstacle(.sha256, 0, [1]) == .wrongSize)
        #expect(obstacle(.sha256, 0, []) == .wrongSize)
        #expect(obstacle(.sha256, 24, value) == .noSuchPCR)
        #expect(obstacle(.sha256, -1, value) == .noSuchPCR)

        var sm3 = try EventLogWriter(banks: [.sm3_256])
        try sm3.append(pcr: 0, type: .ipl, data: [], digests: [.sm3_256: value])
        #expect(throws: ReplayObstacle.notComputable) { try EventLog(parsing: sm3.bytes).replay(.sm3_256) }
    }

    @Test func `an event without a digest for the bank stops that PCR's replay`() throws {
        // Written by hand: two algorithms declared, an event with one.
        var writer = try EventLogWriter(banks: [.sha1, .sha256])
        try writer.append(pcr: 1, type: .ipl, measuring: [1])
        var write = WireWriter(order: .little)
        write(UInt32(0), EventType.ipl, UInt32(1), HashAlgorithm.sha1)
        write.append([UInt8](repeating: 1, count: 20))
        write(UInt32(0))
        let log = try EventLog(parsing: writer.bytes + write.finish())
        #expect(throws: ReplayObstacle.digestMissing(event: 2)) { try log.replay(.sha256) }
        #expect(throws: Never.self) { try log.replay(.sha1) }
        let zero = [UInt8](repeating: 0, count: 32)
        #expect(log.verified(bank: .sha256, pcrs: [0: zero]).mismatches.first?.obstacle == .digestMissing(event: 2))
    }

    @Test func `PCRs that no event extends match their reset value only`() throws {
        let log = try SampleBoot().log()
        let zeros = [UInt8](repeating: 0, count: 32)
        let ones = [UInt8](repeating: 0xFF, count: 32)
        #expect(log.verified(bank: .sha256, pcrs: [16: zeros, 17: ones, 22: ones, 23: zeros]).holds)
        #expect(!log.verified(bank: .sha256, pcrs: [17: zeros]).holds)
        #expect(!log.verified(bank: .sha256, pcrs: [23: ones]).holds)
    }

    // MARK: What an attacker does to a log

    @Test func `one event's digest changed is a mismatch of its PCR`() throws {
        var boot = try SampleBoot()
        let quoted = try boot.pcrs(.sha256)
        let index = try boot.index { $0.type == .efiBootServicesApplication }
        boot.events[index].measured = Array("evil".utf8)
        let verification = try boot.log().verified(bank: .sha256, pcrs: quoted)
        #expect(verification.mismatches.map(\.pcr) == [4])
    }

    @Test func `an event dropped, or two reordered, is a mismatch`() throws {
        let boot = try SampleBoot()
        let quoted = try boot.pcrs(.sha256)
        for index in boot.events.indices {
            var dropped = boot
            let pcr = dropped.events.remove(at: index).pcr
            #expect(try dropped.log().verified(bank: .sha256, pcrs: quoted).mismatches.map(\.pcr) == [pcr])
        }
        var reordered = boot
        let first = try boot.index { $0.measured == Array("loader".utf8) }
        let second = try boot.index { $0.measured == Array("kernel".utf8) }
        reordered.events.swapAt(first, second)
        #expect(try reordered.log().verified(bank: .sha256, pcrs: quoted).mismatches.map(\.pcr) == [4])
    }

    @Test func `an event relabelled as not extended is a mismatch`() throws {
        var boot = try SampleBoot()
        let quoted = try boot.pcrs(.sha256)
        let index = try boot.index { $0.type == .efiBootServicesApplication }
        boot.events[index].type = .noAction
        #expect(try boot.log().verified(bank: .sha256, pcrs: quoted).mismatches.map(\.pcr) == [4])
    }

    @Test(arguments: [.separator, .efiAction, .efiVariableDriverConfig, .sCRTMVersion] as [EventType])
    func `an image relabelled as data replays, is told as contradicted, and stays an image`(label: EventType) throws {
        var boot = try SampleBoot()
        let quoted = try boot.pcrs(.sha256)
        let index = try boot.index { $0.measured == Array("kernel".utf8) }
        boot.events[index].type = label
        boot.events[index].data = [0, 0, 0, 0]
        let verification = try boot.log().verified(bank: .sha256, pcrs: quoted)
        #expect(verification.holds)
        #expect(verification.events.contradictions.map(\.index) == [index + 1])
        #expect(verification.events[index].verifiedData == nil)
        #expect(verification.events[index].measurement == nil)
        let images = try #require(verification.events.loadedImages())
        #expect(try images.contains { $0.digests[.sha256] == (try HashAlgorithm.sha256.digest(Array("kernel".utf8))) })
    }

    @Test func `an image whose hashed octets are presented as an action is still an image`() throws {
        var boot = try SampleBoot()
        let quoted = try boot.pcrs(.sha256)
        let index = try boot.index { $0.measured == Array("kernel".utf8) }
        boot.events[index].type = .efiAction
        boot.events[index].data = boot.events[index].measured
        let events = try boot.log().verified(bank: .sha256, pcrs: quoted).events
        #expect(events.loadedImages()?.map(\.event).contains(index + 1) == true)
    }

    @Test func `a separator under another label, or with other data, is told`() throws {
        for change in [(EventType.ipl, [0, 0, 0, 0] as [UInt8]), (.separator, [1, 1, 1, 1]), (.postCode, [])] {
            var boot = try SampleBoot()
            let quoted = try boot.pcrs(.sha256)
            let index = try boot.index { $0.pcr == 4 && $0.type == .separator }
            boot.events[index].type = change.0
            boot.events[index].data = change.1
            let events = try boot.log().verified(bank: .sha256, pcrs: quoted).events
            #expect(events[index].measurement == .separator)
            #expect(events.contradictions.map(\.index) == [index + 1])
            #expect(events[index].verifiedData == nil)
        }
    }

    @Test func `a boot order that has the error separator's octets is not taken for one`() throws {
        var boot = try SampleBoot()
        let order = try SampleBoot.variable(.globalVariable, "BootOrder", [1, 0, 0, 0])
        boot.events.insert(.init(1, .efiVariableBoot, order, measured: [1, 0, 0, 0]), at: 0)
        let events = try boot.log().verified(bank: .sha256, pcrs: try boot.pcrs(.sha256)).events
        #expect(events.contradictions.isEmpty)
        #expect(events[0].measurement == nil)
        #expect(events[0].verifiedData == nil)
    }

    @Test func `data of an event whose digest does not cover it is never verified`() throws {
        let boot = try SampleBoot()
        let events = try boot.log().verified(bank: .sha256, pcrs: try boot.pcrs(.sha256)).events
        let image = try #require(events.first { $0.claimedType == .efiBootServicesApplication })
        #expect(image.verifiedData == nil && !image.claimedData.isEmpty)
        let version = try #require(events.first { $0.claimedType == .sCRTMVersion })
        #expect(version.verifiedData == Array("1.0".utf8))
        let ipl = try #require(events.first { $0.claimedType == .ipl })
        #expect(ipl.verifiedData == nil && !ipl.isContradicted)
    }

    @Test func `loaded images carry their digest, and the path as a claim`() throws {
        let boot = try SampleBoot()
        let events = try boot.log().verified(bank: .sha256, pcrs: try boot.pcrs(.sha256)).events
        let images = try #require(events.loadedImages())
        #expect(images.map(\.pcr) == [2, 4, 4])
        #expect(images.last?.claimedPath == SampleBoot.kernelPath)
        #expect(images.last?.digests == [.sha256: try HashAlgorithm.sha256.digest(Array("kernel".utf8))])
    }

    @Test func `missing ExitBootServices events need their erratum, in exactly three forms`() throws {
        let tail: [[Measurement]] = [
            [.exitBootServicesInvocation, .exitBootServicesSuccess],
            [.exitBootServicesInvocation, .exitBootServicesFailure],
            [.exitBootServicesInvocation, .exitBootServicesFailure, .exitBootServicesSuccess],
            [.exitBootServicesInvocation],
            [.callingApplication],
        ]
        for (form, measurements) in tail.enumerated() {
            var boot = try SampleBoot()
            boot.events.removeLast(2)
            let bytes = try boot.bytes()
            boot.events += measurements.map { .init(5, .efiAction, $0.data) }
            let quoted = try boot.pcrs(.sha256)
            let strict = try EventLog(parsing: bytes).verified(bank: .sha256, pcrs: quoted)
            #expect(strict.mismatches.map(\.pcr) == [5])
            let lenient = try EventLog(parsing: bytes, errata: [.exitBootServicesEventsMissing])
                .verified(bank: .sha256, pcrs: quoted)
            #expect(lenient.holds == (form < 3))
            #expect(lenient.errataUsed == (form < 3 ? [.exitBootServicesEventsMissing] : []))
        }
    }
}
