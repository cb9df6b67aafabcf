import Digests
public import Model
import Wire

/// The rubric for a TPM 2.0: a root that stores and reports, and relies on the platform to measure. Pure: the same
/// records give the same report. It cannot answer what runs first after reset, and says so.
public enum TPMRubric {
    /// - Parameter records: the device's records, oldest first, as the ledger holds them.
    public static func assess(device: String, root: Root, records: [EvidenceRecord]) throws -> AssessmentReport {
        let enrolment = try records.last { $0.kind == "device.enrolled" }.map(Exhibit.init)
        let appraisals = try records.filter { $0.kind == "evidence.appraised" }.map(Exhibit.init)
        let releases = try records.filter { $0.kind == "secret.released" }.map(Exhibit.init)
        let answers = [
            rootKey(enrolment), readable(enrolment), provisioned(enrolment), first(),
            failure(appraisals, releases), debug(),
        ]
        let simulated = root.simulated || records.contains { $0.simulated }
        let proven = answers.contains { $0.status == .met && !$0.simulated }
        let verdict: Verdict = simulated || !proven ? .claimOnly : .partial
        return AssessmentReport(
            device: device,
            root: root,
            roles: [.store, .report],
            answers: answers,
            verdict: verdict,
            reason: simulated
                ? "the root is emulated: whatever it shows proves the flow, not the device"
                : proven
                    ? "a TPM proves what it stores and reports; the questions about reset, failure and debug stay open"
                    : "nothing is proven by this device's records",
            wouldChange: (simulated ? ["a TPM in silicon, whose EK certificate chains to its maker"] : [])
                + ["evidence about the boot ROM, its failure behaviour and its debug locks (another root's role)"]
        )
    }

    /// A record with the hash by which the ledger knows its bytes.
    private struct Exhibit {
        var record: EvidenceRecord
        var hash: String
        init(_ record: EvidenceRecord) throws {
            self.record = record
            hash = Hexadecimal.encode(try HashAlgorithm.sha256.digest(try record.canonicalBytes()))
        }
        /// What an emulation shows is shown, not proven.
        var status: Answer.Status { record.simulated ? .unknown : .met }
        func field(_ name: String) -> String { record.fields[name] ?? "not recorded" }
    }

    private static func rootKey(_ enrolment: Exhibit?) -> Answer {
        guard let enrolment else {
            return unknown(.whereIsTheRootKey, "No enrolment is on record.", missing: ["bedplate-agent enroll"])
        }
        return Answer(
            question: .whereIsTheRootKey,
            status: enrolment.status,
            evidenceClass: .attested,
            simulated: enrolment.record.simulated,
            text: "In the TPM \(enrolment.field("manufacturer")) \(enrolment.field("model")): its endorsement key "
                + "\(short(enrolment.field("ek.sha256"))) is certified by "
                + "'\(enrolment.field("ek.issuer"))', on a path to a pinned anchor, and activated a fresh credential.",
            evidence: [enrolment.hash],
            missing: []
        )
    }

    private static func readable(_ enrolment: Exhibit?) -> Answer {
        guard let enrolment else {
            return unknown(.canItBeRead, "No enrolment is on record.", missing: ["bedplate-agent enroll"])
        }
        return Answer(
            question: .canItBeRead,
            status: enrolment.status,
            evidenceClass: .attested,
            simulated: enrolment.record.simulated,
            text: "Not by software: the attestation key is fixed to this TPM and was made in it "
                + "(attributes \(enrolment.field("ak.attributes"))), and no TPM command returns a private key.",
            evidence: [enrolment.hash],
            missing: ["side channels and faults: the part's Common Criteria report (AVA_VAN level)"]
        )
    }

    private static func provisioned(_ enrolment: Exhibit?) -> Answer {
        guard let enrolment else {
            return unknown(.whenWasItProvisioned, "No enrolment is on record.", missing: ["bedplate-agent enroll"])
        }
        return Answer(
            question: .whenWasItProvisioned,
            status: enrolment.status,
            evidenceClass: .attested,
            simulated: enrolment.record.simulated,
            text: "The maker certified the endorsement key on \(enrolment.field("ek.certificate.notBefore")); the "
                + "attestation key was proven and certified on \(enrolment.field("enrolled.at")).",
            evidence: [enrolment.hash],
            missing: ["that the maker's seed was made on chip: the maker's procedure"]
        )
    }

    private static func first() -> Answer {
        unknown(
            .whatRunsFirst,
            "A TPM cannot answer: it records what the platform tells it, after reset. Who measures first must itself "
                + "be immutable, and that is another root's role.",
            missing: ["the boot ROM's identity, fuses and write protection"]
        )
    }

    private static func failure(_ appraisals: [Exhibit], _ releases: [Exhibit]) -> Answer {
        let refused = appraisals.filter { $0.record.polarity == .refutes }
        guard let last = refused.last else {
            return unknown(
                .whatHappensOnFailure,
                "A TPM does not stop a boot. No bad boot is on record, so it is untested that secrets are withheld.",
                missing: ["boot a modified stage and attest"]
            )
        }
        return Answer(
            question: .whatHappensOnFailure,
            status: last.record.simulated ? .unknown : .gap,
            evidenceClass: .tested,
            simulated: last.record.simulated,
            text: "A TPM does not stop a boot. \(refused.count) of \(appraisals.count) appraisals refused the device "
                + "(last: \(last.field("failed"))), and no secret went out on them; \(releases.count) released on others.",
            evidence: refused.suffix(3).map(\.hash),
            missing: ["that the boot ROM refuses to run a bad image"]
        )
    }

    private static func debug() -> Answer {
        unknown(
            .canDebugBeClosed,
            "A TPM cannot answer: debug ports belong to the processor beside it.",
            missing: ["the processor's debug fuses, read from the unit"]
        )
    }

    private static func unknown(_ question: Question, _ text: String, missing: [String]) -> Answer {
        Answer(
            question: question,
            status: .unknown,
            evidenceClass: .missing,
            simulated: false,
            text: text,
            evidence: [],
            missing: missing
        )
    }

    private static func short(_ hexadecimal: String) -> String {
        hexadecimal.count > 16 ? hexadecimal.prefix(16) + "…" : hexadecimal
    }
}
