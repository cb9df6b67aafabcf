public import Model

extension BedplateError.Code {
    /// No TPM could be reached at the address.
    public static let tpmUnreachable = Self("tpm-unreachable")
    /// The TPM did not answer in time. Whether it executed the command is unknown.
    public static let tpmTimedOut = Self("tpm-timed-out")
    /// The connection ended within an exchange, or an earlier failure left it unusable.
    public static let tpmDisconnected = Self("tpm-disconnected")
    /// What was to be sent or what was received is not one TPM command or response within the limits.
    public static let tpmMalformed = Self("tpm-malformed")
    /// swtpm refused a command on its control channel.
    public static let tpmControlRefused = Self("tpm-control-refused")
}
