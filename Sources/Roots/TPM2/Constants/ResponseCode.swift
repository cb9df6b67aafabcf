public import Wire

/// TPM_RC — Part 2, 6.6. Open.
///
/// Two formats share the 32 bits. Format 1 also says which parameter, handle or session was at fault; ``base`` is the
/// code without that, and is what the constants here compare with.
public struct ResponseCode: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let success = ResponseCode(rawValue: 0x000)
    /// A command with a tag of TPM 1.2, or none.
    public static let badTag = ResponseCode(rawValue: 0x01E)

    // RC_VER1: format 0, errors.
    public static let initialize = ResponseCode(rawValue: 0x100)
    public static let failure = ResponseCode(rawValue: 0x101)
    public static let sequence = ResponseCode(rawValue: 0x103)
    public static let privateArea = ResponseCode(rawValue: 0x10B)
    public static let hmac = ResponseCode(rawValue: 0x119)
    public static let disabled = ResponseCode(rawValue: 0x120)
    public static let exclusive = ResponseCode(rawValue: 0x121)
    public static let authType = ResponseCode(rawValue: 0x124)
    public static let authMissing = ResponseCode(rawValue: 0x125)
    public static let policy = ResponseCode(rawValue: 0x126)
    public static let pcr = ResponseCode(rawValue: 0x127)
    public static let pcrChanged = ResponseCode(rawValue: 0x128)
    public static let upgrade = ResponseCode(rawValue: 0x12D)
    public static let tooManyContexts = ResponseCode(rawValue: 0x12E)
    public static let authUnavailable = ResponseCode(rawValue: 0x12F)
    public static let reboot = ResponseCode(rawValue: 0x130)
    public static let unbalanced = ResponseCode(rawValue: 0x131)
    public static let commandSize = ResponseCode(rawValue: 0x142)
    public static let commandCode = ResponseCode(rawValue: 0x143)
    public static let authsize = ResponseCode(rawValue: 0x144)
    public static let authContext = ResponseCode(rawValue: 0x145)
    public static let nvRange = ResponseCode(rawValue: 0x146)
    public static let nvSize = ResponseCode(rawValue: 0x147)
    public static let nvLocked = ResponseCode(rawValue: 0x148)
    public static let nvAuthorization = ResponseCode(rawValue: 0x149)
    public static let nvUninitialized = ResponseCode(rawValue: 0x14A)
    public static let nvSpace = ResponseCode(rawValue: 0x14B)
    public static let nvDefined = ResponseCode(rawValue: 0x14C)
    public static let badContext = ResponseCode(rawValue: 0x150)
    public static let cphash = ResponseCode(rawValue: 0x151)
    public static let parent = ResponseCode(rawValue: 0x152)
    public static let needsTest = ResponseCode(rawValue: 0x153)
    public static let noResult = ResponseCode(rawValue: 0x154)
    public static let sensitive = ResponseCode(rawValue: 0x155)

    // RC_FMT1: format 1, with the number of a parameter, handle or session.
    public static let asymmetric = ResponseCode(rawValue: 0x081)
    public static let attributes = ResponseCode(rawValue: 0x082)
    public static let hash = ResponseCode(rawValue: 0x083)
    public static let value = ResponseCode(rawValue: 0x084)
    public static let hierarchy = ResponseCode(rawValue: 0x085)
    public static let keySize = ResponseCode(rawValue: 0x087)
    public static let mgf = ResponseCode(rawValue: 0x088)
    public static let mode = ResponseCode(rawValue: 0x089)
    public static let type = ResponseCode(rawValue: 0x08A)
    public static let handle = ResponseCode(rawValue: 0x08B)
    public static let kdf = ResponseCode(rawValue: 0x08C)
    public static let range = ResponseCode(rawValue: 0x08D)
    public static let authFail = ResponseCode(rawValue: 0x08E)
    public static let nonce = ResponseCode(rawValue: 0x08F)
    public static let pp = ResponseCode(rawValue: 0x090)
    public static let scheme = ResponseCode(rawValue: 0x092)
    public static let size = ResponseCode(rawValue: 0x095)
    public static let symmetric = ResponseCode(rawValue: 0x096)
    public static let tag = ResponseCode(rawValue: 0x097)
    public static let selector = ResponseCode(rawValue: 0x098)
    public static let insufficient = ResponseCode(rawValue: 0x09A)
    public static let signature = ResponseCode(rawValue: 0x09B)
    public static let key = ResponseCode(rawValue: 0x09C)
    public static let policyFail = ResponseCode(rawValue: 0x09D)
    public static let integrity = ResponseCode(rawValue: 0x09F)
    public static let ticket = ResponseCode(rawValue: 0x0A0)
    public static let reservedBits = ResponseCode(rawValue: 0x0A1)
    public static let badAuth = ResponseCode(rawValue: 0x0A2)
    public static let expired = ResponseCode(rawValue: 0x0A3)
    public static let policyCc = ResponseCode(rawValue: 0x0A4)
    public static let binding = ResponseCode(rawValue: 0x0A5)
    public static let curve = ResponseCode(rawValue: 0x0A6)
    public static let eccPoint = ResponseCode(rawValue: 0x0A7)
    public static let fwLimited = ResponseCode(rawValue: 0x0A8)
    public static let svnLimited = ResponseCode(rawValue: 0x0A9)

    // RC_WARN: format 0, warnings; the command had no effect and may succeed later.
    public static let contextGap = ResponseCode(rawValue: 0x901)
    public static let objectMemory = ResponseCode(rawValue: 0x902)
    public static let sessionMemory = ResponseCode(rawValue: 0x903)
    public static let memory = ResponseCode(rawValue: 0x904)
    public static let sessionHandles = ResponseCode(rawValue: 0x905)
    public static let objectHandles = ResponseCode(rawValue: 0x906)
    public static let locality = ResponseCode(rawValue: 0x907)
    public static let yielded = ResponseCode(rawValue: 0x908)
    public static let canceled = ResponseCode(rawValue: 0x909)
    public static let testing = ResponseCode(rawValue: 0x90A)
    public static let nvRate = ResponseCode(rawValue: 0x920)
    public static let lockout = ResponseCode(rawValue: 0x921)
    public static let retry = ResponseCode(rawValue: 0x922)
    public static let nvUnavailable = ResponseCode(rawValue: 0x923)

    /// What a format 1 code is about; counted from 1.
    public enum Subject: Hashable, Sendable {
        case parameter(Int)
        case handle(Int)
        case session(Int)
    }

    /// The layer that answered: 0 for the TPM itself, 11 and 12 for a resource manager in front of it.
    public var layer: UInt16 { UInt16(rawValue >> 16) }
    public var isFormat1: Bool { rawValue & 0x80 != 0 }
    /// A code that the manufacturer defines: format 0, bit 10.
    public var isVendorDefined: Bool { !isFormat1 && rawValue & 0x400 != 0 }
    public var isWarning: Bool { !isFormat1 && rawValue & 0x900 == 0x900 && !isVendorDefined }

    /// The code without layer, number and kind of subject.
    public var base: ResponseCode {
        isFormat1 ? ResponseCode(rawValue: rawValue & 0xBF) : ResponseCode(rawValue: rawValue & 0xFFFF)
    }

    /// Nil for format 0, and for format 1 without a number.
    public var subject: Subject? {
        guard isFormat1 else { return nil }
        let number = Int(rawValue >> 8 & 0xF)
        if rawValue & 0x40 != 0 { return number == 0 ? nil : .parameter(number) }
        let low = number & 7
        guard low != 0 else { return nil }
        return number & 8 != 0 ? .session(low) : .handle(low)
    }
}

