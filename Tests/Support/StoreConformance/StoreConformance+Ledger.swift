internal import Ledger
internal import Model

extension StoreConformance {
    static let ledgerCases = [
        StoreConformance("evidence is found by its device, oldest first, in its tenant") { store in
            let records = (0..<5).map { Sample.record($0, device: $0 % 2 == 0 ? "even" : "odd") }
            try await store.commit([], evidence: records, tenant: here)
            try await store.commit([], evidence: [Sample.record(6, device: "even")], tenant: elsewhere)
            try await store.commit([], evidence: [Sample.record(7)], tenant: here)
            let found = try await store.evidence(device: "even", tenant: here)
            try expectEqual(found, [records[0], records[2], records[4]], "the records of a device")
        },
        StoreConformance("commits at once get places of their own, and the ledger's audit holds") { store in
            let places = try await withThrowingTaskGroup(of: [UInt64].self) { group in
                for task in 0..<8 {
                    group.addTask {
                        var places: [UInt64] = []
                        for number in 0..<20 {
                            let records = (0...(number % 3)).map { Sample.record($0, device: "task \(task)") }
                            places += try await store.commit([], evidence: records, tenant: here).map(\.index)
                        }
                        return places
                    }
                }
                return try await group.reduce([]) { $0 + $1 }
            }
            try expectEqual(places.sorted(), Array(0..<UInt64(places.count)), "the places")
            let judgement = try await LedgerAudit(key: Sample.key()).judge(store, tenant: here)
            try expect(judgement.holds, "the audit holds: \(judgement.failures)")
        },
        StoreConformance("an audit holds while others commit") { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 0..<150 {
                        try await store.commit([], evidence: (0...4).map { Sample.record($0 + number) }, tenant: here)
                    }
                }
                for _ in 0..<12 {
                    group.addTask {
                        _ = try await store.signCheckpoint(
                            origin: Sample.origin,
                            signer: Sample.signer(),
                            tenant: here
                        )
                        let judgement = try await LedgerAudit(key: Sample.key()).judge(store, tenant: here)
                        try expect(judgement.holds, "the audit holds: \(judgement.failures)")
                        try await Task.sleep(for: .milliseconds(20))
                        let later = try await LedgerAudit(key: Sample.key()).judge(store, tenant: here)
                        try expect(later.holds, "the later audit holds: \(later.failures)")
                    }
                }
                try await group.waitForAll()
            }
        },
        StoreConformance("receipts and roots are proven from stored tiles") { store in
            var receipts: [Receipt] = []
            for batch in [1, 255, 1, 300, 40] {
                let records = (0..<batch).map { Sample.record($0) }
                receipts += try await store.commit([], evidence: records, tenant: here)
            }
            let size = try await store.ledgerSize(tenant: here)
            try expectEqual(size, 597, "the size")
            let root = try await store.root(at: size, tenant: here)
            for receipt in receipts where receipt.index % 37 == 0 {
                let proof = try await store.inclusionProof(of: receipt.index, in: size, tenant: here)
                let leaf = try await store.leaves(receipt.index..<receipt.index + 1, tenant: here)
                let hash = TreeHash(leaf: leaf.first?.bytes ?? [])
                try expectEqual(hash.description, receipt.leafHash, "the receipt's hash")
                try expect(proof.proves(leaf: hash, in: root), "entry \(receipt.index) is in the ledger")
            }
            for old: UInt64 in [0, 1, 255, 256, 257, 512, 597] {
                let proof = try await store.consistencyProof(from: old, to: size, tenant: here)
                let before = try await store.root(at: old, tenant: here)
                try expect(proof.proves(before, isBeginningOf: root), "\(old) entries begin the ledger")
            }
        },
        StoreConformance("a checkpoint is never beyond the ledger nor behind the stored one") { store in
            let signer = try Sample.signer()
            try await store.commit([], evidence: [Sample.record(0), Sample.record(1)], tenant: here)
            let two = try await store.signCheckpoint(origin: Sample.origin, signer: signer, tenant: here)
            try expectEqual(try await store.checkpoint(tenant: here), two, "the stored checkpoint")
            let again = try await store.signCheckpoint(origin: Sample.origin, signer: signer, tenant: here)
            try expectEqual(again, two, "the checkpoint of the same size")

            func refuse(_ size: UInt64) async throws {
                let checkpoint = Checkpoint(origin: Sample.origin, size: size, root: .emptyTree)
                let note = try await SignedNote.sign(checkpoint.text, name: Sample.origin, with: signer)
                do {
                    try await store.putCheckpoint(note.description, size: size, tenant: here)
                } catch let error as BedplateError {
                    return try expectEqual(error.code, .conflict, "the code")
                }
                throw Failure(description: "a checkpoint of \(size) entries was accepted")
            }
            try await refuse(3)
            try await refuse(1)
            try expectEqual(try await store.checkpoint(tenant: here), two, "the stored checkpoint")
            let judgement = try await LedgerAudit(key: Sample.key(), since: [two]).judge(store, tenant: here)
            try expect(judgement.holds, "the audit holds: \(judgement.failures)")
        },
        StoreConformance("tenants have ledgers of their own") { store in
            try await store.commit([], evidence: [Sample.record(0)], tenant: here)
            let receipts = try await store.commit([], evidence: [Sample.record(1)], tenant: elsewhere)
            try expectEqual(receipts.map(\.index), [0], "the first place")
            try expectEqual(try await store.ledgerSize(tenant: here), 1, "the size")
        },
        StoreConformance("a record above the size limit is refused and leaves nothing") { store in
            let large = Sample.record(0, fields: ["x": String(repeating: "x", count: EvidenceRecord.largest)])
            do {
                try await store.commit([.insertDevice(Sample.device("d1"))], evidence: [large], tenant: here)
                throw Failure(description: "the record was accepted")
            } catch let error as BedplateError {
                try expectEqual(error.code, .malformed, "the code")
            }
            try expectEqual(try await store.device(id: "d1", tenant: here), nil, "the device")
        },
    ]
}
