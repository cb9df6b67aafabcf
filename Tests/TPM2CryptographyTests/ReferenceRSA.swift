import CLibCrypto
import Digests
import Testing

/// RSA-OAEP decryption by libcrypto: judges what the library encrypts.
@safe
struct ReferenceRSA: ~Copyable {
    private let key: OpaquePointer

    /// - Parameter prime: one of the two prime factors; the rest of the private key is computed from it.
    init(modulus: [UInt8], exponent: UInt32, prime: [UInt8]) throws {
        let context = unsafe BN_CTX_new()
        let n = unsafe BN_bin2bn(modulus, Int32(modulus.count), nil)
        let p = unsafe BN_bin2bn(prime, Int32(prime.count), nil)
        let (e, q, d, p1, q1, phi) = unsafe (BN_new(), BN_new(), BN_new(), BN_new(), BN_new(), BN_new())
        let one = unsafe BN_value_one()
        unsafe BN_set_word(e, UInt(exponent))
        unsafe BN_div(q, nil, n, p, context)
        unsafe BN_sub(p1, p, one)
        unsafe BN_sub(q1, q, one)
        unsafe BN_mul(phi, p1, q1, context)
        unsafe BN_mod_inverse(d, e, phi, context)
        let builder = unsafe OSSL_PARAM_BLD_new()
        unsafe OSSL_PARAM_BLD_push_BN(builder, CLIBCRYPTO_RSA_N, n)
        unsafe OSSL_PARAM_BLD_push_BN(builder, CLIBCRYPTO_RSA_E, e)
        unsafe OSSL_PARAM_BLD_push_BN(builder, CLIBCRYPTO_RSA_D, d)
        let parameters = unsafe OSSL_PARAM_BLD_to_param(builder)
        let keyContext = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil)
        var made: OpaquePointer?
        unsafe EVP_PKEY_fromdata_init(keyContext)
        unsafe EVP_PKEY_fromdata(keyContext, &made, CLIBCRYPTO_KEY_PAIR, parameters)
        unsafe key = try #require(unsafe made)
        unsafe [n, p, e, q, d, p1, q1, phi].forEach { unsafe BN_free($0) }
        unsafe OSSL_PARAM_free(parameters)
        unsafe OSSL_PARAM_BLD_free(builder)
        unsafe EVP_PKEY_CTX_free(keyContext)
        unsafe BN_CTX_free(context)
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// nil when the padding, the hash or the label does not fit.
    func decrypt(_ ciphertext: [UInt8], hash: HashAlgorithm, label: [UInt8]) -> [UInt8]? {
        let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        unsafe EVP_PKEY_decrypt_init(context)
        unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING)
        unsafe EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_get_digestbyname(hash.description))
        unsafe EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_get_digestbyname(hash.description))
        let copy = unsafe CRYPTO_malloc(label.count, #fileID, #line)
        unsafe copy?.copyMemory(from: label, byteCount: label.count)
        unsafe EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, Int32(label.count))
        var plaintext = [UInt8](repeating: 0, count: 512)
        var count = plaintext.count
        guard unsafe EVP_PKEY_decrypt(context, &plaintext, &count, ciphertext, ciphertext.count) == 1 else {
            return nil
        }
        return [UInt8](plaintext[..<count])
    }
}

/// AES-CFB128 by libcrypto.
enum ReferenceAES {
    static func encrypt(_ plaintext: [UInt8], key: [UInt8], iv: [UInt8]) -> [UInt8] {
        let context = unsafe EVP_CIPHER_CTX_new()
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        let cipher = unsafe EVP_get_cipherbyname("aes-\(key.count * 8)-cfb")
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count + 16)
        var count: Int32 = 0
        unsafe EVP_EncryptInit_ex(context, cipher, nil, key, iv)
        unsafe EVP_EncryptUpdate(context, &ciphertext, &count, plaintext, Int32(plaintext.count))
        return [UInt8](ciphertext[..<Int(count)])
    }
}
