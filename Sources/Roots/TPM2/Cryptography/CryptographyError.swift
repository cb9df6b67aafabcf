public import Digests

/// Why a TPM cryptographic primitive refused its input. Names the input, never its content.
public enum CryptographyError: Error, Hashable, Sendable {
    /// The hash is not one that can be computed here.
    case unsupportedHash(HashAlgorithm)
    /// The symmetric key has a size in bits that is not one of the cipher's.
    case unsupportedKeySize(Int)
    /// An initialisation vector that is not one block of the cipher.
    case badInitializationVector
    /// The public key is malformed, outside the limits, or not a point of its curve.
    case badPublicKey
    /// Data longer than the operation allows.
    case tooLong
    /// The integrity value does not match: the blob was altered, or is meant for another name or seed.
    case integrity
    /// The library beneath refused; it says no more than that.
    case failed
}
