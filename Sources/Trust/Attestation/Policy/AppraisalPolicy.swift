public import Digests
public import EventLog
import Foundation
import Model

/// What a device must show, as a small typed file. Unknown keys, names and versions are refused, and there is no way to
/// say "accept anything": every policy names PCRs of a TPM or the components of a PSA root, and values come from named
/// reference values.
///
/// ```json
/// {
///   "version": 1,
///   "name": "lab",
///   "reference": "lab-device",
///   "bank": "sha256",
///   "pcrs": [0, 1, 2, 3, 4, 5, 6, 7, 8],
///   "affirmSimulatedRoot": true
/// }
/// ```
///
/// In the place of `bank` and `pcrs`, a policy for devices with a PSA root has `"components"`: ``ComponentPolicy``.
public struct AppraisalPolicy: Hashable, Sendable {
    public var name: String
    /// The name of the reference values.
    public var reference: String
    public var bank: HashAlgorithm
    /// Empty in a policy for components.
    public var pcrs: [Int]
    /// Nil in a policy for PCRs.
    public var components: ComponentPolicy?
    /// Whether a device with an emulated root may be affirmed. The hardware claim stays unasserted all the same.
    public var affirmSimulatedRoot: Bool
    /// Whether evidence that rests on SHA-1 may be believed. Needs `"bank": "sha1"` to matter.
    public var allowSHA1: Bool
    /// Whether UEFI Secure Boot must have been on, as verified events show it.
    public var requireSecureBoot: Bool
    /// Named deviations of firmware from the log's specification that are tolerated, and reported.
    public var errata: Set<Erratum>

    public init(
        name: String,
        reference: String,
        bank: HashAlgorithm,
        pcrs: [Int],
        affirmSimulatedRoot: Bool = false,
        allowSHA1: Bool = false,
        requireSecureBoot: Bool = false,
        errata: Set<Erratum> = []
    ) {
        self.name = name
        self.reference = reference
        self.bank = bank
        self.pcrs = pcrs
        self.affirmSimulatedRoot = affirmSimulatedRoot
        self.allowSHA1 = allowSHA1
        self.requireSecureBoot = requireSecureBoot
        self.errata = errata
    }

    /// A policy for devices with a PSA root.
    public init(
        name: String,
        reference: String,
        components: ComponentPolicy,
        affirmSimulatedRoot: Bool = false
    ) {
        self.init(
            name: name,
            reference: reference,
            bank: .sha256,
            pcrs: [],
            affirmSimulatedRoot: affirmSimulatedRoot
        )
        self.components = components
    }

    /// Reads the file's form.
    ///
    /// - Throws: ``BedplateError`` with code `malformed` and the place.
    public init(json: [UInt8]) throws {
        let document = try StrictJSON(json, name: "policy")
        if let components = try document.optional("components") {
            let policy = try document.object(
                allowing: ["version", "name", "reference", "components", "affirmSimulatedRoot"]
            )
            try policy.require(version: 1)
            self.init(
                name: try policy.value("name").text(atMost: 64),
                reference: try policy.value("reference").text(atMost: 64),
                components: try ComponentPolicy(components),
                affirmSimulatedRoot: try policy.optional("affirmSimulatedRoot")?.boolean() ?? false
            )
            return
        }
        let policy = try document.object(
            allowing: [
                "version", "name", "reference", "bank", "pcrs", "affirmSimulatedRoot", "allowSHA1",
                "requireSecureBoot", "errata",
            ])
        try policy.require(version: 1)
        let bank = try policy.value("bank")
        guard let algorithm = HashAlgorithm(named: try bank.text(atMost: 16)), algorithm.isComputable else {
            throw bank.error(
                "unknown bank",
                hint: "known are: " + HashAlgorithm.computable.map(\.description).joined(separator: ", ")
            )
        }
        let allowSHA1 = try policy.optional("allowSHA1")?.boolean() ?? false
        guard algorithm != .sha1 || allowSHA1 else {
            throw bank.error("the SHA-1 bank is refused", hint: "a policy that accepts it says \"allowSHA1\": true")
        }
        let list = try policy.value("pcrs")
        let pcrs = try list.array(atMost: 24).map { try $0.integer(in: 0...23) }
        guard !pcrs.isEmpty, Set(pcrs).count == pcrs.count else {
            throw list.error("each PCR once, and at least one, was expected")
        }
        guard pcrs.contains(where: { !Self.resettable.contains($0) }) else {
            throw list.error(
                "only PCRs that any software can reset",
                hint: "16 and 23 alone prove nothing about a boot; name others too"
            )
        }
        let errata = try policy.optional("errata")?.array(atMost: 16) ?? []
        self.init(
            name: try policy.value("name").text(atMost: 64),
            reference: try policy.value("reference").text(atMost: 64),
            bank: algorithm,
            pcrs: pcrs.sorted(),
            affirmSimulatedRoot: try policy.optional("affirmSimulatedRoot")?.boolean() ?? false,
            allowSHA1: allowSHA1,
            requireSecureBoot: try policy.optional("requireSecureBoot")?.boolean() ?? false,
            errata: Set(
                try errata.map { item in
                    guard let erratum = Erratum(rawValue: try item.text(atMost: 64)) else {
                        throw item.error(
                            "unknown erratum",
                            hint: "known are: " + Erratum.allCases.map(\.rawValue).joined(separator: ", ")
                        )
                    }
                    return erratum
                }
            )
        )
    }

    /// Debug and application PCRs: any software resets them and extends what it likes, at locality 0 (PC Client Platform
    /// TPM Profile, PCR attributes). A policy of these alone would accept everything.
    private static let resettable: Set<Int> = [16, 23]

    /// The PCRs that a quote must cover.
    public var selection: [HashAlgorithm: [Int]] { pcrs.isEmpty ? [:] : [bank: pcrs] }
}
