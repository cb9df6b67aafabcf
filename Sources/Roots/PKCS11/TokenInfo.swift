internal import CPKCS11

/// CK_TOKEN_INFO: how a token presents itself. A claim: nothing proves that it is the hardware it says.
public struct TokenInfo: Hashable, Sendable {
    public var label: String
    public var manufacturer: String
    public var model: String
    public var serial: String
    /// CKF_ flags
    public var flags: UInt

    public init(label: String, manufacturer: String, model: String, serial: String, flags: UInt) {
        self.label = label
        self.manufacturer = manufacturer
        self.model = model
        self.serial = serial
        self.flags = flags
    }

    public var isInitialized: Bool { flags & CPKCS11_TOKEN_INITIALIZED != 0 }
    public var needsLogin: Bool { flags & CPKCS11_LOGIN_REQUIRED != 0 }
    /// Whether the PIN is given at the token itself.
    public var hasPINPad: Bool { flags & CPKCS11_PROTECTED_AUTHENTICATION_PATH != 0 }
    public var isPINLocked: Bool { flags & CPKCS11_USER_PIN_LOCKED != 0 }
    /// Whether the next wrong PIN locks the token.
    public var hasOneTryLeft: Bool { flags & CPKCS11_USER_PIN_FINAL_TRY != 0 }

    /// Whether it is the same token, whatever has happened to it since.
    func isSame(as other: TokenInfo) -> Bool {
        label == other.label && manufacturer == other.manufacturer && model == other.model && serial == other.serial
    }
}
