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
        guard key.count == keySize, signature.count == signatureSize, digest.count == SHA256.size else {
            return .refused
        }
        let (r, s) = (UInt256(signature, at: 0), UInt256(signature, at: 32))
        guard !r.isZero, !s.isZero, r.isLess(than: order.value), s.isLess(than: order.value),
            let point = Point(key)
        else { return .refused }
        var e = UInt256(digest, at: 0)
        if !e.isLess(than: order.value) { _ = e.subtract(order.value) }
        // A plain number times one in Montgomery form is the plain product.
        let w = order.inverted(order.form(s))
        let sum = Point.sum(of: order.product(e, w), generator, order.product(r, w), point)
        return sum.hasAbscissa(r)
    }
}
