public import Model

extension Finding.Code {
    /// The record says what its aspect cannot.
    public static let evidenceMalformed = Finding.Code("evidence.malformed")
    /// The raw octets are kept and have another digest.
    public static let evidenceTampered = Finding.Code("evidence.tampered")
    /// Its time is over.
    public static let evidenceExpired = Finding.Code("evidence.expired")
    /// It is about another unit.
    public static let evidenceForeign = Finding.Code("evidence.foreign")
    /// The same, once more.
    public static let evidenceDuplicate = Finding.Code("evidence.duplicate")
    /// Two proofs disagree.
    public static let evidenceContradictory = Finding.Code("evidence.contradictory")
}
