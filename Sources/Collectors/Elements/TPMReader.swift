internal import Assessment
internal import Digests
internal import Model
public import PKIX
public import Readers
public import TPM2
internal import Wire

/// A TPM 2.0 that answers: how it presents itself, what is set up in it, and its endorsement certificates.
///
/// What it says of itself can only lower it. Whether a certificate leads to a maker's anchor is not judged here: that takes
/// anchors that somebody pinned, and a challenge.
public enum TPMReader {
    public static let name = "tpm"
    public static let command = "bedplate assess tpm"

    /// NV indices of endorsement certificates (TCG EK Credential Profile, 2.2.1.4 and 2.2.1.5).
    private static let certificates: [UInt32] = [
        0x01C0_0002, 0x01C0_000A, 0x01C0_0012, 0x01C0_0014, 0x01C0_0016, 0x01C0_0018, 0x01C0_001A, 0x01C0_001C,
    ]

    /// - Parameter leniency: what of a certificate's form is looked away from, and named.
    /// - Throws: an error of the transport. A TPM that is in failure mode is a reading, in which all is missing.
    public static func read(_ tpm: TPM, leniency: Leniency = []) throws -> LiveReading {
        var reading = Reading(reader: name, part: nil, isSimulated: false)
        var transcript: [String] = []
        let root: Root
        do { root = try tpm.identity() } catch TPMError.failureMode(let code) {
            reading.missing.append("all: the TPM is in failure mode (\(code))")
            return try LiveReading(reading, transcript: ["self-test: \(code)"])
        }
        let parts = (0..<4).reversed().map { String(root.firmwareVersion >> (16 * UInt64($0)) & 0xFFFF) }
        transcript.append("manufacturer: \(root.manufacturer), model: \(root.model), firmware: \(root.firmwareVersion)")
        TPMPresence(
            manufacturer: root.manufacturer,
            model: root.model,
            firmware: parts.joined(separator: ".")
        ).say(&reading)
        try sayPermanent(tpm, &reading, &transcript)
        try sayCertificates(tpm, root, leniency, &reading, &transcript)
        return try LiveReading(reading, transcript: transcript)
    }

    /// TPMA_PERMANENT and TPMA_STARTUP_CLEAR — Part 2, 8.6 and 8.7.
    private static func sayPermanent(_ tpm: TPM, _ reading: inout Reading, _ transcript: inout [String]) throws {
        let properties = try tpm.properties(from: .permanent)
        guard let permanent = properties[.permanent], let startup = properties[.startupClear] else {
            return reading.missing.append("what is set up in the TPM: it does not say")
        }
        transcript.append("permanent: \(UInt64(permanent)), startup: \(UInt64(startup))")
        for (words, value, bit, isGood) in [
            ("owner authorization set", permanent, UInt32(0), true), ("lockout authorization set", permanent, 2, true),
            ("platform hierarchy closed", startup, 0, false),
        ] {
            let isSet = value >> bit & 1 == 1
            reading.add(.hardening, words, ["state": isSet == isGood ? "on" : "off"], "bit \(bit) = \(isSet ? 1 : 0)")
        }
    }

    private static func sayCertificates(
        _ tpm: TPM,
        _ root: Root,
        _ leniency: Leniency,
        _ reading: inout Reading,
        _ transcript: inout [String]
    ) throws {
        let indices = Set(try tpm.handles(.nvIndex).map(\.rawValue))
        let present = certificates.filter(indices.contains)
        guard !present.isEmpty else {
            return reading.add(
                .identity,
                "endorsement key",
                ["chain": "none", "possession": "unproven"],
                "no endorsement certificate in NV"
            )
        }
        for index in present {
            let place = "NV 0x\(String(index, radix: 16))"
            let octets = try tpm.readNV(Handle(rawValue: index))
            transcript.append("\(place): \(Hexadecimal.encode(octets))")
            let certificate: EKCertificate
            do { certificate = try EKCertificate(nv: octets, allowing: leniency) } catch {
                reading.missing.append("\(place): an endorsement certificate that is not understood: \(error)")
                continue
            }
            try say(certificate, place, root, &reading)
        }
    }

    private static func say(_ found: EKCertificate, _ place: String, _ root: Root, _ reading: inout Reading) throws {
        let certificate = found.certificate
        let key = Hexadecimal.encode(try HashAlgorithm.sha256.digest(certificate.subjectPublicKeyInfo))
        reading.notes.append("\(place): \(certificate.issuer) certifies a key with SHA-256 \(key)")
        if !reading.isSimulated,
            let reason = EmulatedRoot.reason(
                reported: (root.manufacturer, root.model),
                certified: found.tpmAttributes.map { ($0.manufacturer, $0.model) }
            )
        {
            reading.isSimulated = true
            reading.add(.keyStore, "TPM", ["kind": "virtual"], reason)
        }
        if certificate.issuer == certificate.subject, !certificate.subject.isEmpty {
            reading.add(
                .identity,
                "endorsement key",
                ["chain": "self-signed", "key": key, "possession": "unproven"],
                place
            )
        } else {
            reading.missing.append("\(place): whether the chain leads to a pinned anchor (bedplate verify ek)")
        }
    }
}
