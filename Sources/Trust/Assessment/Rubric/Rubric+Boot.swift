import Model

extension Rubric {
    /// Q3: when was it provisioned?
    static let provisioning = [
        rule(
            "Q3.enforced",
            .provisioning,
            .enforcement,
            isRequired: true,
            "The unit refuses code that is not verified: it is switched on, not only able to.",
            fill: "bedplate assess read: the part's fuses"
        ) { exhibit, _ in
            exhibit["boot"] == "on"
                ? .met("\(exhibit.words): on") : .refuted("\(exhibit.words): the part can, and this unit does not")
        },
        rule(
            "Q3.production",
            .provisioning,
            .lifecycle,
            "The unit is in a production state that cannot be set back.",
            fill: "bedplate assess read: the part's lifecycle"
        ) { exhibit, _ in
            switch (exhibit["class"], exhibit["storage"]) {
            case ("open", _): .refuted("\(exhibit.words): the state is \(exhibit["state"] ?? "open")")
            case ("returned", _): .gap("\(exhibit.words): the unit was returned to its maker")
            case ("production", "flash"): .gap("\(exhibit.words): in flash, where it can be set back")
            case ("production", _): .met("\(exhibit.words): the state is \(exhibit["state"] ?? "production")")
            default: nil
            }
        },
        rule(
            "Q3.recorded",
            .provisioning,
            .provisioning,
            roles: [.verify, .store, .report],
            "A station signed what it did to this unit, and the unit reads back so.",
            fill: "provision on a station that signs (bedplate station)"
        ) { exhibit, _ in
            switch (exhibit["signed"], exhibit["agrees"]) {
            case (_, "no"): .refuted("\(exhibit.words): the unit is not as its record says")
            case ("yes", _): .met("\(exhibit.words): signed\(exhibit["at"].map { ", at \($0)" } ?? "")")
            default: .gap("\(exhibit.words): nobody signed it")
            }
        },
        rule(
            "Q3.identity-endorsed",
            .provisioning,
            .identity,
            roles: holding,
            isRequired: true,
            "The identity was endorsed by who made the element.",
            fill: "bedplate-agent enroll"
        ) { exhibit, _ in
            exhibit["chain"] == "verified"
                ? .met("\(exhibit.words): endorsed by \(exhibit["issuer"] ?? "its maker")") : nil
        },
    ]

    /// Q4: what runs first, and can it change?
    static let firstCode = [
        rule(
            "Q4.immutable",
            .firstCode,
            .part,
            roles: [.verify, .measure],
            isRequired: true,
            "The first code cannot be changed. That is documented of the part; measured is which part it is.",
            fill: "bedplate assess read: what identifies the part; bedplate assess parts"
        ) { part, dossier in
            let grades = dossier.exhibits(.firstCode)
            // What was measured of this unit stands before what is documented of its kind.
            guard let grade = grades.last(where: \.isProof) ?? grades.last else { return nil }
            let words = "\(grade["grade"] ?? "?"), \(grade.observation.origin) [\(part["family"] ?? "part")]"
            return switch grade["grade"] {
            case "A", "B", "C": .met("grade \(words)")
            case "D": .gap("grade \(words): the lock can be undone")
            default: .refuted("grade \(words): the first code can be replaced")
            }
        },
        rule(
            "Q4.writing-refused",
            .firstCode,
            .writeAttempt,
            roles: [.verify, .measure],
            "Overwriting the first code was tried, and refused.",
            fill: "bedplate lab soc attack, or a test on the unit"
        ) { exhibit, _ in
            exhibit["outcome"] == "succeeded"
                ? .refuted("\(exhibit.words): written from \(exhibit["from"] ?? "?")")
                : .met("\(exhibit.words): refused to \(exhibit["from"] ?? "?")")
        },
    ]

    /// Q5: what happens when verification fails?
    static let failure = trials.map(trial) + otherWays

    /// The images that a unit must refuse.
    private static let trials = ["unsigned", "tampered", "wrong-key", "older"]

    private static func trial(_ trial: String) -> Rule {
        let words = trial == "wrong-key" ? "signed by another key" : trial
        return rule(
            "Q5.\(trial)",
            .failure,
            .failure,
            roles: trial == "older" ? [.verify, .update] : verifying,
            isRequired: true,
            "An image that is \(words) was offered to the unit, and refused.",
            fill: "offer the unit such an image, and record what it does"
        ) { exhibit, _ in
            guard exhibit["trial"] == trial else { return nil }
            return exhibit["outcome"] == "ran"
                ? .refuted("\(exhibit.words): an image that is \(words) ran") : .met("\(exhibit.words): refused")
        }
    }

    private static let otherWays = [
        rule(
            "Q5.recovery",
            .failure,
            .recovery,
            roles: [.verify, .recover],
            "Every other way in takes signed code only, or is closed.",
            fill: "bedplate assess read: the part's fuses"
        ) { exhibit, _ in
            exhibit["state"] == "open"
                ? .gap("\(exhibit.words): takes code that nobody signed")
                : .met("\(exhibit.words): \(exhibit["state"] ?? "")")
        },
        rule(
            "Q5.rollback",
            .failure,
            .rollback,
            roles: [.verify, .update],
            "Older software is refused by a counter that only grows.",
            fill: "raise the least version that the unit takes"
        ) { exhibit, _ in
            exhibit["enforced"] == "yes"
                ? .met("\(exhibit.words): nothing below \(exhibit["version"] ?? "?")")
                : .gap("\(exhibit.words): older software is taken")
        },
    ]

    /// Q6: can debug be closed for good?
    static let debug = [
        rule(
            "Q6.closed",
            .debug,
            .debug,
            isRequired: true,
            "Every debug port of every core is closed for good (RFC 9711 status 3 or 4).",
            fill: "bedplate assess read: the part's debug fuses"
        ) { exhibit, _ in
            switch exhibit["status"] {
            case "0": .refuted("\(exhibit.words): open")
            case "1", "2": .gap("\(exhibit.words): closed, and can be opened again")
            case "3": .met("\(exhibit.words): closed for all but the maker")
            case "4": .met("\(exhibit.words): closed for everybody")
            default: nil
            }
        }
    ]
}
