public import Digests

/// The public part of a TPM decryption key, as far as sending it a secret needs it.
///
/// Says nothing about whose key it is: the caller has verified that before a secret is sent to it.
public struct EncapsulationKey: Hashable, Sendable {
    /// The key's algorithm and parameters.
    public enum Algorithm: Hashable, Sendable {
        /// RSA with OAEP.
        ///
        /// - Parameters:
        ///   - modulus: big-endian, 2048 to 4096 bits.
        ///   - exponent: 0 stands for 65537, as in TPMS_RSA_PARMS (Part 2, 12.2.3.5).
        ///   - oaepHash: the hash of the key's OAEP scheme; nil for a key without one (every storage and endorsement
        ///     key), which uses its name algorithm (Part 1, B.4).
        case rsa(modulus: [UInt8], exponent: UInt32, oaepHash: HashAlgorithm?)
        /// A point of a NIST curve; coordinates big-endian, at most as long as the field.
        case ecc(PrimeCurve, x: [UInt8], y: [UInt8])
    }

    public var algorithm: Algorithm
    /// The hash that the key's name is computed with; also the hash of KDFe.
    public var nameAlgorithm: HashAlgorithm

    public init(_ algorithm: Algorithm, nameAlgorithm: HashAlgorithm) {
        self.algorithm = algorithm
        self.nameAlgorithm = nameAlgorithm
    }
}
