internal import API
internal import Digests
internal import Foundation
internal import Hummingbird
internal import Identity
internal import Ledger
internal import Model
internal import PKIX
internal import Wire

extension ServiceRoutes {
    /// Anybody may ask: whether the service lives, and the public keys that its word is checked with.
    func addPublic(to router: Router<RequestScope>) {
        router.get("healthz") { _, _ in Response.text("ok\n") }
        router.get("readyz") { _, _ in
            // The store answers.
            _ = try await recorder.store.ledgerSize(tenant: recorder.tenant)
            return Response.text("ready\n")
        }
        router.get("v1/service") { _, _ in try Response.json(description()) }
        router.get("v1/ledger/checkpoint") { _, _ in Response.text(try await checkpoints.newest()) }
    }

    private func description() throws -> ServiceDescription {
        guard
            case .ellipticCurve(.p256, let x, let y) = try PublicKeyInfo(
                der: keys.result.publicKey.subjectPublicKeyInfo
            )
        else { throw BedplateError(.environment, "the key for results is not on P-256") }
        return ServiceDescription(
            version: BedplateService.version,
            resultKey: JSONWebKey(x: Base64.encodeURL(x), y: Base64.encodeURL(y)),
            issuer: Data(keys.authority.certificate.der),
            ledgerKey: try keys.ledgerVerifierKey(recorder.tenant).description
        )
    }
}
