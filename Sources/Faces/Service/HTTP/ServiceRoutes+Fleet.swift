internal import API
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Model

extension ServiceRoutes {
    /// Devices, anchors and secrets, for the operator.
    func addFleet(to router: RouterGroup<RequestScope>) {
        let devices = KeepDevices(recorder: recorder)
        let anchors = KeepAnchors(recorder: recorder)
        let secrets = KeepSecrets(recorder: recorder, vault: keys.vault)

        router.get("v1/devices") { request, _ in
            let limit = try request.number("limit", in: 1...1000) ?? 100
            let page = try await recorder.store.devices(
                after: request.uri.queryParameters.get("after"),
                limit: limit,
                tenant: recorder.tenant
            )
            return try Response.json(page.map(DeviceMessage.init))
        }
        router.get("v1/devices/:id") { _, context in
            try Response.json(DeviceMessage(try await devices.find(context.identifier("id"))))
        }
        router.post("v1/devices/:id/retire") { _, context in
            try Response.json(DeviceMessage(try await devices.retire(context.identifier("id"))))
        }
        router.post("v1/devices/:id/reset-clock") { _, context in
            try Response.json(DeviceMessage(try await devices.resetClock(context.identifier("id"))))
        }
        router.get("v1/devices/:id/evidence") { _, context in
            let device = try await devices.find(context.identifier("id"))
            return try Response.json(try await recorder.store.evidence(device: device.id, tenant: recorder.tenant))
        }
        router.get("v1/devices/:id/attestation") { _, context in
            let device = try await devices.find(context.identifier("id"))
            guard let outcome = try await recorder.store.outcome(device: device.id, tenant: recorder.tenant) else {
                throw BedplateError(.notFound, "the device has not attested yet")
            }
            return try Response.json(OutcomeMessage(outcome))
        }
        router.get("v1/devices/:id/boot") { _, context in
            let device = try await devices.find(context.identifier("id"))
            return try Response.json(BootMessage(try await ProvenBoot(of: device, recorder)))
        }

        router.get("v1/anchors") { _, _ in
            try Response.json(try await recorder.store.anchors(tenant: recorder.tenant).map(AnchorMessage.init))
        }
        router.post("v1/anchors") { request, _ in
            let message = try await request.json(AnchorRequest.self, atMost: BodyLimit.anchor)
            let anchor = try await anchors.add([UInt8](message.certificate), simulated: message.simulated)
            return try Response.json(AnchorMessage(anchor), status: .created)
        }
        router.delete("v1/anchors/:fingerprint") { _, context in
            try await anchors.remove(context.identifier("fingerprint"))
            return Response(status: .noContent)
        }

        router.get("v1/secrets") { _, _ in
            try Response.json(try await recorder.store.secretNames(tenant: recorder.tenant))
        }
        router.put("v1/secrets/:name") { request, context in
            guard let policy = request.uri.queryParameters.get("policy") else {
                throw BedplateError(.malformed, "the policy that releases the secret is missing", hint: "?policy=NAME")
            }
            let secret = try await request.octets(atMost: BodyLimit.secret)
            try await secrets.store(secret, named: context.identifier("name"), policy: policy)
            return Response(status: .noContent)
        }
        router.delete("v1/secrets/:name") { _, context in
            try await secrets.remove(context.identifier("name"))
            return Response(status: .noContent)
        }
    }
}

extension Request {
    /// A whole number of the query; nil when it is not there.
    func number<Number: FixedWidthInteger & Sendable>(
        _ name: String,
        in range: ClosedRange<Number>
    ) throws -> Number? {
        guard let text = uri.queryParameters.get(name) else { return nil }
        guard let number = Number(text), range.contains(number) else {
            throw BedplateError(
                .malformed,
                "'\(name)' is a whole number from \(range.lowerBound) to \(range.upperBound)",
                location: "query"
            )
        }
        return number
    }
}

extension DeviceMessage {
    init(_ device: Device) {
        self.init(
            id: device.id,
            name: device.name,
            state: device.state.rawValue,
            manufacturer: device.root.manufacturer,
            model: device.root.model,
            firmwareVersion: device.root.firmwareVersion,
            simulated: device.root.simulated,
            endorsementKey: device.endorsementKey,
            endorsementCertificate: Data(device.endorsementCertificate),
            attestationKeyName: device.attestationKeyName,
            attestationCertificate: Data(device.attestationCertificate),
            clock: device.clock.map {
                DeviceClockMessage(clock: $0.clock, resetCount: $0.resetCount, restartCount: $0.restartCount)
            },
            enrolledAt: device.enrolledAt,
            root: device.root.kind == .psa ? .psa : nil
        )
    }
}

extension OutcomeMessage {
    init(_ outcome: AttestationOutcome) {
        self.init(
            device: outcome.device,
            affirming: outcome.affirming,
            result: outcome.result,
            learnable: outcome.evidence != nil,
            at: outcome.at
        )
    }
}

extension AnchorMessage {
    init(_ anchor: Anchor) {
        self.init(
            fingerprint: anchor.fingerprint,
            name: anchor.name,
            certificate: Data(anchor.certificate),
            simulated: anchor.simulated,
            addedAt: anchor.addedAt
        )
    }
}
