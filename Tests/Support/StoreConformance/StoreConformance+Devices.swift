internal import Foundation
internal import Model

extension StoreConformance {
    static let deviceCases = [
        StoreConformance("a device comes back as it was stored, by every key") { store in
            var device = Sample.device("d1")
            device.clock = DeviceClock(
                clock: .max,
                resetCount: .max,
                restartCount: 0,
                safe: false,
                firmwareVersion: .max
            )
            try await put(store, .insertDevice(device))
            try expectEqual(try await store.device(id: "d1", tenant: here), device, "by identifier")
            try expectEqual(try await store.device(named: device.name, tenant: here), device, "by name")
            let byEK = try await store.holder(endorsementKey: "ek-d1", attestationKeyName: "")
            let byAK = try await store.holder(endorsementKey: "", attestationKeyName: "ak-d1")
            try expectEqual(byEK?.device, device, "by endorsement key")
            try expectEqual(byAK?.device, device, "by attestation key")
            try expectEqual(byAK?.tenant, here, "the holder's tenant")
        },
        StoreConformance("one key never serves two devices, of whatever tenant") { store in
            try await put(store, .insertDevice(Sample.device("d1")))
            for tenant in [here, elsewhere] {
                let sameEK = Sample.device("d2", key: "ek-d1")
                let sameAK = Sample.device("d2", ak: "ak-d1")
                try await expectConflict("insertDevice", store, [.insertDevice(sameEK)], tenant: tenant)
                try await expectConflict("insertDevice", store, [.insertDevice(sameAK)], tenant: tenant)
            }
            try await expectConflict("insertDevice", store, [.insertDevice(Sample.device("d2", name: "name of d1"))])
            try await put(store, .insertDevice(Sample.device("d2", name: "name of d1")), tenant: elsewhere)
        },
        StoreConformance("a retired device is retired once and its keys stay taken") { store in
            try await expectConflict("retireDevice", store, [.retireDevice(id: "d1")])
            try await put(store, .insertDevice(Sample.device("d1")))
            try await expectConflict("retireDevice", store, [.retireDevice(id: "d1")], tenant: elsewhere)
            try await put(store, .retireDevice(id: "d1"))
            try expectEqual(try await store.device(id: "d1", tenant: here)?.state, .retired, "the state")
            try await expectConflict("retireDevice", store, [.retireDevice(id: "d1")])
            try await expectConflict("insertDevice", store, [.insertDevice(Sample.device("d2", key: "ek-d1"))])
        },
        StoreConformance("a clock advances only from the clock that was read, and never on a retired device") { store in
            func clock(_ time: UInt64) -> DeviceClock {
                DeviceClock(clock: time, resetCount: 1, restartCount: 2, safe: true, firmwareVersion: 3)
            }
            try await put(store, .insertDevice(Sample.device("d1")))
            try await put(store, .advanceClock(device: "d1", from: nil, to: clock(5)))
            let stale = Change.advanceClock(device: "d1", from: nil, to: clock(6))
            try await expectConflict("advanceClock", store, [stale])
            try await expectConflict(
                "advanceClock",
                store,
                [.advanceClock(device: "d1", from: clock(4), to: clock(6))]
            )
            try await put(store, .advanceClock(device: "d1", from: clock(5), to: clock(.max)))
            try expectEqual(try await store.device(id: "d1", tenant: here)?.clock, clock(.max), "the clock")
            try await put(store, .retireDevice(id: "d1"))
            try await expectConflict(
                "advanceClock",
                store,
                [.advanceClock(device: "d1", from: clock(.max), to: clock(7))]
            )
        },
        StoreConformance("devices come in pages, in order") { store in
            for id in ["c", "a", "d", "b"] { try await put(store, .insertDevice(Sample.device(id))) }
            try await put(store, .insertDevice(Sample.device("bb")), tenant: elsewhere)
            let first = try await store.devices(after: nil, limit: 3, tenant: here)
            try expectEqual(first.map(\.id), ["a", "b", "c"], "the first page")
            let rest = try await store.devices(after: "c", limit: 3, tenant: here)
            try expectEqual(rest.map(\.id), ["d"], "the last page")
            try expectEqual(try await store.devices(after: nil, limit: -1, tenant: here), [], "no page")
        },
        StoreConformance("an enrolment is closed once, before it expires, by its tenant") { store in
            let expiry = Date().addingTimeInterval(600)
            let enrolment = Enrolment(
                id: "e1",
                candidate: Sample.device("d1"),
                proofDigest: [1, 2, 3],
                expiresAt: expiry
            )
            let early = expiry.addingTimeInterval(-1)
            let now = expiry.addingTimeInterval(-600)
            try await put(store, .openEnrolment(enrolment, now: now))
            try await expectConflict("openEnrolment", store, [.openEnrolment(enrolment, now: now)])
            try expectEqual(try await store.enrolment(id: "e1", tenant: here), enrolment, "the enrolment")
            try expectEqual(try await store.enrolment(id: "e1", tenant: elsewhere), nil, "of another tenant")
            try await expectConflict("closeEnrolment", store, [.closeEnrolment(id: "e1", now: expiry)])
            let close = Change.closeEnrolment(id: "e1", now: early)
            try await expectConflict("closeEnrolment", store, [close], tenant: elsewhere)
            try await put(store, close)
            try await expectConflict("closeEnrolment", store, [close])
            try expectEqual(try await store.enrolment(id: "e1", tenant: here), nil, "after it was closed")
        },
        StoreConformance("of one endorsement key the newest enrolments stay open, also when many begin at once") {
            store in
            let now = Date()
            func open(_ id: String, _ key: String, after seconds: Double = 0) -> Change {
                .openEnrolment(enrolment(id, key, now.addingTimeInterval(600 + seconds)), now: now)
            }
            func left(_ ids: [String], tenant: Tenant = here) async throws -> [String] {
                var left: [String] = []
                for id in ids where try await store.enrolment(id: id, tenant: tenant) != nil { left.append(id) }
                return left
            }
            try await put(store, open("other", "ek-2"))
            try await put(store, open("elsewhere", "ek-1"), tenant: elsewhere)
            let ids = (0..<Enrolment.mostOpenOfOneKey + 3).map { "e\($0)" }
            for (second, id) in ids.enumerated() { try await put(store, open(id, "ek-1", after: Double(second))) }
            try expectEqual(try await left(ids), Array(ids.dropFirst(3)), "the newest")

            let crowd = (0..<40).map { "c\($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in crowd { group.addTask { try await put(store, open(id, "ek-1", after: 60)) } }
                try await group.waitForAll()
            }
            try expectEqual(try await left(crowd).count, Enrolment.mostOpenOfOneKey, "open ones of the crowd")
            try expectEqual(try await left(ids), [], "older than the crowd")
            // The positive controls: another key's and another tenant's stay.
            try expectEqual(try await left(["other"]), ["other"], "of another key")
            try expectEqual(try await left(["elsewhere"], tenant: elsewhere), ["elsewhere"], "of another tenant")
        },
        StoreConformance("a tenant has only so many enrolments open, and places come free when they expire") { store in
            let now = Date()
            func open(_ id: String, at time: Date = now) -> Change {
                .openEnrolment(enrolment(id, "ek of \(id)", time.addingTimeInterval(600)), now: time)
            }
            let almost = (1..<Enrolment.mostOpen).map { open("e\($0)") }
            try await store.commit(almost, evidence: [], tenant: here)
            // Many want the last place.
            let wins = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask { (try? await put(store, open("last \(number)"))) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            try expectEqual(wins, 1, "commits that took the last place")
            try await expectConflict("openEnrolment", store, [open("beyond")])
            // The positive controls: another tenant, a place given back, a time at which all have expired.
            try await put(store, open("beyond"), tenant: elsewhere)
            try await put(store, .closeEnrolment(id: "e1", now: now), open("instead"))
            try await expectConflict("openEnrolment", store, [open("beyond")])
            try await put(store, open("later", at: now.addingTimeInterval(600)))
        },
    ]

    private static func enrolment(_ id: String, _ key: String, _ expiry: Date) -> Enrolment {
        Enrolment(id: id, candidate: Sample.device("d-\(id)", key: key), proofDigest: [1], expiresAt: expiry)
    }
}
