import API
import Foundation
import HTTPTypes
import Lab
import LabSupport
import Model
import Testing

@testable import Service

@Suite(.serialized) struct LearnReferenceTests {
    @Test func `only the boot that was looked at is learned`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.enrol(device, anchored: true)
                #expect(try await service.asOperator(.get, "/v1/devices/\(id)/boot").status == 404)
                _ = try await service.attest(device, id)
                let looked = try await service.boot(id)
                #expect(looked.device == id)
                #expect(looked.policy == "lab")
                #expect(!looked.affirming)
                #expect(looked.registers.map(\.pcr) == [0, 4, 9])
                let records = try await service.evidence(id)
                #expect(records.last { $0.kind == "evidence.appraised" }?.rawSHA256 == looked.quote)

                // Something else boots between the look and the request.
                try tpm.tamper(.bootloader)
                try tpm.boot()
                _ = try await service.attest(device, id)
                let raced = try await service.learn(id, quote: looked.quote)
                #expect(raced.status == 409)
                #expect(raced.problem == "conflict")
                #expect(try await service.asOperator(.get, "/v1/documents/reference/lab-device").status == 404)
                // The positive control: named as it is, it is learned; in capitals, too.
                let now = try await service.boot(id)
                #expect(now.quote != looked.quote)
                let changed = zip(now.registers, looked.registers).filter { $0.value != $1.value }.map(\.0.pcr)
                #expect(changed == [4])
                #expect(try await service.learn(id, quote: now.quote.uppercased()).status == 200)
            }
        }
    }

    @Test func `a request that names no quote, or something else, is malformed`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.enrol(device, anchored: true)
                _ = try await service.attest(device, id)
                for quote in ["", "00", "zz", String(repeating: "0", count: 63), String(repeating: "g", count: 64)] {
                    #expect(try await service.learn(id, quote: quote).problem == "malformed")
                }
                let old = Array(#"{"device":"\#(id)"}"#.utf8)
                let answer = try await service.asOperator(.post, "/v1/references/lab-device/learn", old)
                #expect(answer.problem == "malformed")
                #expect(try await service.learn(id, quote: String(repeating: "0", count: 64)).status == 409)
            }
        }
    }
}
