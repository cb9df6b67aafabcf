import API
import HTTPTypes
import Lab
import LabSupport
import Ledger
import Model
import StoreSQLite
import Testing

@testable import Service

@Suite(.serialized) struct TenantTests {
    @Test func `two tenants on one store use the same names, and neither sees anything of the other`() async throws {
        let other = Tenant("other")
        try await withService { one in
            try await withService(tenant: other, onto: one) { two in
                try await withLab { lab in
                    try await withLabTPM(in: lab, name: "one") { first in
                        try await withLabTPM(in: lab, name: "two") { second in
                            let mine = TestDevice(lab: first)
                            let id = try await one.prepare(mine)
                            #expect(
                                try await one.asOperator(.put, "/v1/secrets/key?policy=lab", [1, 2, 3]).status == 204
                            )
                            // As if nothing were there yet.
                            for uri in ["devices", "anchors", "secrets", "documents/policy", "documents/reference"] {
                                #expect(try await two.asOperator(.get, "/v1/" + uri).body == Array("[]".utf8), "\(uri)")
                                #expect(try await one.asOperator(.get, "/v1/" + uri).body.count > 2, "\(uri)")
                            }
                            #expect(try await two.store.ledgerSize(tenant: other) == 0)
                            try await Self.expectAbsent(id, two)

                            // The same names again, for another device of the same maker.
                            let theirs = TestDevice(lab: second)
                            let their = try await two.prepare(theirs)
                            #expect(their != id)
                            try await Self.expectAbsent(id, two)
                            try await Self.expectAbsent(their, one)
                            for (service, own) in [(one, id), (two, their)] {
                                let byName: DeviceMessage = try await service.asOperator(.get, "/v1/devices/unit")
                                    .json()
                                #expect(byName.id == own)
                                let all: [DeviceMessage] = try await service.asOperator(.get, "/v1/devices").json()
                                #expect(all.map(\.id) == [own])
                                #expect(try await service.evidence(own).allSatisfy { $0.subject.device == own })
                            }
                            // A secret of one tenant is none of the other's; each affirms its own device.
                            let without = try await two.attest(theirs, their, secret: "key")
                            #expect(without.sealed == nil)
                            #expect(without.findings.map(findingCode).contains("release.secret"))
                            #expect(try await one.attest(mine, id, secret: "key").sealed != nil)
                            // One TPM is never a device of two tenants, and who holds it is not said.
                            let taken = try await two.post("/v1/enrolments", try mine.enrolment("stranger"))
                            #expect(taken.status == 409)
                            #expect(!String(decoding: taken.body, as: UTF8.self).contains(id))
                            try await Self.expectOwnLedgers(one, two, other)
                        }
                    }
                }
            }
        }
    }

    private static func expectAbsent(_ id: String, _ service: ServiceUnderTest) async throws {
        for uri in ["", "/evidence", "/attestation"] {
            #expect(try await service.asOperator(.get, "/v1/devices/\(id)" + uri).status == 404)
        }
        for uri in ["/retire", "/reset-clock"] {
            #expect(try await service.asOperator(.post, "/v1/devices/\(id)" + uri).status == 404)
        }
        #expect(try await service.post("/v1/devices/\(id)/nonces", NonceRequest(policy: "lab")).status == 404)
    }

    private static func expectOwnLedgers(_ one: ServiceUnderTest, _ two: ServiceUnderTest, _ other: Tenant) async throws
    {
        var keys: Set<String> = []
        for (service, tenant) in [(one, Tenant.default), (two, other)] {
            let key = try service.keys.ledgerVerifierKey(tenant)
            let described: ServiceDescription = try await service.send(.get, "/v1/service").json()
            #expect(described.ledgerKey == key.description)
            keys.insert(described.ledgerKey)
            let note = String(decoding: try await service.send(.get, "/v1/ledger/checkpoint").body, as: UTF8.self)
            let judgement = try await LedgerAudit(key: key, since: [note]).judge(service.store, tenant: tenant)
            #expect(judgement.holds, "\(judgement.failures)")
            // The positive control: one tenant's checkpoint says nothing of the other's ledger.
            let wrong = tenant == other ? Tenant.default : other
            #expect(!(try await LedgerAudit(key: key, since: [note]).judge(service.store, tenant: wrong).holds))
        }
        #expect(keys.count == 2)
    }
}
