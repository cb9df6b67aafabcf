internal import CPKCS11
internal import Files
public import Model

/// A function of a module did not return CKR_OK — PKCS#11, "Return values".
public struct CryptokiError: Error, Hashable, Sendable {
    /// `C_Sign`
    public var function: String
    /// CK_RV
    public var result: UInt

    public init(_ function: String, _ result: UInt) {
        self.function = function
        self.result = result
    }
}

extension CryptokiError {
    /// What can be done about it.
    enum Remedy {
        /// The session is gone, or what it knew; a new one may do.
        case newSession
        /// The token was taken out, or put in again.
        case findToken
        /// The module has forgotten this process, as after a fork.
        case initialize
        case none
    }

    var remedy: Remedy {
        switch result {
        case CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED, CKR_USER_NOT_LOGGED_IN, CKR_OBJECT_HANDLE_INVALID,
            CKR_KEY_HANDLE_INVALID:
            .newSession
        case CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_SLOT_ID_INVALID, CKR_TOKEN_NOT_RECOGNIZED: .findToken
        case CKR_CRYPTOKI_NOT_INITIALIZED: .initialize
        default: .none
        }
    }

    /// Whether the PIN was tried and refused, or can no longer be tried.
    var concernsPIN: Bool {
        [CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_EXPIRED, CKR_PIN_LOCKED].contains(result)
    }

    /// The error for a person, about a token.
    func explained(_ token: String) -> BedplateError {
        switch result {
        case CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE:
            BedplateError(
                .pinIncorrect,
                "the PIN of the token '\(token)' is wrong",
                hint: "it is not tried again here: tokens lock after a few wrong ones",
                cause: self
            )
        case CKR_PIN_EXPIRED:
            BedplateError(
                .pinIncorrect,
                "the PIN of the token '\(token)' has expired",
                hint: "set a new one",
                cause: self
            )
        case CKR_PIN_LOCKED:
            BedplateError(
                .pinLocked,
                "the PIN of the token '\(token)' is locked",
                hint: "its security officer can unlock it",
                cause: self
            )
        case CKR_SESSION_COUNT:
            BedplateError(
                .tokenBusy,
                "the token '\(token)' has no free session",
                hint: "other programs hold them all; end one, or raise the token's limit",
                cause: self
            )
        case CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_SLOT_ID_INVALID, CKR_TOKEN_NOT_RECOGNIZED:
            BedplateError(.tokenAbsent, "the token '\(token)' is gone", hint: "put it back", cause: self)
        case CKR_MECHANISM_INVALID, CKR_MECHANISM_PARAM_INVALID, CKR_KEY_TYPE_INCONSISTENT, CKR_CURVE_NOT_SUPPORTED,
            CKR_KEY_SIZE_RANGE:
            BedplateError(.unsupportedScheme, "the token '\(token)' cannot do that", cause: self)
        case CKR_KEY_FUNCTION_NOT_PERMITTED:
            BedplateError(.forbidden, "the token '\(token)' does not let the key do that", cause: self)
        default: BedplateError(.tokenFailed, "the token '\(token)' failed", cause: self)
        }
    }
}

extension BedplateError.Code {
    /// The token has no free session.
    public static let tokenBusy = Self("token-busy")
    /// The token is not there, or no longer.
    public static let tokenAbsent = Self("token-absent")
    /// The token was opened by another process, which this one was forked from.
    public static let forked = Self("token-forked")
    /// The token or its module answered with an error.
    public static let tokenFailed = Self("token-failed")
}

extension CryptokiError: CustomStringConvertible {
    public var description: String { "\(function): \(Self.names[result] ?? "0x" + String(result, radix: 16))" }

