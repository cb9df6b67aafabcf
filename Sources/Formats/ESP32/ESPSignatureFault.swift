/// Why octets are no signature sector, and where.
public struct ESPSignatureFault: Error, Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// The sector has another size than 4096 octets.
        case size
        /// There is no block at all.
        case missing
        /// A block does not begin with 0xE7.
        case magic
        /// The block's version is neither 2 (RSA) nor 3 (ECDSA).
        case version
        /// The block's CRC-32 is not that of its octets.
        case checksum
        /// The octet that names the hash has another value, or one that is not the curve's.
        case hashKind
        /// The curve is not P-256, or P-384 in the longer layout. P-192 is too weak.
        case curve
        /// An octet that is reserved is not zero.
        case reserved
        /// The modulus is even, or shorter than 3072 bits.
        case modulus
        /// The exponent is even, or below three.
        case exponent
        /// R² or M' is not the modulus's.
        case constants
        /// A number of the signature is out of range: r or s zero or not below the order, an RSA signature not below
        /// the modulus.
        case range
        /// Another scheme than the first block's.
        case mixedSchemes
        /// A fourth block begins where only filling may be.
        case fourthBlock
        /// Something other than 0xFF after the last block.
        case filling
    }

    public var reason: Reason
    /// Octets from the beginning of the sector to the offending field.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension ESPSignatureFault: CustomStringConvertible {
    public var description: String { "\(reason.rawValue) at byte \(offset) of the signature sector" }
}
