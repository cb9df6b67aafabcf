import API
import HTTPTypes
import Lab
import LabSupport
import Model
import StoreSQLite
import Synchronization
import TPM2
import TPMTransport
import Testing
import Wire

@testable import Service

/// The device's clock, counters and what the operator may do about them.
@Suite(.serialized) struct ClockTests {
    /// Before each of the first `times` commits of an attestation, another quote of the same device is accepted.
    private func contended(_ times: Int, _ commits: Counter) -> @Sendable (SQLiteStore) -> any Store {
        { base in
            InterveningStore(base: base) { store, changes in
                for case .advanceClock(let id, let old?, _) in changes {
                    guard commits.next() <= times else { return }
                    var newer = old
                    newer.clock += 1
                    try await store.commit(
                        [.advanceClock(device: id, from: old, to: newer)],
                        evidence: [],
                        tenant: .default
                    )
                }
            }
        }
    }

    @Test func `evidence is judged again when the clock advanced meanwhile, and given up when it always does`()
        async throws
    {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.prepare(device)
                for times in [0, 1, 3] {
                    let commits = Counter()
                    let evidence = try device.evidence(try await service.nonce(id))
                    try await withService(onto: service, through: contended(times, commits)) { busy in
                        let answer = try await busy.post("/v1/devices/\(id)/attestations", evidence)
                        #expect(try answer.json(AttestationAnswer.self).status == "affirming")
                    }
                    // Each contention cost one more try; without any there was one.
                    #expect(commits.count == times + 1)
                }
                let evidence = try device.evidence(try await service.nonce(id))
                let size = try await service.store.ledgerSize(tenant: .default)
                let commits = Counter()
                try await withService(onto: service, through: contended(.max, commits)) { busy in
                    let answer = try await busy.post("/v1/devices/\(id)/attestations", evidence)
                    #expect(answer.status == 409 && answer.problem == "conflict")
                }
                #expect((2...16).contains(commits.count))
                // Nothing of it was stored, not even the nonce: the same evidence serves once there is peace.
                #expect(try await service.store.ledgerSize(tenant: .default) == size)
                let answer: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", evidence)
                    .json()
                #expect(answer.status == "affirming")
                try await service.audit()
            }
        }
    }

    @Test func `a device that attests in parallel with itself is answered each time, and its clock only advances`()
        async throws
    {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.prepare(device)
                for _ in 0..<4 {
                    var evidence: [AttestationEvidence] = []
                    for _ in 0..<4 { evidence.append(try device.evidence(try await service.nonce(id))) }
                    let before = try await service.evidence(id).count
                    let answers = try await withThrowingTaskGroup(of: (Int, ServiceUnderTest.Answer).self) { group in
                        for (place, one) in evidence.enumerated() {
                            group.addTask { (place, try await service.post("/v1/devices/\(id)/attestations", one)) }
                        }
                        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                    }
                    var recorded = 0
                    for (place, answer) in answers.sorted(by: { $0.key < $1.key }) {
                        // Four at once can use up the tries; then it says so, and nothing happened.
                        if answer.problem == "conflict" { continue }
                        recorded += 1
                        let answer: AttestationAnswer = try answer.json()
                        // An older quote may come after a newer one, and is then refused for its clock alone.
                        let codes = Set(answer.findings.filter { $0.hasPrefix("failed") }.map(findingCode))
                        #expect(answer.status == "affirming" ? codes.isEmpty : codes == ["quote.clock"])
                        if place == evidence.count - 1 { #expect(answer.status == "affirming") }
                    }
                    #expect(recorded > 0)
                    #expect(try await service.evidence(id).count == before + recorded)
                    let stored = try #require(try await service.store.device(id: id, tenant: .default)?.clock)
                    let clocks = try evidence.map { try Attest([UInt8]($0.quote)).clockInfo.clock }
                    #expect(clocks.contains(stored.clock))
                    if answers[evidence.count - 1]?.problem == nil { #expect(stored.clock == clocks.max()) }
                }
                try await service.audit()
            }
        }
    }

    @Test func `counters that start again are refused until the operator accepts it, which is recorded`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.prepare(device)
                let before: DeviceMessage = try await service.asOperator(.get, "/v1/devices/\(id)").json()
                let clock = try #require(before.clock)

                try Self.clear(tpm)
                let refused = try await service.attest(device, id)
                #expect(refused.status == "contraindicated")
                let codes = Set(refused.findings.filter { $0.hasPrefix("failed") }.map(findingCode))
                #expect(!codes.isEmpty && codes.isSubset(of: ["quote.reset", "quote.restart", "quote.clock"]))

                let uri = "/v1/devices/\(id)/reset-clock"
                #expect(try await service.send(.post, uri).status == 401)
                #expect(try await service.attest(device, id).status == "contraindicated")
                let reset = try await service.asOperator(.post, uri)
                #expect(reset.status == 200)
                #expect(try reset.json(DeviceMessage.self).clock == nil)
                let record = try #require(try await service.evidence(id).last)
                #expect(record.kind == "device.clock-reset" && record.evidenceClass == .claimed)
                #expect(record.fields["clock"] == String(clock.clock))
                #expect(record.fields["resetCount"] == String(clock.resetCount))

                #expect(try await service.attest(device, id).status == "affirming")
                let after: DeviceMessage = try await service.asOperator(.get, "/v1/devices/unit").json()
                #expect(after.clock != nil && after.clock?.clock != clock.clock)
                // By its name as well; a second time it resets what is there, without harm.
                #expect(try await service.asOperator(.post, "/v1/devices/unit/reset-clock").status == 200)
                #expect(try await service.asOperator(.post, "/v1/devices/nobody/reset-clock").status == 404)
                #expect(try await service.asOperator(.post, "/v1/devices/unit/retire").status == 200)
                #expect(try await service.asOperator(.post, "/v1/devices/unit/reset-clock").status == 409)
                try await service.audit()
            }
        }
    }

    /// TPM2_Clear: clock and counters begin at 0; the endorsement seed, and with it both keys, stays.
    private static func clear(_ lab: LabTPM) throws {
        let transport = try lab.connect()
        defer { transport.close() }
        _ = try TPM(transport).execute(Clear(authHandle: Entity(.lockout)), auth: .empty)
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    @discardableResult
    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
