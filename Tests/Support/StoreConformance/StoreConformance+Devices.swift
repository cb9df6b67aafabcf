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
            try await put(store, .openEnrolment(enrolment))
            try await expectConflict("openEnrolment", store, [.openEnrolment(enrolment)])
            try expectEqual(try await store.enrolment(id: "e1", tenant: here), enrolment, "the enrolment")
            try expectEqual(try await store.enrolment(id: "e1", tenant: elsewhere), nil, "of another tenant")
            try await expectConflict("closeEnrolment", store, [.closeEnrolment(id: "e1", now: expiry)])
            let close = Change.closeEnrolment(id: "e1", now: early)
            try await expectConflict("closeEnrolment", store, [close], tenant: elsewhere)
            try await put(store, close)
            try await expectConflict("closeEnrolment", store, [close])
            try expectEqual(try await store.enrolment(id: "e1", tenant: here), nil, "after it was closed")
        },
    ]
}
