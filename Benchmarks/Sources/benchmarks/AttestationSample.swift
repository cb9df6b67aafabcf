/// Where the time of one attestation went.
struct AttestationSample {
    /// From the request for a nonce to the decoded answer, in seconds.
    var whole: Double
    /// Of it, waiting for the TPM.
    var tpm: Double
    var commands: Int
    /// Until the nonce was there, and from sending the evidence to its answer; in seconds.
    var nonce: Double
    var answer: Double
    /// What the service says of the second request, in milliseconds.
    var phases: [(name: String, milliseconds: Double)]

    var ours: Double { whole - tpm }
}

extension [AttestationSample] {
    func median(_ value: (AttestationSample) -> Double) -> Double { map(value).median }

    /// In the order in which the service reports them.
    var phaseNames: [String] { first?.phases.map(\.name) ?? [] }

    /// Milliseconds; a phase that comes twice counts twice.
    func median(phase name: String) -> Double {
        map { $0.phases.filter { $0.name == name }.reduce(0) { $0 + $1.milliseconds } }.median
    }

    var medianOfPhases: Double { map { $0.phases.reduce(0) { $0 + $1.milliseconds } }.median }
}
