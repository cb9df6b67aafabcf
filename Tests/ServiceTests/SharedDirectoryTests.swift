import API
import Foundation
import Lab
import LabSupport
import Ledger
import Model
import StoreSQLite
import Testing

@testable import Service

/// Two service processes on one data directory, as `BedplateService` allows: neither knows of the other.
@Suite(.serialized) struct SharedDirectoryTests {
    @Test func `two services started at once on an empty directory share keys, devices, nonces and the ledger`()
        async throws
    {
        let path = NSTemporaryDirectory() + "bedplate-shared-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let begun = try (0..<2).map { _ in try RunningService.begin(path) }
        var services: [RunningService] = []
        for program in begun { services.append(try await RunningService(waitingFor: program, path)) }
        let (left, right) = (services[0].endpoint, services[1].endpoint)
        #expect(left.address != right.address && left.token == right.token)
        let described = try await [left.describe(), right.describe()]
        #expect(described[0].resultKey.x == described[1].resultKey.x)
        #expect(described[0].issuer == described[1].issuer && described[0].ledgerKey == described[1].ledgerKey)

        try await withLab { lab in
            try await withLabTPM(in: lab, name: "one") { first in
                try await withLabTPM(in: lab, name: "two") { second in
                    let one = TestDevice(lab: first)
                    let two = TestDevice(lab: second)
                    let idOne = try await left.prepare(one)
                    let idTwo = try await right.enrol(two, name: "second")
                    // The same again, at the other service.
                    #expect(try await right.enrol(one) == idOne)
                    for _ in 0..<5 {
                        // A nonce that one service granted, used at the other.
                        let mine = try one.evidence(try await left.nonce(idOne), secret: "key")
                        let theirs = try two.evidence(try await right.nonce(idTwo), secret: "key")
                        let answers = try await withThrowingTaskGroup(of: (String, AttestationAnswer).self) { group in
                            for service in [left, right] {
                                group.addTask { (idOne, try await service.submit(mine, idOne)) }
                                group.addTask { (idTwo, try await service.submit(theirs, idTwo)) }
                            }
                            return try await group.reduce(into: []) { $0.append($1) }
                        }
                        for id in [idOne, idTwo] {
                            // Accepted once: the other service finds it replayed.
                            let own = answers.filter { $0.0 == id }.map(\.1)
                            #expect(own.filter { $0.status == "affirming" && $0.sealed != nil }.count == 1)
                            #expect(own.filter { $0.isRefused("nonce.replayed", "") }.count == 1)
                        }
                    }
                }
            }
        }
        for service in services { service.end() }
        let directory = try await DataDirectory(path: path)
        try await audit(directory, devices: 2)
        let store = try SQLiteStore(path: directory.storePath)
        let devices = try await store.devices(after: nil, limit: 10, tenant: .default)
        #expect(devices.count == 2)
        for device in devices {
            let records = try await store.evidence(device: device.id, tenant: .default)
            #expect(records.filter { $0.kind == "secret.released" }.count == 5)
        }
        // The last checkpoint of the one that ended last covers both services' commits.
        let note = try #require(try await store.checkpoint(tenant: .default))
        let size = try Checkpoint(parsing: SignedNote(parsing: note).text).size
        #expect(size == (try await store.ledgerSize(tenant: .default)))
        try store.close()
    }
}
