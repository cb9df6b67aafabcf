public import API

extension Terminal {
    /// An attestation's answer, for a person.
    ///
    /// - Parameter secret: the name of the secret that was asked for.
    public static func print(_ answer: AttestationAnswer, asked secret: String?) {
        print("result: \(clean(answer.status))")
        for finding in answer.findings {
            for (index, line) in wrap(clean(finding), width - 4).enumerated() {
                print((index == 0 ? "  - " : "    ") + line)
            }
        }
        if let secret, answer.isReleasing { print("released: '\(secret)', sealed to this device") }
    }
}
