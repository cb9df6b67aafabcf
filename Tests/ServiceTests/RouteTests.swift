import API
import Digests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import KeyStore
import Ledger
import Model
import PKIX
import StoreSQLite
import TPM2
import Testing
import Wire

@testable import Service

struct RouteTests {
    @Test func `health, readiness and the description need no token`() async throws {
        try await withService { service in
            #expect(try await service.send(.get, "/healthz").status == 200)
            #expect(try await service.send(.get, "/readyz").status == 200)
            let description: ServiceDescription = try await service.send(.get, "/v1/service").json()
            #expect(description.resultKey.crv == "P-256")
            #expect([UInt8](description.issuer) == service.keys.authority.certificate.der)
            #expect(description.ledgerKey == (try service.keys.ledgerVerifierKey(.default).description))
            let checkpoint = try await service.send(.get, "/v1/ledger/checkpoint")
            #expect(checkpoint.status == 200)
            #expect(String(decoding: checkpoint.body, as: UTF8.self).hasPrefix("bedplate/"))
        }
    }

    /// Each of the operator's routes.
    static let operatorRoutes: [(HTTPRequest.Method, String)] = [
        (.get, "/v1/devices"), (.get, "/v1/devices/x"), (.post, "/v1/devices/x/retire"),
        (.post, "/v1/devices/x/reset-clock"), (.get, "/v1/devices/x/evidence"), (.get, "/v1/devices/x/attestation"),
        (.get, "/v1/devices/x/boot"),
        (.get, "/v1/anchors"), (.post, "/v1/anchors"), (.delete, "/v1/anchors/00"), (.get, "/v1/documents/policy"),
        (.get, "/v1/documents/policy/x"), (.put, "/v1/documents/policy/x"), (.post, "/v1/references/x/learn"),
        (.get, "/v1/secrets"), (.put, "/v1/secrets/x?policy=lab"), (.delete, "/v1/secrets/x"),
        (.get, "/v1/ledger/entries/0"), (.get, "/v1/ledger/consistency?from=0&to=0"),
    ]

    @Test func `every operator's route refuses a missing and a wrong token`() async throws {
        try await withService { service in
            for (method, uri) in Self.operatorRoutes {
                for token in [
                    nil, "", "wrong", ServiceUnderTest.token + "0", String(ServiceUnderTest.token.dropLast()),
                ] {
                    let answer = try await service.send(method, uri, [], token: token)
                    #expect(answer.status == 401, "\(method) \(uri)")
                    #expect(answer.problem == "unauthorized")
                    #expect(answer.headers[.wwwAuthenticate] == "Bearer")
                }
                // The positive control: with the token the route itself answers.
                #expect(try await service.asOperator(method, uri, []).status != 401, "\(method) \(uri)")
            }
            #expect(try await service.store.ledgerSize(tenant: .default) == 0)
        }
    }

