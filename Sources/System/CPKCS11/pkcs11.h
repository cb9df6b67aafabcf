// PKCS #11 as p11-kit declares it, and p11-kit's loading of modules: one module may serve several users in one process.
#include <stddef.h>
#include <stdlib.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>

// Macros with shifts, which Swift does not import.
static const CK_FLAGS CPKCS11_LOGIN_REQUIRED = CKF_LOGIN_REQUIRED;
static const CK_FLAGS CPKCS11_PROTECTED_AUTHENTICATION_PATH = CKF_PROTECTED_AUTHENTICATION_PATH;
static const CK_FLAGS CPKCS11_TOKEN_INITIALIZED = CKF_TOKEN_INITIALIZED;
static const CK_FLAGS CPKCS11_USER_PIN_FINAL_TRY = CKF_USER_PIN_FINAL_TRY;
static const CK_FLAGS CPKCS11_USER_PIN_LOCKED = CKF_USER_PIN_LOCKED;
static const CK_FLAGS CPKCS11_RW_SESSION = CKF_RW_SESSION;
static const CK_FLAGS CPKCS11_SERIAL_SESSION = CKF_SERIAL_SESSION;
