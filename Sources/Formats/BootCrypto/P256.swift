/// ECDSA on P-256, verification only — FIPS 186-5, 6.4.2; SP 800-186, 3.2.1.3.
///
/// Everything it sees is public, so its time depends on it.
public enum P256 {
    /// Octets of a public key: x ‖ y, without the 04 of an uncompressed point.
    public static var keySize: Int { 64 }
    /// Octets of a signature: r ‖ s.
    public static var signatureSize: Int { 64 }

    /// Whether the signature is the key's over a message of this digest. Both s and n - s are.
    ///
    /// Refuses lengths that are others, r and s outside 1..<n, coordinates that are not below p, and a point that is not
    /// on the curve.
    ///
    /// - Parameters:
    ///   - key: ``keySize`` octets.
    ///   - signature: ``signatureSize`` octets.
    ///   - digest: 32 octets.
    @inline(never)
    public static func verify(key: Span<UInt8>, signature: Span<UInt8>, digest: Span<UInt8>) -> Decision {
        guard let sum = sum(key, signature, digest) else { return .refused }
        return sum.hasAbscissa(UInt256(signature, at: 0))
    }

    /// What a verification found, in two ways that share only the point that was computed.
    public struct Recovery: Sendable {
        /// As ``P256/verify(key:signature:digest:)`` gives it.
        public var decision: Decision = .refused
        /// The r, 32 octets, that follows from key, digest and s: the signature's own if it holds. Zeros, which is no r, if
        /// it was not computed.
        public var abscissa = InlineArray<32, UInt8>(repeating: 0)
    }

    /// The same as ``verify(key:signature:digest:)``, and what its answer follows from: for a caller who decides twice.
    ///
    /// Costs one inversion more.
    @inline(never)
    public static func recover(key: Span<UInt8>, signature: Span<UInt8>, digest: Span<UInt8>) -> Recovery {
        var recovery = Recovery()
        guard let sum = sum(key, signature, digest) else { return recovery }
        recovery.decision = sum.hasAbscissa(UInt256(signature, at: 0))
        sum.abscissa.write(to: &recovery.abscissa)
        return recovery
    }

    /// The point whose abscissa is r; nil for what is no key or no signature.
    @inline(never)
    private static func sum(_ key: Span<UInt8>, _ signature: Span<UInt8>, _ digest: Span<UInt8>) -> Point? {
        guard key.count == keySize, signature.count == signatureSize, digest.count == SHA256.size else { return nil }
        let (r, s) = (UInt256(signature, at: 0), UInt256(signature, at: 32))
        guard !r.isZero, !s.isZero, r.isLess(than: order.value), s.isLess(than: order.value),
            let point = Point(key)
        else { return nil }
        var e = UInt256(digest, at: 0)
        if !e.isLess(than: order.value) { _ = e.subtract(order.value) }
        // A plain number times one in Montgomery form is the plain product.
        let w = order.inverted(order.form(s))
        return Point.sum(of: order.product(e, w), generator, order.product(r, w), point)
    }
}
