import Model

extension Rubric {
    /// Q1: where is the root key?
    static let rootKey = [
        rule(
            "Q1.key-in-silicon",
            .rootKey,
            .verifyKey,
            isRequired: true,
            "The verification key, or its digest, is in silicon or under a seal that the silicon checks.",
            fill: "bedplate assess read: the part's fuses"
        ) { exhibit, _ in
            guard exhibit["revoked"] != "yes" else { return nil }
            return switch exhibit["storage"] {
            case "otp", "rom": .met("\(exhibit.words): in one-time-programmable memory")
            case "sealed-flash": .met("\(exhibit.words): in flash, under a seal that the ROM checks")
            case "locked-flash": .gap("\(exhibit.words): in flash, behind a lock")
            case "flash": .refuted("\(exhibit.words): in flash that can be written")
            case "file": .refuted("\(exhibit.words): in a file")
            default: nil
            }
        },
        rule(
            "Q1.key-not-public",
            .rootKey,
            .verifyKey,
            "The key is not one of the development keys that everybody has.",
            fill: "sign with a key of your own: bedplate key new"
        ) { exhibit, _ in
            exhibit["development"].map { .refuted("\(exhibit.words): the public development key \($0)") }
        },
        rule(
            "Q1.key-is-yours",
            .rootKey,
            .verifyKey,
            "The key is the one that releases are signed with.",
            fill: "bedplate assess read --release-key FILE"
        ) { exhibit, _ in
            switch exhibit["released"] {
            case "yes": .met("\(exhibit.words): the key that releases are signed with")
            case "no" where exhibit["revoked"] != "yes":
                .gap("\(exhibit.words): not the key that releases are signed with")
            default: nil
            }
        },
        rule(
            "Q1.identity-in-element",
            .rootKey,
            .identity,
            roles: holding,
            isRequired: true,
            "The identity key lives in the element: its maker certifies it, and it answered a fresh challenge.",
            fill: "bedplate-agent enroll"
        ) { exhibit, _ in
            switch (exhibit["chain"], exhibit["possession"]) {
            case ("verified", "proven"):
                .met("\(exhibit.words): certified by \(exhibit["issuer"] ?? "its maker"), and proven")
            case ("verified", _): .gap("\(exhibit.words): certified, and possession is not proven")
            case ("unknown", _), ("self-signed", _): .gap("\(exhibit.words): nobody that is trusted certifies it")
            default: nil
            }
        },
    ]

    /// Q2: can it ever be read? For a secret; of the verification key, whether it can be changed.
    static let readability = [
        rule(
            "Q2.secrets-unreadable",
            .readability,
            .secret,
            roles: [.verify, .store, .report],
            isRequired: true,
            "The root's secrets cannot be read by software or over a port.",
            fill: "bedplate assess read: the part's fuses"
        ) { exhibit, _ in
            switch (exhibit["readable"], exhibit["storage"]) {
            case ("yes", _): .refuted("\(exhibit.words): read back")
            case ("no", "flash"), ("no", "file"): .gap("\(exhibit.words): outside the silicon")
            case ("no", _): .met("\(exhibit.words): not readable")
            default: nil
            }
        },
        rule(
            "Q2.claimed-place",
            .readability,
            .block,
            "What is said to hold the root's secret does not read back.",
            fill: "burn it with a purpose and read protection"
        ) { exhibit, dossier in
            guard exhibit["readable"] == "yes", exhibit["empty"] == "no",
                dossier.exhibits(.claim).contains(where: { $0["place"] == exhibit.name && $0["asset"] != "verify-key" })
            else { return nil }
            return .refuted(
                "\(exhibit.words): said to hold the root key, has purpose \(exhibit["purpose"] ?? "none"), and reads back"
            )
        },
        rule(
            "Q2.reading-refused",
            .readability,
            .readAttempt,
            roles: [.verify, .store, .report],
            "Reading the secret was tried, and refused.",
            fill: "bedplate lab soc attack, or a test on the unit"
        ) { exhibit, _ in
            exhibit["outcome"] == "succeeded"
                ? .refuted("\(exhibit.words): read from \(exhibit["from"] ?? "?")")
                : .met("\(exhibit.words): refused to \(exhibit["from"] ?? "?")")
        },
        rule(
            "Q2.debug-closed",
            .readability,
            .debug,
            "No open debug port reads what software may not.",
            fill: "close the debug port"
        ) { exhibit, _ in
            exhibit["status"] == "0" ? .gap("\(exhibit.words): a probe reads what is in memory") : nil
        },
        rule(
            "Q2.key-locked",
            .readability,
            .verifyKey,
            "The verification key cannot be changed or added to.",
            fill: "write-protect the key's block"
        ) { exhibit, _ in
            switch exhibit["locked"] {
            case "yes": .met("\(exhibit.words): write-protected")
            case "no" where exhibit["revoked"] != "yes": .gap("\(exhibit.words): more of its bits can still be burned")
            default: nil
            }
        },
        rule(
            "Q2.slots-closed",
            .readability,
            .keySlot,
            "No further key can be added.",
            fill: "revoke or lock the slots that are not used"
        ) { exhibit, _ in
            exhibit["state"] == "open"
                ? .gap("\(exhibit.words): takes a further key") : .met("\(exhibit.words): closed")
        },
        rule(
            "Q2.not-extractable",
            .readability,
            .keyStore,
            roles: holding,
            "No key of the element can be taken out.",
            fill: "bedplate assess read: the token or TPM"
        ) { exhibit, _ in
            switch exhibit["extractable"] {
            case "yes": .refuted("\(exhibit.words): a key can be taken out")
            case "no": .met("\(exhibit.words): made inside, and not extractable")
            default: nil
            }
        },
    ]
}
