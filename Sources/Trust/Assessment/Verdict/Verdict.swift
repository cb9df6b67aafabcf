import Model

/// What an assessment concludes about one role; the first rule that matches wins (rubric, 5). Worst first.
public enum Verdict: String, Sendable, Codable, CaseIterable {
    /// A hardware root is claimed, and proof refutes it.
    case softwareDressedAsHardware = "software root dressed as hardware"
    /// The part can, and this unit is not set up.
    case notEnabled = "not enabled"
    /// No proof for any question: documents, claims, simulations.
    case claimOnly = "claim only"
    /// Some proof, and something is a gap or unknown.
    case partial
    /// All met, and a published break matches the part.
    case genuineWithKnownBreak = "genuine, with a known break"
    case genuine
}

extension Verdict {
    /// The first rule that matches.
    ///
    /// - Parameters:
    ///   - isDocumented: whether a profile says that the part can.
    ///   - hasKnownBreak: whether a published break concerns the part and revision.
    static func of(
        _ items: [ItemJudgement],
        _ dossier: Dossier,
        isDocumented: Bool,
        hasKnownBreak: Bool
    ) -> (Verdict, String) {
        func item(_ item: Item) -> ItemJudgement? { items.first { $0.item == item } }
        func refuted(_ judged: ItemJudgement?) -> String? {
            guard let judged, let answer = judged.answers.first(where: { $0.status == .refuted }) else { return nil }
            return "\(answer.rule): " + (answer.grounds.first?.text ?? answer.sentence)
        }
        // Whoever switches it on says it too.
        let isClaimed =
            dossier.exhibits(.claim).contains { $0["item"] == "root" || $0["place"] != nil || $0["asset"] != nil }
            || dossier.exhibits(.enforcement).contains { $0["boot"] == "on" }
        if isClaimed {
            let secrets = item(.readability).flatMap { judged in
                judged.isRefuted(
                    "Q2.secrets-unreadable",
                    "Q2.claimed-place",
                    "Q2.reading-refused",
                    "Q2.not-extractable"
                )
                    ? refuted(judged) : nil
            }
            let reasons = [
                refuted(item(.rootKey)), secrets, refuted(item(.firstCode)), refuted(item(.softwareKeyStore)),
            ]
            if let reason = reasons.compactMap({ $0 }).first { return (.softwareDressedAsHardware, reason) }
        }
        if isDocumented, let judged = item(.provisioning), judged.isRefuted("Q3.enforced", "Q3.production") {
            return (.notEnabled, refuted(judged) ?? "the part can, and this unit is not set up")
        }
        // Which part it is, is measured; what its ROM is, is documented: that alone proves nothing of the unit.
        let isProven = items.contains { judged in
            judged.answers.contains { $0.status == .met && $0.isRequired && $0.rule != "Q4.immutable" }
        }
        guard isProven else {
            return (
                .claimOnly,
                dossier.exhibits.contains { $0.record.simulated }
                    ? "what was shown was shown on an emulation, which proves the flow and not the device"
                    : "nothing is proven: documents and statements only"
            )
        }
        // Beside proof from silicon, one thing from an emulation is enough: a reader could not tell which part it bears.
        guard !dossier.exhibits.contains(where: { $0.record.simulated }) else {
            return (.claimOnly, "some of the evidence comes from an emulation")
        }
        let open = items.filter { $0.status != .met }
        guard open.isEmpty else {
            let words = open.map { "\($0.item.rawValue) \($0.status.rawValue)" }.joined(separator: ", ")
            let banner = item(.debug)?.status == .refuted ? "debug defeats it; " : ""
            return (.partial, "\(banner)some is proven, and not all: \(words)")
        }
        return hasKnownBreak
            ? (.genuineWithKnownBreak, "all is met, and a published break concerns this part")
            : (.genuine, "all is met by proof")
    }
}
