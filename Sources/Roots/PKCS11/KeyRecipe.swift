internal import CPKCS11
internal import Model

/// How a token is told to make a key.
struct KeyRecipe {
    private let mechanism: UInt
    /// Each is tried in turn: tokens disagree on how a curve is named.
    private let parameters: [[CryptokiAttribute]]
    private let isRSA: Bool

    /// Nil for a kind that no token is asked for here.
    init?(_ algorithm: SigningPublicKey.Algorithm) {
        func curve(_ forms: [UInt8]...) -> [[CryptokiAttribute]] {
            forms.map { [CryptokiAttribute(CKA_EC_PARAMS, $0)] }
        }
        func modulus(_ bits: UInt) -> [[CryptokiAttribute]] {
            [
                [
                    CryptokiAttribute(CKA_MODULUS_BITS, number: bits),
                    CryptokiAttribute(CKA_PUBLIC_EXPONENT, [0x01, 0x00, 0x01]),
                ]
            ]
        }
        switch algorithm {
        case .ecdsaP256: (mechanism, parameters) = (CKM_EC_KEY_PAIR_GEN, curve(CryptokiGroup.p256.parameters))
        case .ecdsaP384: (mechanism, parameters) = (CKM_EC_KEY_PAIR_GEN, curve(CryptokiGroup.p384.parameters))
        case .ed25519:
            let forms = curve(CryptokiGroup.ed25519.parameters, CryptokiGroup.ed25519Name)
            (mechanism, parameters) = (CKM_EC_EDWARDS_KEY_PAIR_GEN, forms)
        case .rsa2048: (mechanism, parameters) = (CKM_RSA_PKCS_KEY_PAIR_GEN, modulus(2048))
        case .rsa3072: (mechanism, parameters) = (CKM_RSA_PKCS_KEY_PAIR_GEN, modulus(3072))
        case .rsa4096: (mechanism, parameters) = (CKM_RSA_PKCS_KEY_PAIR_GEN, modulus(4096))
        case .mlDSA65, .mlDSA87: return nil
        }
        isRSA = mechanism == CKM_RSA_PKCS_KEY_PAIR_GEN
    }

    /// The handles of the public and the private key.
    func make(
        _ functions: CryptokiFunctions,
        _ session: UInt,
        label: String,
        id: [UInt8]
    ) throws(CryptokiError) -> (UInt, UInt) {
        let common = [
            CryptokiAttribute(CKA_TOKEN, true), CryptokiAttribute(CKA_LABEL, text: label),
            CryptokiAttribute(CKA_ID, id),
        ]
        var publicKey = common + [CryptokiAttribute(CKA_VERIFY, true)]
        // What it may not is said as well: modules differ in what they allow by default.
        let privateKey =
            common + [
                CryptokiAttribute(CKA_PRIVATE, true), CryptokiAttribute(CKA_SENSITIVE, true),
                CryptokiAttribute(CKA_EXTRACTABLE, false), CryptokiAttribute(CKA_SIGN, true),
                CryptokiAttribute(CKA_SIGN_RECOVER, false), CryptokiAttribute(CKA_DECRYPT, false),
                CryptokiAttribute(CKA_UNWRAP, false), CryptokiAttribute(CKA_DERIVE, false),
            ]
        if isRSA { publicKey += [CryptokiAttribute(CKA_ENCRYPT, false), CryptokiAttribute(CKA_WRAP, false)] }
        var failure = CryptokiError("C_GenerateKeyPair", CKR_MECHANISM_INVALID)
        for form in parameters {
            do throws(CryptokiError) {
                return try functions.generateKeyPair(
                    session,
                    CryptokiMechanism(mechanism),
                    publicKey + form,
                    privateKey
                )
            } catch  where Self.curveIsUnknown.contains(error.result) {
                failure = error
            }
        }
        throw failure
    }

    private static let curveIsUnknown = [
        CKR_CURVE_NOT_SUPPORTED, CKR_DOMAIN_PARAMS_INVALID, CKR_ATTRIBUTE_VALUE_INVALID, CKR_TEMPLATE_INCONSISTENT,
    ]
}
