extension ClauseMatrix {
    static let immutability: [Clause] = [
        .quoted(.nist193, "4.1.1, 4.2.2", "immutable roots of trust; protection of immutable code"),
        .seen(.fda, "App. 1.D", "code, data and execution integrity"),
        .quoted(.iec62443, "EDR 3.11, EDR 3.14", "physical tamper resistance; integrity of the boot process"),
        .quoted(.enisa, "GP-TM-01", "a hardware-based, immutable root of trust"),
        .quoted(.cra, "(f)", "integrity of programs and configuration"),
    ]

    static let readProtection: [Clause] = [
        .quoted(.nist193, "4.2.4", "critical data is changed through defined interfaces only"),
        .seen(.fda, "App. 1.E", "confidentiality"),
        .quoted(.iec62443, "CR 1.5 RE(1), CR 4.1", "hardware security for authenticators; confidentiality"),
        .quoted(.etsi, "5.4-1, 5.4-2", "secure storage; a hard-coded identity resists tampering"),
        .quoted(.cra, "(e)", "confidentiality of what is stored"),
        .quoted(.sesip, "Physical Attacker Resistance", "requirement by name"),
    ]

    static let executionPath: [Clause] = [
        .quoted(.nist193, "4.2.3, 4.3.1", "no interference by software; verification before execution"),
        .seen(.fda, "App. 1.D (D-09)", "authenticity is validated before execution"),
        .quoted(.iec62443, "EDR 3.14 RE(1)", "authenticity of the boot process"),
        .quoted(.etsi, "5.7-1", "recommended: software is verified by secure boot mechanisms"),
        .quoted(.cra, "(f)", "integrity of programs and configuration"),
        .quoted(.sesip, "Secure Initialization of Platform", "requirement by name"),
    ]

    static let softwareKeyStore: [Clause] = [
        .quoted(.nist193, "4.1.1", "roots of trust resist what runs under, or as part of, the operating system"),
        .seen(.fda, "App. 1.A (A-07), App. 1.D (D-01)", "hardware-based security solutions, where possible"),
        .quoted(.iec62443, "CR 1.5 RE(1), CR 1.9 RE(1), CR 1.14 RE(1)", "authenticators and keys held in hardware"),
        .quoted(.enisa, "GP-TM-02", "hardware with security features"),
        .quoted(.cra, "(e)", "confidentiality of what is stored"),
        .seen(.isvs, "V5: 5.1.4, 5.1.5", "hardware platform requirements"),
    ]

    static let sharedKeys: [Clause] = [
        .seen(
            .fda,
            "App. 1.C (C-06)",
            "the full compromise of one device does not reveal keys of others"
        ),
        .seen(.fda, "App. 1.C (C-07 to C-09)", "no master keys on a device; no serial numbers"),
        .seen(.fda, "V.B.2(b)", "Multi-Patient Harm View"),
        .quoted(.iec62443, "CR 1.2, CR 1.5", "identification of devices; management of authenticators"),
        .quoted(.etsi, "5.4-4", "critical parameters are unique per device"),
        .quoted(.cra, "(d)", "protection from unauthorised access"),
        .quoted(.psa, "Unique identification", "goal by name"),
        .quoted(.sesip, "Verification of Platform Instance Identity", "requirement by name"),
    ]

    static let supplyChain: [Clause] = [
        .seen(.fda, "V.B (V.B-11), App. 2.B (B-05)", "supply-chain risks; assessment of commercial platforms"),
        .quoted(.sesip, "Attestation of Platform Genuineness", "requirement by name"),
    ]

    static let attestation: [Clause] = [
        .quoted(.nist193, "4.3", "detection"),
        .seen(.fda, "V.B.2(d)", "security use case views"),
        .quoted(.iec62443, "EDR 3.14", "integrity of the boot process"),
        .quoted(.sesip, "Attestation of Platform State", "requirement by name"),
    ]

    static let report: [Clause] = [
        .seen(.fda, "App. 1.F (F-15)", "the software's configuration can be obtained electronically"),
        .seen(.fda, "V.C, footnote 47", "name, version and settings of testing tools"),
        .seen(.fda, "App. 2.B (B-27, B-29)", "configuration settings, and evidence for what is claimed"),
        .quoted(.iec62443, "CR 7.6 RE(1)", "machine-readable reporting of current security settings"),
        .quoted(.etsi, "5.12-3", "guidance on how to check that the device is set up securely"),
    ]

    /// No storage or boot requirement was found in these: they are listed for what they truly ask.
    static let process: [Clause] = [
        .seen(
            .iec81001,
            "5.3, 5.7, 7",
            "architectural design, testing and risk management: evidence for the process; it asks nothing of a key store"
        ),
        .seen(.sw96, "as cited in FDA V.A (V.A-02), App. 1.F (F-05)", "security risk management"),
        .seen(.jsp, "as cited in FDA V (V-02, V-03)", "a possible framework for secure product development"),
    ]
}
