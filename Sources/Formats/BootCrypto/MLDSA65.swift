/// ML-DSA-65, verification only — FIPS 204, 6.3 with 5.3's empty context.
///
/// Works in a workspace that the caller owns, so that a boot ROM can keep it off its stack. Everything it sees is public.
public enum MLDSA65 {
    /// Octets of a public key.
    public static var keySize: Int { 1952 }
    /// Octets of a signature.
    public static var signatureSize: Int { 3309 }
    /// The workspace: eight polynomials of 256 coefficients, 8 KiB.
    public static var workspaceSize: Int { 8 * 256 }

    /// Octets of c̃.
    static var challengeSize: Int { 48 }
    /// k, the rows of A.
    static var rows: Int { 6 }
    /// ℓ, its columns.
    static var columns: Int { 5 }
    /// γ₁
    static var maskRange: Int32 { 1 << 19 }
    /// β
    static var slack: Int32 { 196 }
    /// τ
    static var challengeWeight: Int { 49 }
    /// ω
    static var hintLimit: Int { 55 }
    /// Where h begins in a signature.
    static var hintOffset: Int { challengeSize + columns * 640 }

    /// Whether the signature is the key's over the message, signed without context.
    ///
    /// - Parameters:
    ///   - key: ``keySize`` octets.
    ///   - signature: ``signatureSize`` octets.
    ///   - workspace: ``workspaceSize`` numbers, whatever they are; refused if fewer.
    public static func verify(
        key: Span<UInt8>,
        message: Span<UInt8>,
        signature: Span<UInt8>,
        workspace: consuming MutableSpan<Int32>
    ) -> Decision {
        check(key: key, message: message, signature: signature, challenge: signature, workspace: workspace)
    }

    /// Whether key, message and signature lead to this challenge, which a signature that holds begins with.
    ///
    /// For known answers, too: octets that are nobody's key and signature lead to a challenge as well, so that a test needs
    /// to keep no more than that.
    ///
    /// - Parameter challenge: c̃, 48 octets; what is behind them is not looked at.
    @inline(never)
    public static func check(
        key: Span<UInt8>,
        message: Span<UInt8>,
        signature: Span<UInt8>,
        challenge: Span<UInt8>,
        workspace: consuming MutableSpan<Int32>
    ) -> Decision {
        guard key.count == keySize, signature.count == signatureSize, workspace.count >= workspaceSize,
            challenge.count >= challengeSize, isHintWellFormed(signature)
        else { return .refused }
        var polynomials = Polynomials(workspace: workspace)
        for column in 0..<columns {
            guard polynomials.readMask(signature, column) else { return .refused }
            polynomials.transform(column)
        }
        polynomials.sampleChallenge(signature)
        polynomials.transform(Polynomials.challenge)
        var hash = SHAKE.shake256
        absorbRepresentative(key, message, into: &hash)
        for row in 0..<rows {
            polynomials.multiply(key, row: row)
            polynomials.absorbHigh(signature, row: row, into: &hash)
        }
        hash.finish()
        var difference: UInt32 = 0
        var place = 0
        while place < challengeSize {
            difference |= UInt32(hash.squeeze() ^ challenge[place])
            place &+= 1
        }
        return Decision(difference: difference | UInt32(truncatingIfNeeded: place ^ challengeSize))
    }

    /// μ = H(H(pk) ‖ 0 ‖ 0 ‖ M) goes into the hash of the commitment — Algorithm 3, line 5; Algorithm 8, line 7.
    @inline(never)
    private static func absorbRepresentative(_ key: Span<UInt8>, _ message: Span<UInt8>, into hash: inout SHAKE) {
        var inner = SHAKE.shake256
        inner.absorb(key)
        inner.finish()
        var outer = SHAKE.shake256
        for _ in 0..<64 { outer.absorb(inner.squeeze()) }
        // The message as it is, and a context of no octets.
        outer.absorb(0)
        outer.absorb(0)
        outer.absorb(message)
        outer.finish()
        for _ in 0..<64 { hash.absorb(outer.squeeze()) }
    }

    /// HintBitUnpack's checks — Algorithm 21: places rise in each row, at most ω of them, and the rest is zero. Else one
    /// signature would have many forms.
    @inline(never)
    private static func isHintWellFormed(_ signature: Span<UInt8>) -> Bool {
        var place = 0
        for row in 0..<rows {
            let end = Int(signature[hintOffset &+ hintLimit &+ row])
            guard end >= place, end <= hintLimit else { return false }
            let start = place
            while place < end {
                if place > start, signature[hintOffset &+ place] <= signature[hintOffset &+ place &- 1] { return false }
                place &+= 1
            }
        }
        while place < hintLimit {
            guard signature[hintOffset &+ place] == 0 else { return false }
            place &+= 1
        }
        return true
    }
}
