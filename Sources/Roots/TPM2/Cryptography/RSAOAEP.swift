internal import CLibCrypto
internal import Digests

/// RSAES-OAEP with a label (RFC 8017, 7.1) through libcrypto: swift-crypto offers none.
///
/// MGF1 uses the hash of the padding, as the TPM does (Part 1, B.4).
enum RSAOAEP {
    /// Octets of a modulus: 2048 to 4096 bits. A smaller key is refused, not warned about.
    static let modulusSizes = 256...512

    /// - Parameter label: with its terminating zero, where the label has one.
    /// - Throws: ``CryptographyError/badPublicKey`` for a modulus outside the limits, an even modulus, or an exponent
    ///   that is even or below 3.
    static func encrypt(
        _ plaintext: [UInt8],
        modulus: [UInt8],
        exponent: UInt32,
        hash: HashAlgorithm,
        label: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        let modulus = [UInt8](modulus.drop { $0 == 0 })
        guard modulusSizes.contains(modulus.count), let low = modulus.last, low & 1 == 1 else { throw .badPublicKey }
        guard modulus.count > modulusSizes.lowerBound || modulus[0] >= 0x80 else { throw .badPublicKey }
        guard exponent >= 3, exponent & 1 == 1 else { throw .badPublicKey }
        guard let digestSize = hash.digestSize, hash.isComputable else { throw .unsupportedHash(hash) }
        guard plaintext.count <= modulus.count - 2 * digestSize - 2 else { throw .tooLong }
        let key = try LibcryptoKey(modulus: modulus, exponent: exponent)
        return try key.encrypt(plaintext, hash: hash, label: label, size: modulus.count)
    }
}

/// Owns an EVP_PKEY: made in the initializer, freed once in `deinit`.
@safe
private struct LibcryptoKey: ~Copyable {
    private let key: OpaquePointer

    init(modulus: [UInt8], exponent: UInt32) throws(CryptographyError) {
        // libcrypto's builder borrows the numbers until the key is made; everything is freed on every path out.
        let builder = unsafe OSSL_PARAM_BLD_new()
        let n = unsafe BN_bin2bn(modulus, Int32(modulus.count), nil)
        let e = unsafe BN_new()
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil)
        defer {
            unsafe OSSL_PARAM_BLD_free(builder)
            unsafe BN_free(n)
            unsafe BN_free(e)
            unsafe EVP_PKEY_CTX_free(context)
        }
        guard unsafe builder != nil, unsafe n != nil, unsafe e != nil, unsafe context != nil else { throw .failed }
        guard unsafe BN_set_word(e, UInt(exponent)) == 1,
            unsafe OSSL_PARAM_BLD_push_BN(builder, CLIBCRYPTO_RSA_N, n) == 1,
            unsafe OSSL_PARAM_BLD_push_BN(builder, CLIBCRYPTO_RSA_E, e) == 1
        else { throw .failed }
        guard let parameters = unsafe OSSL_PARAM_BLD_to_param(builder) else { throw .failed }
        defer { unsafe OSSL_PARAM_free(parameters) }
        var made: OpaquePointer?
        guard unsafe EVP_PKEY_fromdata_init(context) == 1,
            unsafe EVP_PKEY_fromdata(context, &made, CLIBCRYPTO_PUBLIC_KEY, parameters) == 1,
            let key = unsafe made
        else {
            ERR_clear_error()
            throw .badPublicKey
        }
        unsafe self.key = key
    }

    deinit { unsafe EVP_PKEY_free(key) }

    func encrypt(
        _ plaintext: [UInt8],
        hash: HashAlgorithm,
        label: [UInt8],
        size: Int
    ) throws(CryptographyError) -> [UInt8] {
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { throw .failed }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        let digest: OpaquePointer? =
            switch hash {
            case .sha1: unsafe EVP_sha1()
            case .sha256: unsafe EVP_sha256()
            case .sha384: unsafe EVP_sha384()
            case .sha512: unsafe EVP_sha512()
            default: nil
            }
        guard let digest = unsafe digest else { throw .unsupportedHash(hash) }
        guard unsafe EVP_PKEY_encrypt_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_oaep_md(context, digest) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest) == 1
        else { throw .failed }
        // The context frees the label with OPENSSL_free, but only once it has taken it.
        guard let copy = unsafe CRYPTO_malloc(label.count, #fileID, #line) else { throw .failed }
        unsafe copy.copyMemory(from: label, byteCount: label.count)
        guard unsafe EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, Int32(label.count)) == 1 else {
            unsafe CRYPTO_free(copy, #fileID, #line)
            throw .failed
        }
        var ciphertext = [UInt8](repeating: 0, count: size)
        var written = size
        guard unsafe EVP_PKEY_encrypt(context, &ciphertext, &written, plaintext, plaintext.count) == 1,
            written == size
        else {
            ERR_clear_error()
            throw .badPublicKey
        }
        return ciphertext
    }
}
