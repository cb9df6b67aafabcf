internal import Attestation
internal import Model
internal import Wire

/// Declares a boot good that a device proved: its values become the newest reference values of a name.
struct LearnReference: Sendable {
    var recorder: Recorder
    var documents: StoreDocument

    /// - Parameter quote: hexadecimal SHA-256 of the quote of the boot that somebody looked at. A device that attests
    ///   between the look and the request is not learned as it is then: the request is refused.
    func callAsFunction(_ name: String, from device: Device, quote: String) async throws -> Document {
        guard let digest = Hexadecimal.decode(quote), digest.count == 32 else {
            throw BedplateError(
                .malformed,
                "a quote is named by its SHA-256 in 64 hexadecimal digits",
                location: "quote"
            )
        }
        let boot = try await ProvenBoot(of: device, quote: Hexadecimal.encode(digest), recorder)
        return try await documents(.reference, named: name, content: try boot.reference.json()) { document in
            recorder.record(
                "reference.learned",
                .attested,
                about: device,
                simulated: device.root.simulated,
                raw: boot.attest,
                [
                    "reference": name, "version": String(document.version),
                    "sha256": Recorder.sha256(document.content), "policy": boot.policy.name,
                    "result.sha256": Recorder.sha256([UInt8](boot.outcome.result.utf8)),
                ]
            )
        }
    }
}