    private static let names: [UInt: String] = [
        CKR_HOST_MEMORY: "CKR_HOST_MEMORY", CKR_SLOT_ID_INVALID: "CKR_SLOT_ID_INVALID",
        CKR_GENERAL_ERROR: "CKR_GENERAL_ERROR", CKR_FUNCTION_FAILED: "CKR_FUNCTION_FAILED",
        CKR_ARGUMENTS_BAD: "CKR_ARGUMENTS_BAD", CKR_ATTRIBUTE_READ_ONLY: "CKR_ATTRIBUTE_READ_ONLY",
        CKR_ATTRIBUTE_SENSITIVE: "CKR_ATTRIBUTE_SENSITIVE",
        CKR_ATTRIBUTE_TYPE_INVALID: "CKR_ATTRIBUTE_TYPE_INVALID",
        CKR_ATTRIBUTE_VALUE_INVALID: "CKR_ATTRIBUTE_VALUE_INVALID", CKR_DATA_INVALID: "CKR_DATA_INVALID",
        CKR_DATA_LEN_RANGE: "CKR_DATA_LEN_RANGE", CKR_DEVICE_ERROR: "CKR_DEVICE_ERROR",
        CKR_DEVICE_MEMORY: "CKR_DEVICE_MEMORY", CKR_DEVICE_REMOVED: "CKR_DEVICE_REMOVED",
        CKR_FUNCTION_CANCELED: "CKR_FUNCTION_CANCELED", CKR_FUNCTION_NOT_SUPPORTED: "CKR_FUNCTION_NOT_SUPPORTED",
        CKR_KEY_HANDLE_INVALID: "CKR_KEY_HANDLE_INVALID", CKR_KEY_SIZE_RANGE: "CKR_KEY_SIZE_RANGE",
        CKR_KEY_TYPE_INCONSISTENT: "CKR_KEY_TYPE_INCONSISTENT",
        CKR_KEY_FUNCTION_NOT_PERMITTED: "CKR_KEY_FUNCTION_NOT_PERMITTED",
        CKR_MECHANISM_INVALID: "CKR_MECHANISM_INVALID", CKR_MECHANISM_PARAM_INVALID: "CKR_MECHANISM_PARAM_INVALID",
        CKR_OBJECT_HANDLE_INVALID: "CKR_OBJECT_HANDLE_INVALID", CKR_OPERATION_ACTIVE: "CKR_OPERATION_ACTIVE",
        CKR_PIN_INCORRECT: "CKR_PIN_INCORRECT", CKR_PIN_INVALID: "CKR_PIN_INVALID",
        CKR_PIN_LEN_RANGE: "CKR_PIN_LEN_RANGE", CKR_PIN_EXPIRED: "CKR_PIN_EXPIRED", CKR_PIN_LOCKED: "CKR_PIN_LOCKED",
        CKR_SESSION_CLOSED: "CKR_SESSION_CLOSED", CKR_SESSION_COUNT: "CKR_SESSION_COUNT",
        CKR_SESSION_HANDLE_INVALID: "CKR_SESSION_HANDLE_INVALID", CKR_SESSION_READ_ONLY: "CKR_SESSION_READ_ONLY",
        CKR_TEMPLATE_INCOMPLETE: "CKR_TEMPLATE_INCOMPLETE", CKR_TEMPLATE_INCONSISTENT: "CKR_TEMPLATE_INCONSISTENT",
        CKR_TOKEN_NOT_PRESENT: "CKR_TOKEN_NOT_PRESENT", CKR_TOKEN_NOT_RECOGNIZED: "CKR_TOKEN_NOT_RECOGNIZED",
        CKR_TOKEN_WRITE_PROTECTED: "CKR_TOKEN_WRITE_PROTECTED",
        CKR_USER_ALREADY_LOGGED_IN: "CKR_USER_ALREADY_LOGGED_IN", CKR_USER_NOT_LOGGED_IN: "CKR_USER_NOT_LOGGED_IN",
        CKR_USER_PIN_NOT_INITIALIZED: "CKR_USER_PIN_NOT_INITIALIZED",
        CKR_DOMAIN_PARAMS_INVALID: "CKR_DOMAIN_PARAMS_INVALID", CKR_CURVE_NOT_SUPPORTED: "CKR_CURVE_NOT_SUPPORTED",
        CKR_BUFFER_TOO_SMALL: "CKR_BUFFER_TOO_SMALL", CKR_CRYPTOKI_NOT_INITIALIZED: "CKR_CRYPTOKI_NOT_INITIALIZED",
        CKR_CRYPTOKI_ALREADY_INITIALIZED: "CKR_CRYPTOKI_ALREADY_INITIALIZED",
    ]
}