extension ResponseCode: CustomStringConvertible {
    /// `TPM_RC_VALUE: parameter 2`
    public var description: String {
        var text = name
        switch subject {
        case .parameter(let number): text += ": parameter \(number)"
        case .handle(let number): text += ": handle \(number)"
        case .session(let number): text += ": session \(number)"
        case nil: break
        }
        if layer != 0 { text += " (from layer \(layer), not the TPM)" }
        return text
    }

    /// `TPM_RC_VALUE`; for a code that the specification does not name, its number.
    public var name: String {
        if self == .success { return "TPM_RC_SUCCESS" }
        if let name = Self.names[base.rawValue] { return "TPM_RC_" + name }
        return (isVendorDefined ? "vendor's TPM_RC 0x" : "TPM_RC 0x") + String(base.rawValue, radix: 16)
    }

    private static let names: [UInt32: String] = [
        0x01E: "BAD_TAG",
        0x100: "INITIALIZE", 0x101: "FAILURE", 0x103: "SEQUENCE", 0x10B: "PRIVATE", 0x119: "HMAC", 0x120: "DISABLED",
        0x121: "EXCLUSIVE", 0x124: "AUTH_TYPE", 0x125: "AUTH_MISSING", 0x126: "POLICY", 0x127: "PCR",
        0x128: "PCR_CHANGED", 0x12D: "UPGRADE", 0x12E: "TOO_MANY_CONTEXTS", 0x12F: "AUTH_UNAVAILABLE",
        0x130: "REBOOT", 0x131: "UNBALANCED", 0x142: "COMMAND_SIZE", 0x143: "COMMAND_CODE", 0x144: "AUTHSIZE",
        0x145: "AUTH_CONTEXT", 0x146: "NV_RANGE", 0x147: "NV_SIZE", 0x148: "NV_LOCKED", 0x149: "NV_AUTHORIZATION",
        0x14A: "NV_UNINITIALIZED", 0x14B: "NV_SPACE", 0x14C: "NV_DEFINED", 0x150: "BAD_CONTEXT", 0x151: "CPHASH",
        0x152: "PARENT", 0x153: "NEEDS_TEST", 0x154: "NO_RESULT", 0x155: "SENSITIVE",
        0x081: "ASYMMETRIC", 0x082: "ATTRIBUTES", 0x083: "HASH", 0x084: "VALUE", 0x085: "HIERARCHY",
        0x087: "KEY_SIZE", 0x088: "MGF", 0x089: "MODE", 0x08A: "TYPE", 0x08B: "HANDLE", 0x08C: "KDF", 0x08D: "RANGE",
        0x08E: "AUTH_FAIL", 0x08F: "NONCE", 0x090: "PP", 0x092: "SCHEME", 0x095: "SIZE", 0x096: "SYMMETRIC",
        0x097: "TAG", 0x098: "SELECTOR", 0x09A: "INSUFFICIENT", 0x09B: "SIGNATURE", 0x09C: "KEY",
        0x09D: "POLICY_FAIL", 0x09F: "INTEGRITY", 0x0A0: "TICKET", 0x0A1: "RESERVED_BITS", 0x0A2: "BAD_AUTH",
        0x0A3: "EXPIRED", 0x0A4: "POLICY_CC", 0x0A5: "BINDING", 0x0A6: "CURVE", 0x0A7: "ECC_POINT",
        0x0A8: "FW_LIMITED", 0x0A9: "SVN_LIMITED",
        0x901: "CONTEXT_GAP", 0x902: "OBJECT_MEMORY", 0x903: "SESSION_MEMORY", 0x904: "MEMORY",
        0x905: "SESSION_HANDLES", 0x906: "OBJECT_HANDLES", 0x907: "LOCALITY", 0x908: "YIELDED", 0x909: "CANCELED",
        0x90A: "TESTING", 0x910: "REFERENCE_H0", 0x911: "REFERENCE_H1", 0x912: "REFERENCE_H2", 0x913: "REFERENCE_H3",
        0x914: "REFERENCE_H4", 0x915: "REFERENCE_H5", 0x916: "REFERENCE_H6", 0x918: "REFERENCE_S0",
        0x919: "REFERENCE_S1", 0x91A: "REFERENCE_S2", 0x91B: "REFERENCE_S3", 0x91C: "REFERENCE_S4",
        0x91D: "REFERENCE_S5", 0x91E: "REFERENCE_S6", 0x920: "NV_RATE", 0x921: "LOCKOUT", 0x922: "RETRY",
        0x923: "NV_UNAVAILABLE",
    ]
}
