import API
import Foundation
import Lab
import LabSupport
import Model
import StoreSQLite
import Testing

@testable import Service

/// What a stranger with a copy of a genuine certificate can, and cannot, do by beginning enrolments.
@Suite(.serialized) struct EnrolmentLimitTests {
    @Test func `enrolments begun without end neither fill the store nor keep the device out`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.enrol(device, anchored: true)
                let request = try device.enrolment("unit")
                let begun: EnrolmentChallenge = try await service.post("/v1/enrolments", request).json()
                let proof = try device.activate(begun)
                // The positive control: fewer than the limit leave it open.
                for _ in 1..<Enrolment.mostOpenOfOneKey {
                    #expect(try await service.post("/v1/enrolments", request).status == 201)
                }
                #expect(try await service.store.enrolment(id: begun.enrolment, tenant: .default) != nil)
                #expect(try await service.post("/v1/enrolments", request).status == 201)
                #expect(try await service.store.enrolment(id: begun.enrolment, tenant: .default) == nil)
                let late = try await service.post("/v1/enrolments/\(begun.enrolment)", proof)
                #expect(late.status == 404)
                #expect(late.problem == "not-found")
                // Whoever begins again gets through.
                #expect(try await service.enrol(device, anchored: false) == id)
            }
        }
    }

    @Test func `when every place is taken an enrolment is put off, until places expire`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.enrol(device, anchored: true)
                let known = try #require(try await service.store.device(id: id, tenant: .default))
                let now = service.clock.now
                let others = (0..<Enrolment.mostOpen).map { number in
                    var candidate = known
                    candidate.endorsementKey = "ek \(number)"
                    return Change.openEnrolment(
                        Enrolment(
                            id: "enr-\(number)",
                            candidate: candidate,
                            proofDigest: [],
                            expiresAt: now.addingTimeInterval(600)
                        ),
                        now: now
                    )
                }
                try await service.store.commit(others, evidence: [], tenant: .default)
                let refused = try await service.post("/v1/enrolments", try device.enrolment("unit"))
                #expect(refused.status == 503)
                #expect(refused.problem == "unavailable")
                #expect(try refused.json(Problem.self).hint != nil)
                service.clock.advance(by: 601)
                #expect(try await service.enrol(device, anchored: false) == id)
            }
        }
    }
}