    @Test func `malformed bodies are refused with a problem, and change nothing`() async throws {
        try await withService { service in
            let routes = [
                "/v1/enrolments", "/v1/enrolments/enr-1", "/v1/devices/dev-1/nonces", "/v1/devices/dev-1/attestations",
            ]
            for uri in routes {
                for body in ["", "{", "[]", "null", "{}", #"{"name":1}"#, String(repeating: "[", count: 3000), "\u{0}"]
                {
                    let answer = try await service.send(.post, uri, Array(body.utf8))
                    #expect(answer.status == 400, "\(uri) \(body.prefix(9))")
                    #expect(answer.problem == "malformed")
                    #expect(answer.headers[.contentType] == "application/problem+json")
                }
            }
            #expect(try await service.asOperator(.post, "/v1/anchors", Array("{}".utf8)).problem == "malformed")
            let anchor = try JSONEncoder().encode(AnchorRequest(certificate: Data([0x30, 0]), simulated: true))
            #expect(try await service.asOperator(.post, "/v1/anchors", [UInt8](anchor)).problem == "malformed")
            #expect(try await service.store.ledgerSize(tenant: .default) == 0)
        }
    }

    @Test func `bodies beyond their route's limit are refused`() async throws {
        try await withService { service in
            let limits = [
                ("/v1/enrolments", BodyLimit.enrolment), ("/v1/enrolments/enr-1", BodyLimit.small),
                ("/v1/devices/dev-1/nonces", BodyLimit.small),
                ("/v1/devices/dev-1/attestations", BodyLimit.attestation),
            ]
            for (uri, limit) in limits {
                let answer = try await service.send(.post, uri, [UInt8](repeating: 0x20, count: limit + 1))
                #expect(answer.status == 413, "\(uri)")
                let within = try await service.send(.post, uri, [UInt8](repeating: 0x20, count: limit))
                #expect(within.status == 400, "\(uri)")
            }
            _ = try await service.asOperator(.put, "/v1/documents/policy/lab", labPolicy)
            #expect(
                try await service.asOperator(.put, "/v1/secrets/s?policy=lab", [UInt8](repeating: 1, count: 200)).status
                    == 413
            )
            #expect(
                try await service.asOperator(.put, "/v1/secrets/s?policy=lab", [UInt8](repeating: 1, count: 129)).status
                    == 400
            )
            #expect(
                try await service.asOperator(.put, "/v1/secrets/s?policy=lab", [UInt8](repeating: 1, count: 128)).status
                    == 204
            )
        }
    }

    @Test func `what does not exist is not found`() async throws {
        try await withService { service in
            let nothing = try await service.send(.get, "/nothing")
            #expect(nothing.problem == "not-found")
            for uri in ["/v1/devices/x", "/v1/documents/policy/x", "/v1/documents/other/x", "/v1/ledger/entries/0"] {
                #expect(try await service.asOperator(.get, uri).status == 404, "\(uri)")
            }
            #expect(try await service.post("/v1/devices/dev-1/nonces", NonceRequest(policy: "lab")).status == 404)
            #expect(try await service.post("/v1/enrolments/enr-1", EnrolmentProof(proof: Data())).status == 404)
            #expect(try await service.asOperator(.delete, "/v1/secrets/x").status == 404)
        }
    }

    @Test func `a policy is parsed strictly, named as its path, and versioned`() async throws {
        try await withService { service in
            let first: DocumentMessage = try await service.asOperator(.put, "/v1/documents/policy/lab", labPolicy)
                .json()
            let same: DocumentMessage = try await service.asOperator(.put, "/v1/documents/policy/lab", labPolicy).json()
            let second: DocumentMessage =
                try await service.asOperator(.put, "/v1/documents/policy/lab", labPolicy + [0x0A]).json()
            #expect(first.version == 1 && same.version == 1 && second.version == 2)
            #expect(try await service.asOperator(.get, "/v1/documents/policy/lab").body == labPolicy + [0x0A])
            #expect(try await service.asOperator(.put, "/v1/documents/policy/other", labPolicy).status == 400)
            let unknown = String(decoding: labPolicy, as: UTF8.self).replacing("affirm", with: "accept")
            #expect(try await service.asOperator(.put, "/v1/documents/policy/lab", Array(unknown.utf8)).status == 400)
            let all: [DocumentMessage] = try await service.asOperator(.get, "/v1/documents/policy").json()
            #expect(all.map(\.version) == [2])
            #expect(try await service.store.ledgerSize(tenant: .default) == 2)
        }
    }

    @Test func `a secret needs a policy that exists, and is never shown`() async throws {
        try await withService { service in
            #expect(try await service.asOperator(.put, "/v1/secrets/key?policy=lab", [1, 2, 3]).status == 404)
            _ = try await service.asOperator(.put, "/v1/documents/policy/lab", labPolicy)
            #expect(try await service.asOperator(.put, "/v1/secrets/key", [1, 2, 3]).status == 400)
            #expect(try await service.asOperator(.put, "/v1/secrets/key?policy=lab", [1, 2, 3]).status == 204)
            let names: [String] = try await service.asOperator(.get, "/v1/secrets").json()
            #expect(names == ["key"])
            let entry: LedgerEntryMessage = try await service.asOperator(.get, "/v1/ledger/entries/1").json()
            let record = try EvidenceRecord(canonicalBytes: [UInt8](entry.leaf))
            #expect(record.kind == "secret.stored")
            #expect(record.fields == ["secret": "key", "policy": "lab"])
            #expect(try await service.asOperator(.delete, "/v1/secrets/key").status == 204)
        }
    }

    @Test func `a request that takes longer than it may is ended, and one that does not is answered`() async throws {
        for (limit, status) in [(Duration.milliseconds(50), 408), (.seconds(20), 200)] {
            let router = Router(context: RequestScope.self)
            router.get("slow") { _, _ in
                try await Task.sleep(for: .milliseconds(300))
                return Response.text("late")
            }
            let application = Application(responder: TimeLimit(base: router.buildResponder(), limit: limit))
            try await application.test(.router) { client in
                let answer = try await client.executeRequest(uri: "/slow", method: .get, headers: [:], body: nil)
                #expect(answer.status.code == status)
            }
        }
    }
}
