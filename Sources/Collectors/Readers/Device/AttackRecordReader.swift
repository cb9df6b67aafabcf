import Assessment
import Model

/// The record of `bedplate lab soc attack --out FILE`: what was tried on the reference device, and what came of it.
///
/// An attack counts where the device without that one defence fell to it; else it proves nothing.
public enum AttackRecordReader: EvidenceReader {
    public static let name = "bedplate-attack"
    public static let command = "bedplate lab soc attack --all --out attacks.json"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        ToolText.beginning(octets).contains("\"bedplate-attack\"") || tail(octets).contains("\"bedplate-attack\"")
    }

    /// The keys are sorted: `kind` stands behind the list of attacks.
    private static func tail(_ octets: [UInt8]) -> String { String(decoding: octets.suffix(1 << 14), as: UTF8.self) }

    /// What an attack asks: which aspect it is about, and what is said when the device withstood it, and when it did not.
    package struct Meaning {
        var aspect: Aspect
        var withstood: [String: String]
        var succeeded: [String: String]
    }

    private static func trial(_ trial: String) -> Meaning {
        Meaning(
            aspect: .failure,
            withstood: ["trial": trial, "outcome": "refused"],
            succeeded: ["trial": trial, "outcome": "ran"]
        )
    }
    private static func reading(from place: String) -> Meaning {
        Meaning(
            aspect: .readAttempt,
            withstood: ["from": place, "outcome": "refused"],
            succeeded: ["from": place, "outcome": "succeeded"]
        )
    }
    private static func writing(from place: String) -> Meaning {
        Meaning(
            aspect: .writeAttempt,
            withstood: ["from": place, "outcome": "refused"],
            succeeded: ["from": place, "outcome": "succeeded"]
        )
    }
    private static func debug(_ status: String) -> Meaning {
        Meaning(aspect: .debug, withstood: ["status": status], succeeded: ["status": "0"])
    }
    private static let recovery = Meaning(
        aspect: .recovery,
        withstood: ["state": "authenticated"],
        succeeded: ["state": "open"]
    )
    private static let key = Meaning(
        aspect: .verifyKey,
        withstood: ["storage": "otp", "locked": "yes"],
        succeeded: ["storage": "otp", "locked": "no"]
    )
    private static let rollback = Meaning(
        aspect: .rollback,
        withstood: ["enforced": "yes"],
        succeeded: ["enforced": "no"]
    )

    /// By the attack's name; an attack that is not here answers no question of the rubric, and is noted.
    package static let meanings: [String: Meaning] = [
        "unsigned": trial("unsigned"), "recovery-unsigned": recovery, "recovery-slot": recovery,
        "wrong-key": trial("wrong-key"), "revoked-key": trial("wrong-key"), "older": trial("older"),
        "application-older": trial("older"), "older-after-update": rollback, "counter-carved": rollback,
        "altered-code": trial("tampered"), "altered-header": trial("tampered"), "altered-counter": trial("tampered"),
        "altered-hash": trial("tampered"), "flipped": trial("tampered"), "truncated": trial("tampered"),
        "alien-tlv": trial("tampered"), "double-tlv": trial("tampered"), "behind-the-image": trial("tampered"),
        "changed-after-check": trial("tampered"), "application-altered": trial("tampered"),
        "rom-overwritten": writing(from: "the secure world"), "fuse-locked": key, "fuse-cleared": key,
        "root-key-burned": Meaning(aspect: .keySlot, withstood: ["state": "locked"], succeeded: ["state": "open"]),
        "secret-read-on-station": reading(from: "the station's console"),
        "secret-read-by-firmware": reading(from: "the secure world"),
        "secret-read-by-application": reading(from: "the non-secure world"),
        "secure-memory-read": reading(from: "the non-secure world"),
        "gateway-pointer": reading(from: "the non-secure world, through the gateway"),
        "lower-layer-key": reading(from: "the application's layer"), "debug-secured": debug("3"),
        "debug-closed": debug("4"), "return-wrong-key": debug("3"), "return-guessed": debug("3"),
        "return-closed": debug("4"),
    ]

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        let json = try StrictJSON(octets, name: name)
        guard try json.value("kind").text(atMost: 64) == "bedplate-attack" else {
            throw json.error("another kind of record")
        }
        try json.require(version: 1)
        guard try json.value("simulated").boolean() else { throw json.error("a record of an emulation says so") }
        var reading = Reading(reader: name, part: "Bedplate reference device", isSimulated: true)
        let rom = try json.value("rom").octets(32)
        reading.add(
            .part,
            "",
            [
                "family": "Bedplate reference device", "vendor": "Bedplate",
                "rom": try json.value("rom").text(atMost: 64),
            ],
            class: .tested,
            "rom, of \(rom.count) octets' digest"
        )
        reading.observations[0].origin = "rom"
        if try !json.value("isWhole").boolean() {
            reading.missing.append("a part of the catalogue: not all attacks were tried")
        }
        var seen: Set<String> = []
        for entry in try json.value("attacks").array(atMost: 500) {
            let id = try entry.value("id").text(atMost: 64)
            guard seen.insert(id).inserted else { throw entry.error("the attack '\(id)' is there twice") }
            try say(id, entry, &reading)
        }
        guard !seen.isEmpty else { throw json.error("no attack was tried") }
        return reading
    }

    private static func say(_ id: String, _ entry: StrictJSON, _ reading: inout Reading) throws {
        let outcome = try entry.value("outcome").text(atMost: 32)
        let device = try entry.value("device").optional("succeeded")?.boolean()
        let mutant = try entry.value("mutant").optional("succeeded")?.boolean()
        // The outcome is a conclusion: what was seen must bear it.
        switch outcome {
        case "withstood" where device == false && mutant == true, "succeeded" where device == true: break
        case "proves-nothing", "failed":
            return reading.missing.append(
                "\(id): "
                    + (outcome == "failed"
                        ? "it could not be tried" : "the device without the defence withstood it too")
            )
        default: throw entry.error("the outcome '\(outcome)' is not what was seen")
        }
        guard let meaning = meanings[id] else { return reading.notes.append("\(id): \(outcome)") }
        reading.add(
            meaning.aspect,
            id,
            (outcome == "withstood" ? meaning.withstood : meaning.succeeded).mapValues { $0 },
            class: .tested,
            "\(id): \(try entry.value("device").value("seen").multiline(atMost: 4096))"
        )
        // That an unsigned image did not run is what "enforced" means.
        guard id == "unsigned" else { return }
        reading.add(.enforcement, "boot", ["boot": outcome == "withstood" ? "on" : "off"], class: .tested, id)
    }
}
