// OpenSSL 3's libcrypto, for the one thing that swift-crypto does not offer: RSA-OAEP with a label.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

// Macros of macros, which Swift does not import: the selections of EVP_PKEY_fromdata.
static const int CLIBCRYPTO_PUBLIC_KEY = EVP_PKEY_PUBLIC_KEY;
static const int CLIBCRYPTO_KEY_PAIR = EVP_PKEY_KEYPAIR;
// OSSL_PARAM_BLD keeps the pointer to a parameter's name, so the name must outlive the call: no bridged string.
static const char *const CLIBCRYPTO_RSA_N = OSSL_PKEY_PARAM_RSA_N;
static const char *const CLIBCRYPTO_RSA_E = OSSL_PKEY_PARAM_RSA_E;
static const char *const CLIBCRYPTO_RSA_D = OSSL_PKEY_PARAM_RSA_D;
