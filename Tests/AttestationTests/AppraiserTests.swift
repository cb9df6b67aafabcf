import Attestation
import Digests
import EventLog
import Model
import TPM2
import Testing

/// A device that boots, honestly or not: PCRs are what its measurements lead to, and its log says what it likes.
private struct Boot {
    struct Event {
        var pcr: Int
        var type: EventType
        var data: [UInt8]
        var digest: [UInt8]
    }

    var events: [Event]

    init(kernel: String = "kernel v1") throws {
        events = []
        try add(0, .sCRTMVersion, [UInt8]("crtm 1".utf8), of: [UInt8]("crtm 1".utf8))
        try add(4, .efiBootServicesApplication, Array(repeating: 1, count: 32), of: [UInt8]("bootloader".utf8))
        try add(4, .separator, [0, 0, 0, 0], of: [0, 0, 0, 0])
        try add(8, .ipl, [UInt8]("kernel".utf8), of: [UInt8](kernel.utf8))
        try add(8, .ipl, [UInt8]("initrd".utf8), of: [UInt8]("initrd".utf8))
    }

    private mutating func add(_ pcr: Int, _ type: EventType, _ data: [UInt8], of object: [UInt8]) throws {
        events.append(Event(pcr: pcr, type: type, data: data, digest: try HashAlgorithm.sha256.digest(object)))
    }

    func values() throws -> PCRValues {
        var values = PCRValues([.sha256: [:]])
        for pcr in [0, 4, 8] { values[.sha256, pcr] = [UInt8](repeating: 0, count: 32) }
        for event in events {
            values[.sha256, event.pcr] = try HashAlgorithm.sha256.digest(
                values[.sha256, event.pcr] ?? [],
                event.digest
            )
        }
        return values
    }

    func log() throws -> [UInt8] {
        var log = try EventLogWriter(banks: [.sha256])
        for event in events {
            try log.append(pcr: event.pcr, type: event.type, data: event.data, digests: [.sha256: event.digest])
        }
        return log.bytes
    }
}

@Suite struct AppraiserTests {
    private static let nonce = [UInt8](repeating: 7, count: 32)

    private static func policy(_ affirmSimulated: Bool = true) -> AppraisalPolicy {
        AppraisalPolicy(
            name: "lab",
            reference: "r",
            bank: .sha256,
            pcrs: [0, 4, 8],
            affirmSimulatedRoot: affirmSimulated
        )
    }

    private static func reference() throws -> ReferenceValues {
        let good = try Boot()
        return try ReferenceValues(learning: good.values(), bank: .sha256, log: good.log())
    }

    private func appraise(
        _ boot: Boot? = nil,
        log: Boot? = nil,
        rawLog: [UInt8]? = nil,
        withoutLog: Bool = false,
        policy: AppraisalPolicy = policy(),
        reference: ReferenceValues?? = .none,
        simulated: Bool = true
    ) throws -> AttestationResult {
        let boot = try boot ?? Boot()
        let reference = try reference ?? Self.reference()
        var forger = Forger()
        forger.values = try boot.values()
        let appraiser = Appraiser(
            key: try forger.attestationKey(),
            hierarchy: .endorsement,
            policy: policy,
            reference: reference,
            simulatedRoot: simulated
        )
        let evidence = Evidence(
            quote: try forger.quote(),
            values: forger.values,
            log: withoutLog ? nil : try rawLog ?? (log ?? boot).log()
        )
        return appraiser.appraise(evidence, nonce: Self.nonce, previous: nil)
    }

    private func failures(_ result: AttestationResult) -> [Finding.Code] { result.judgement.failures.map(\.code) }

    @Test func `a good boot is affirmed under the lab policy, and the hardware claim stays unasserted`() throws {
        let result = try appraise()
        #expect(result.tier == .affirming)
        #expect(result.vector.hardware == .none)
        #expect(result.vector.executables == .approvedBoot)
        #expect(result.judgement.findings.contains { $0.code == .rootSimulated && $0.severity == .noted })
    }

    @Test func `an emulated root is not affirmed by a policy that does not say so`() throws {
        let result = try appraise(policy: Self.policy(false))
        #expect(result.tier == .warning)
        #expect(failures(result) == [.rootSimulated])
    }

    @Test func `silicon asserts the hardware claim`() throws {
        let result = try appraise(policy: Self.policy(false), simulated: false)
        #expect(result.tier == .affirming)
        #expect(result.vector.hardware == .genuineHardware)
    }

