extension ClauseMatrix {
    static let rootKey: [Clause] = [
        .quoted(.nist193, "4.1.1", "all security mechanisms and functions are founded on roots of trust"),
        .quoted(.nist193, "4.1.2", "the key store of the root of trust"),
        .seen(.fda, "App. 1.A (A-07), App. 1.D (D-01)", "hardware-based security solutions, where possible"),
        .seen(
            .fda,
            "App. 2.B (B-24)",
            "how each type of credential is generated, stored, configured, transferred and maintained"
        ),
        .quoted(.iec62443, "EDR/HDR/NDR 3.12", "provisioning of the product supplier's roots of trust"),
        .quoted(.iec62443, "CR 1.5 RE(1), CR 1.9 RE(1), CR 1.14 RE(1)", "authenticators and keys held in hardware"),
        .quoted(.etsi, "5.4-1", "sensitive security parameters are stored securely"),
        .quoted(.enisa, "GP-TM-01, GP-TM-02", "a hardware-based, immutable root of trust"),
        .quoted(.cra, "(e), (f)", "confidentiality and integrity of what is stored"),
        .quoted(.psa, "Unique identification; Cryptographic and trusted services", "goals by name"),
        .quoted(.sesip, "Cryptographic KeyStore", "security functional requirement by name"),
        .seen(.iotsf, "2.4.4.2, 2.4.4.3", "device hardware: the secure boot process"),
        .seen(.isvs, "V5: 5.1.5", "hardware platform requirements"),
    ]

    static let readability: [Clause] = [
        .quoted(.nist193, "4.2.4", "critical data is changed through defined interfaces only"),
        .seen(
            .fda,
            "App. 1.E (E-01, E-02)",
            "confidentiality in the handling and storage of cryptographic keys"
        ),
        .seen(.fda, "App. 1.C (C-02)", "generation, distribution, management and protection of keys"),
        .quoted(.iec62443, "CR 1.5 RE(1)", "hardware security for authenticators"),
        .quoted(.iec62443, "CR 4.1, CR 4.2", "confidentiality and persistence of information"),
        .quoted(.etsi, "5.4-1, 5.4-3", "secure storage; no critical parameter hard-coded in software's source"),
        .quoted(.cra, "(e)", "confidentiality of what is stored"),
        .quoted(.sesip, "Secure Storage; Physical Attacker Resistance", "requirements by name"),
        .seen(.psa, "Level 3: F.SECURE_STORAGE, F.PHYSICAL, T.SIDE_CHANNEL", "functions and threat by name"),
        .seen(.isvs, "V5: 5.1.7", "hardware platform requirements"),
    ]

    static let provisioning: [Clause] = [
        .quoted(.nist193, "4.1.2", "the key store is updated by an authenticated mechanism"),
        .seen(.fda, "V.B (V.B-11)", "risks of supply chain, design, production and deployment"),
        .seen(.fda, "App. 2.B (B-24, B-25)", "how credentials are made, configured and transferred"),
        .quoted(.iec62443, "EDR 3.12, EDR 3.13", "provisioning of the supplier's and the owner's roots of trust"),
        .quoted(.iec62443, "CR 1.5", "management of authenticators"),
        .quoted(.etsi, "5.4-4", "critical parameters are unique per device"),
        .quoted(.cra, "(d)", "protection from unauthorised access"),
        .quoted(.psa, "Security lifecycle", "goal by name"),
        .quoted(.sesip, "Secure Initialization of Platform; Field Return of Platform", "requirements by name"),
    ]

    static let firstCode: [Clause] = [
        .quoted(.nist193, "4.1.1", "roots and chains of trust are immutable, or their integrity is ensured"),
        .quoted(.nist193, "4.2.2, 4.3.1", "protection of immutable code; verification before execution"),
        .seen(
            .fda,
            "App. 1.D (D-02, D-09)",
            "authenticity of software, firmware and configuration is validated before execution"
        ),
        .quoted(.iec62443, "EDR/HDR/NDR 3.14, RE(1)", "integrity and authenticity of the boot process"),
        .quoted(.etsi, "5.7-1", "recommended: software is verified by secure boot mechanisms"),
        .quoted(.enisa, "GP-TM-03", "trust is established in the boot environment"),
        .quoted(.cra, "(f)", "integrity of programs and configuration"),
        .quoted(.psa, "Software authorization (secure boot)", "goal by name"),
        .quoted(.sesip, "Secure Initialization of Platform", "requirement by name"),
        .seen(.iotsf, "2.4.4.1, 2.4.4.4", "an irrevocable hardware secure boot process, enabled by default"),
        .seen(.isvs, "V5: 5.1.2", "hardware platform requirements"),
    ]

    static let failure: [Clause] = [
        .quoted(.nist193, "4.3.1, 4.4.1, 4.4.2", "a recovery process can be started; recovery of code and data"),
        .quoted(.nist193, "4.2.1.3", "older firmware is refused"),
        .seen(.fda, "App. 1.A (A-17)", "response to a failed authentication"),
        .seen(
            .fda,
            "App. 1.D (D-06, D-07)",
            "nothing is installed where authentication is absent or fails; no downgrade"
        ),
        .seen(.fda, "App. 1.C (C-11, C-12), App. 1.G (G-03), V.B.2(c)", "rollback; recovery; updateability view"),
        .quoted(.iec62443, "CR 3.3, CR 3.4 RE(2), EDR 3.10 RE(1), CR 7.4", "verification, notification, recovery"),
        .quoted(.enisa, "GP-TM-06", "recovery to a state that is known to be secure"),
        .quoted(.cra, "(f), (h), (k)", "corruption is reported; availability; impact is reduced"),
        .quoted(.psa, "Secure update; Anti-rollback", "goals by name"),
        .quoted(.sesip, "Secure Update of Platform", "requirement by name"),
    ]

    static let debug: [Clause] = [
        .quoted(.nist193, "4.2.3", "software does not interfere with critical platform firmware"),
        .seen(
            .fda,
            "App. 1.D (D-10)",
            "unauthorized access to test and debug ports (JTAG, UART) is disabled or restricted before delivery"
        ),
        .seen(.fda, "App. 2.B (B-11, B-14), VI.A (A-09)", "unused interfaces; the list of ports in the labeling"),
        .quoted(.iec62443, "EDR/HDR/NDR 2.13, RE(1)", "use of physical diagnostic and test interfaces"),
        .quoted(
            .etsi,
            "5.6-4",
            "a debug interface is disabled in software: weaker than this question, which asks for good"
        ),
        .quoted(.enisa, "GP-TM-33", "test and debug interfaces"),
        .quoted(.cra, "(j)", "attack surfaces are limited, external interfaces included"),
        .seen(.psa, "Level 3: T.DEBUG, F.DEBUG", "threat and function by name"),
        .quoted(.sesip, "Secure Debugging", "requirement by name"),
        .seen(.iotsf, "2.4.4.5", "device hardware: ports and debug"),
        .seen(.isvs, "V5: 5.1.1", "hardware platform requirements"),
        .quoted(.rfc9711, "4.2.10", "dbgstat, the scale that the answer is given on"),
    ]
}
