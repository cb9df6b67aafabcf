/// What the replay of a log against quoted PCR values showed.
public struct LogVerification: Sendable {
    /// The PCRs that did not match, ordered by PCR, then bank. A PCR that fails in one bank is not verified in any.
    public let mismatches: [PCRMismatch]
    /// The events of the PCRs that matched in every bank that was quoted for them; of no other.
    public let events: VerifiedEvents
    /// PCRs that the log extends and for which no value was given: nothing is known about their events.
    public let unquotedPCRs: Set<Int>
    /// Every erratum that the result depends on, those of parsing included.
    public let errataUsed: Set<Erratum>

    /// Whether at least one PCR was compared and none failed.
    public var holds: Bool { mismatches.isEmpty && !events.pcrs.isEmpty }
}
