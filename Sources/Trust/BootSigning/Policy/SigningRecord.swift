public import Digests
public import Foundation
public import Model
internal import Wire

/// The evidence that an image was signed: which image, with which key, where that key lives, by whom.
public enum SigningRecord {
    public static let kind = "image.signed"

    /// - Parameters:
    ///   - image: SHA-256 of the whole file as it leaves.
    ///   - details: what the format says of the image: version, counters, scheme.
    ///   - person: who signed, as this machine knows them; nobody vouches for the name.
    public static func make(
        image: MessageDigest,
        format: String,
        key: SigningPublicKey,
        home: KeyHome,
        details: [String: String],
        person: String,
        tool: EvidenceRecord.Collector,
        at time: Date
    ) throws -> EvidenceRecord {
        var fields = details
        fields["format"] = format
        fields["key"] = Hexadecimal.encode(try KeyHash.fingerprint(key.subjectPublicKeyInfo))
        fields["key.algorithm"] = key.algorithm.rawValue
        fields["key.home"] = "\(home.kind.rawValue): \(home.location)"
        fields["key.exportable"] = String(home.exportable)
        fields["operator"] = person
        let digest = Hexadecimal.encode(image.octets)
        return EvidenceRecord(
            kind: kind,
            class: .measured,
            subject: EvidenceRecord.Subject(role: .verify, image: digest),
            collector: tool,
            rawSHA256: digest,
            fields: fields,
            collectedAt: time,
            simulated: false
        )
    }
}
