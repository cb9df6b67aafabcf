internal import Foundation
internal import Model

extension StoreConformance {
    static let stateCases = [
        StoreConformance("an empty store knows nothing and says so") { store in
            try expectEqual(try await store.ledgerSize(tenant: here), 0, "the ledger's size")
            try expectEqual(try await store.anchors(tenant: here), [], "anchors")
            try expectEqual(try await store.device(id: "x", tenant: here), nil, "a device")
            try expectEqual(try await store.checkpoint(tenant: here), nil, "a checkpoint")
            try expectEqual(try await store.secretNames(tenant: here), [], "secrets")
            try expectEqual(try await store.evidence(device: "x", tenant: here), [], "evidence")
            try expectEqual(try await store.leaves(0..<10, tenant: here), [], "leaves")
            try expectEqual(try await store.leaves(.max - 1..<UInt64.max, tenant: here), [], "leaves far out")
            try expectEqual(try await store.tile(level: 0, index: .max, tenant: here), nil, "a tile far out")
            let holder = try await store.holder(endorsementKey: "", attestationKeyName: "")
            try expect(holder == nil, "nobody holds a key")
        },
        StoreConformance("a nonce is consumed once in its tenant, also by many at once") { store in
            let expires = Date().addingTimeInterval(600)
            let wins = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let change = Change.consumeNonce([1, 2], expires: expires)
                        return (try? await store.commit([change], evidence: [], tenant: here)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            try expectEqual(wins, 1, "commits that consumed the nonce")
            try await expectConflict("consumeNonce", store, [.consumeNonce([1, 2], expires: expires)])
            try await put(store, .consumeNonce([1, 2], expires: expires), tenant: elsewhere)
            try await put(store, .consumeNonce([1], expires: expires))
        },
        StoreConformance("a nonce that expired longer ago than the store remembers is refused") { store in
            let long = Date().addingTimeInterval(-40 * 86_400)
            try await expectConflict("consumeNonce", store, [.consumeNonce([1], expires: long)])
        },
        StoreConformance("a condition that fails undoes the whole commit, evidence too") { store in
            try await put(store, .insertDevice(Sample.device("d1")))
            do {
                try await store.commit(
                    [
                        .insertDevice(Sample.device("d2")), .consumeNonce([9], expires: Date() + 60),
                        .retireDevice(id: "nobody"),
                    ],
                    evidence: [Sample.record(0, device: "d2")],
                    tenant: here
                )
                throw Failure(description: "the commit was accepted")
            } catch let error as BedplateError {
                try expectEqual(error.code, .conflict, "the code")
                try expectEqual(error.location, "retireDevice", "the location")
            }
            try expectEqual(try await store.device(id: "d2", tenant: here), nil, "the device of the failed commit")
            try expectEqual(try await store.ledgerSize(tenant: here), 0, "the ledger's size")
            try await put(store, .consumeNonce([9], expires: Date() + 60))
        },
        StoreConformance("documents keep every version and the newest counts") { store in
            func document(_ name: String, _ version: Int, _ kind: Document.Kind = .policy) -> Document {
                Document(kind: kind, name: name, version: version, content: [UInt8(version)], storedAt: Sample.time)
            }
            try await expectConflict("putDocument", store, [.putDocument(document("p", 2))])
            try await put(store, .putDocument(document("p", 1)), .putDocument(document("p", 2)))
            try await expectConflict("putDocument", store, [.putDocument(document("p", 2))])
            try await expectConflict("putDocument", store, [.putDocument(document("p", 4))])
            try await put(store, .putDocument(document("o", 1)), .putDocument(document("p", 1, .reference)))
            try expectEqual(
                try await store.document(.policy, named: "p", version: nil, tenant: here),
                document("p", 2),
                "newest"
            )
            try expectEqual(
                try await store.document(.policy, named: "p", version: 1, tenant: here),
                document("p", 1),
                "first"
            )
            try expectEqual(
                try await store.document(.policy, named: "p", version: 3, tenant: here),
                nil,
                "a version to come"
            )
            try expectEqual(
                try await store.documents(.policy, tenant: here),
                [document("o", 1), document("p", 2)],
                "the newest"
            )
            try expectEqual(try await store.documents(.policy, tenant: elsewhere), [], "of another tenant")
        },
        StoreConformance("secrets are replaced and removed by name") { store in
            func secret(_ byte: UInt8) -> StoredSecret {
                StoredSecret(name: "s", sealed: [byte], policy: "p\(byte)", storedAt: Sample.time)
            }
            try await put(store, .putSecret(secret(1)), .putSecret(secret(2)))
            try expectEqual(try await store.secret(named: "s", tenant: here), secret(2), "the secret")
            try expectEqual(try await store.secret(named: "s", tenant: elsewhere), nil, "of another tenant")
            try expectEqual(try await store.secretNames(tenant: here), ["s"], "the names")
            try await put(store, .removeSecret(name: "s"))
            try await expectConflict("removeSecret", store, [.removeSecret(name: "s")])
        },
        StoreConformance("anchors are added and removed by fingerprint") { store in
            let anchor = Anchor(
                fingerprint: "ab",
                name: "CN=maker",
                certificate: [0x30],
                simulated: true,
                addedAt: Sample.time
            )
            try await put(store, .addAnchor(anchor))
            try await expectConflict("addAnchor", store, [.addAnchor(anchor)])
            try expectEqual(try await store.anchors(tenant: here), [anchor], "the anchors")
            try expectEqual(try await store.anchors(tenant: elsewhere), [], "of another tenant")
            try await put(store, .removeAnchor(fingerprint: "ab"))
            try await expectConflict("removeAnchor", store, [.removeAnchor(fingerprint: "ab")])
        },
        StoreConformance("the last outcome of a known device is kept") { store in
            func outcome(_ affirming: Bool) -> AttestationOutcome {
                AttestationOutcome(
                    device: "d1",
                    affirming: affirming,
                    result: "jwt",
                    evidence: affirming ? [1, 2] : nil,
                    at: Sample.time
                )
            }
            try await expectConflict("recordOutcome", store, [.recordOutcome(outcome(true))])
            try await put(store, .insertDevice(Sample.device("d1")), .recordOutcome(outcome(true)))
            try await put(store, .recordOutcome(outcome(false)))
            try expectEqual(try await store.outcome(device: "d1", tenant: here), outcome(false), "the outcome")
        },
        StoreConformance("a tenant sees nothing of another's state, under the same names") { store in
            let device = Sample.device("d1")
            let document = Document(kind: .policy, name: "n", version: 1, content: [1], storedAt: Sample.time)
            let outcome = AttestationOutcome(
                device: "d1",
                affirming: true,
                result: "jwt",
                evidence: [1],
                at: Sample.time
            )
            try await store.commit(
                [
                    .insertDevice(device), .recordOutcome(outcome), .putDocument(document),
                    .putSecret(StoredSecret(name: "n", sealed: [1], policy: "n", storedAt: Sample.time)),
                ],
                evidence: [Sample.record(0, device: "d1")],
                tenant: here
            )
            try expectEqual(try await store.device(id: "d1", tenant: elsewhere), nil, "a device by identifier")
            try expectEqual(try await store.device(named: device.name, tenant: elsewhere), nil, "a device by name")
            try expectEqual(try await store.devices(after: nil, limit: 9, tenant: elsewhere), [], "the devices")
            try expectEqual(try await store.outcome(device: "d1", tenant: elsewhere), nil, "an outcome")
            try expectEqual(
                try await store.document(.policy, named: "n", version: 1, tenant: elsewhere),
                nil,
                "a document"
            )
            try expectEqual(try await store.secretNames(tenant: elsewhere), [], "the secrets' names")
            try expectEqual(try await store.evidence(device: "d1", tenant: elsewhere), [], "the evidence")
            try expectEqual(try await store.ledgerSize(tenant: elsewhere), 0, "the ledger's size")
            try expectEqual(try await store.leaves(0..<9, tenant: elsewhere), [], "the leaves")
            try expectEqual(try await store.tile(level: 0, index: 0, tenant: elsewhere), nil, "a tile")
            // Nor changes it.
            for change in [
                Change.recordOutcome(outcome), .resetClock(device: "d1"), .retireDevice(id: "d1"),
                .removeSecret(name: "n"),
            ] {
                do {
                    try await store.commit([change], evidence: [], tenant: elsewhere)
                    throw Failure(description: "\(change) was accepted")
                } catch let error as BedplateError {
                    try expectEqual(error.code, .conflict, "the code")
                }
            }
            // Its own device of the same name is another one, and here nothing changed.
            let own = Sample.device("d2", name: device.name)
            try await put(store, .insertDevice(own), tenant: elsewhere)
            try expectEqual(try await store.device(named: device.name, tenant: elsewhere), own, "their device")
            try expectEqual(try await store.device(named: device.name, tenant: here), device, "our device")
            try expectEqual(try await store.outcome(device: "d1", tenant: here), outcome, "our outcome")
            try expectEqual(try await store.secretNames(tenant: here), ["n"], "our secrets")
        },
    ]
}