    @Test func `a modified stage is named, with the expected and the found digest`() throws {
        let result = try appraise(try Boot(kernel: "kernel v2"))
        #expect(result.tier == .warning)
        let finding = try #require(result.judgement.failures.first)
        #expect(result.judgement.failures.count == 1)
        #expect(finding.code == .referenceStage)
        #expect(finding.claim.contains("'kernel'"))
        #expect(finding.expected == hex(try HashAlgorithm.sha256.digest([UInt8]("kernel v1".utf8))))
        #expect(finding.found == hex(try HashAlgorithm.sha256.digest([UInt8]("kernel v2".utf8))))
    }

    @Test func `the name of a modified stage comes from the reference, not from the device's log`() throws {
        var boot = try Boot(kernel: "kernel v2")
        boot.events[3].data = [UInt8]("all is well".utf8)
        let result = try appraise(boot)
        #expect(result.judgement.failures.first?.claim.contains("'kernel'") == true)
        #expect(!result.judgement.findings.contains { "\($0)".contains("all is well") })
    }

    @Test func `a stage left out, added or exchanged is found`() throws {
        var boot = try Boot()
        boot.events.removeLast()
        #expect(try failures(appraise(boot)) == [.referenceStage])
        boot = try Boot()
        boot.events.append(boot.events[4])
        #expect(try failures(appraise(boot)) == [.referenceStage])
        boot = try Boot()
        boot.events.swapAt(3, 4)
        #expect(try failures(appraise(boot)) == [.referenceStage])
    }

    @Test func `a log with one event changed, dropped or reordered does not lead to the quote`() throws {
        let boot = try Boot()
        var log = boot
        log.events[3].digest[0] ^= 1
        #expect(try failures(appraise(boot, log: log)) == [.logReplay])
        log = boot
        log.events.remove(at: 1)
        #expect(try failures(appraise(boot, log: log)) == [.logReplay])
        log = boot
        log.events.swapAt(3, 4)
        #expect(try failures(appraise(boot, log: log)) == [.logReplay])
    }

    @Test func `a log that is contradicted is contraindicated, though the PCRs are good`() throws {
        var log = try Boot()
        log.events[3].digest[0] ^= 1
        #expect(try appraise(log: log).tier == .contraindicated)
    }

    @Test func `an event relabelled, in either direction, is found`() throws {
        var log = try Boot()
        log.events[3].type = .separator
        #expect(try failures(appraise(log: log)).contains(.logEvent))
        log = try Boot()
        log.events[2].type = .ipl
        #expect(try failures(appraise(log: log)).contains(.logEvent))
        log = try Boot()
        log.events[3].type = .efiBootServicesApplication
        #expect(try failures(appraise(log: log)) == [.logEvent])
    }

    @Test func `an event's data changed where its digest is defined over it is found`() throws {
        var log = try Boot()
        log.events[0].data = [UInt8]("crtm 9".utf8)
        #expect(try failures(appraise(log: log)) == [.logEvent])
    }

    @Test func `a log cut at any byte is refused, and never affirmed`() throws {
        let bytes = try Boot().log()
        for length in 0..<bytes.count {
            let result = try appraise(rawLog: Array(bytes.prefix(length)))
            #expect(result.tier != .affirming, "cut at \(length)")
            #expect(failures(result).contains { $0 == .logStructure || $0 == .logReplay })
        }
    }

    @Test func `without a log only values are compared`() throws {
        #expect(try appraise(withoutLog: true).tier == .affirming)
        #expect(try failures(appraise(Boot(kernel: "v2"), withoutLog: true)) == [.referenceValue])
    }

    @Test func `without reference values nothing is affirmed`() throws {
        let result = try appraise(reference: .some(nil))
        #expect(result.tier != .affirming)
        #expect(failures(result) == [.referenceMissing])
        #expect(result.verified != nil)
    }

    @Test func `a PCR that the reference does not cover is not affirmed`() throws {
        var reference = try Self.reference()
        reference.registers[.sha256]?[8] = nil
        #expect(try failures(appraise(reference: reference)) == [.referenceMissing])
    }

    @Test func `Secure Boot that is demanded and not shown is refused`() throws {
        var policy = Self.policy()
        policy.requireSecureBoot = true
        #expect(try failures(appraise(policy: policy)) == [.secureBoot])
    }

    @Test func `a boot whose log does not lead to its values cannot be learned`() throws {
        var log = try Boot()
        log.events[3].digest[0] ^= 1
        let bytes = try log.log()
        #expect(throws: BedplateError(.malformed, "")) {
            try ReferenceValues(learning: Boot().values(), bank: .sha256, log: bytes)
        }
    }

    private func hex(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
