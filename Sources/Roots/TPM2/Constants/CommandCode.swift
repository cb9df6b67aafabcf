public import Wire

/// TPM_CC — Part 2, 6.5.2. Open: a vendor's command survives a round trip.
public struct CommandCode: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let nvUndefineSpaceSpecial = CommandCode(rawValue: 0x0000_011F)
    public static let evictControl = CommandCode(rawValue: 0x0000_0120)
    public static let hierarchyControl = CommandCode(rawValue: 0x0000_0121)
    public static let nvUndefineSpace = CommandCode(rawValue: 0x0000_0122)
    public static let changeEPS = CommandCode(rawValue: 0x0000_0124)
    public static let changePPS = CommandCode(rawValue: 0x0000_0125)
    public static let clear = CommandCode(rawValue: 0x0000_0126)
    public static let clearControl = CommandCode(rawValue: 0x0000_0127)
    public static let clockSet = CommandCode(rawValue: 0x0000_0128)
    public static let hierarchyChangeAuth = CommandCode(rawValue: 0x0000_0129)
    public static let nvDefineSpace = CommandCode(rawValue: 0x0000_012A)
    public static let pcrAllocate = CommandCode(rawValue: 0x0000_012B)
    public static let pcrSetAuthPolicy = CommandCode(rawValue: 0x0000_012C)
    public static let ppCommands = CommandCode(rawValue: 0x0000_012D)
    public static let setPrimaryPolicy = CommandCode(rawValue: 0x0000_012E)
    public static let fieldUpgradeStart = CommandCode(rawValue: 0x0000_012F)
    public static let clockRateAdjust = CommandCode(rawValue: 0x0000_0130)
    public static let createPrimary = CommandCode(rawValue: 0x0000_0131)
    public static let nvGlobalWriteLock = CommandCode(rawValue: 0x0000_0132)
    public static let getCommandAuditDigest = CommandCode(rawValue: 0x0000_0133)
    public static let nvIncrement = CommandCode(rawValue: 0x0000_0134)
    public static let nvSetBits = CommandCode(rawValue: 0x0000_0135)
    public static let nvExtend = CommandCode(rawValue: 0x0000_0136)
    public static let nvWrite = CommandCode(rawValue: 0x0000_0137)
    public static let nvWriteLock = CommandCode(rawValue: 0x0000_0138)
    public static let dictionaryAttackLockReset = CommandCode(rawValue: 0x0000_0139)
    public static let dictionaryAttackParameters = CommandCode(rawValue: 0x0000_013A)
    public static let nvChangeAuth = CommandCode(rawValue: 0x0000_013B)
    public static let pcrEvent = CommandCode(rawValue: 0x0000_013C)
    public static let pcrReset = CommandCode(rawValue: 0x0000_013D)
    public static let sequenceComplete = CommandCode(rawValue: 0x0000_013E)
    public static let setAlgorithmSet = CommandCode(rawValue: 0x0000_013F)
    public static let setCommandCodeAuditStatus = CommandCode(rawValue: 0x0000_0140)
    public static let fieldUpgradeData = CommandCode(rawValue: 0x0000_0141)
    public static let incrementalSelfTest = CommandCode(rawValue: 0x0000_0142)
    public static let selfTest = CommandCode(rawValue: 0x0000_0143)
    public static let startup = CommandCode(rawValue: 0x0000_0144)
    public static let shutdown = CommandCode(rawValue: 0x0000_0145)
    public static let stirRandom = CommandCode(rawValue: 0x0000_0146)
    public static let activateCredential = CommandCode(rawValue: 0x0000_0147)
    public static let certify = CommandCode(rawValue: 0x0000_0148)
    public static let policyNV = CommandCode(rawValue: 0x0000_0149)
    public static let certifyCreation = CommandCode(rawValue: 0x0000_014A)
    public static let duplicate = CommandCode(rawValue: 0x0000_014B)
    public static let getTime = CommandCode(rawValue: 0x0000_014C)
    public static let getSessionAuditDigest = CommandCode(rawValue: 0x0000_014D)
    public static let nvRead = CommandCode(rawValue: 0x0000_014E)
    public static let nvReadLock = CommandCode(rawValue: 0x0000_014F)
    public static let objectChangeAuth = CommandCode(rawValue: 0x0000_0150)
    public static let policySecret = CommandCode(rawValue: 0x0000_0151)
    public static let rewrap = CommandCode(rawValue: 0x0000_0152)
    public static let create = CommandCode(rawValue: 0x0000_0153)
    public static let ecdhZGen = CommandCode(rawValue: 0x0000_0154)
    public static let hmac = CommandCode(rawValue: 0x0000_0155)
    public static let `import` = CommandCode(rawValue: 0x0000_0156)
    public static let load = CommandCode(rawValue: 0x0000_0157)
    public static let quote = CommandCode(rawValue: 0x0000_0158)
    public static let rsaDecrypt = CommandCode(rawValue: 0x0000_0159)
    public static let hmacStart = CommandCode(rawValue: 0x0000_015B)
    public static let sequenceUpdate = CommandCode(rawValue: 0x0000_015C)
    public static let sign = CommandCode(rawValue: 0x0000_015D)
    public static let unseal = CommandCode(rawValue: 0x0000_015E)
    public static let policySigned = CommandCode(rawValue: 0x0000_0160)
    public static let contextLoad = CommandCode(rawValue: 0x0000_0161)
    public static let contextSave = CommandCode(rawValue: 0x0000_0162)
    public static let ecdhKeyGen = CommandCode(rawValue: 0x0000_0163)
    public static let encryptDecrypt = CommandCode(rawValue: 0x0000_0164)
    public static let flushContext = CommandCode(rawValue: 0x0000_0165)
    public static let loadExternal = CommandCode(rawValue: 0x0000_0167)
    public static let makeCredential = CommandCode(rawValue: 0x0000_0168)
    public static let nvReadPublic = CommandCode(rawValue: 0x0000_0169)
    public static let policyAuthorize = CommandCode(rawValue: 0x0000_016A)
    public static let policyAuthValue = CommandCode(rawValue: 0x0000_016B)
    public static let policyCommandCode = CommandCode(rawValue: 0x0000_016C)
    public static let policyCounterTimer = CommandCode(rawValue: 0x0000_016D)
    public static let policyCpHash = CommandCode(rawValue: 0x0000_016E)
    public static let policyLocality = CommandCode(rawValue: 0x0000_016F)
    public static let policyNameHash = CommandCode(rawValue: 0x0000_0170)
    public static let policyOR = CommandCode(rawValue: 0x0000_0171)
    public static let policyTicket = CommandCode(rawValue: 0x0000_0172)
    public static let readPublic = CommandCode(rawValue: 0x0000_0173)
    public static let rsaEncrypt = CommandCode(rawValue: 0x0000_0174)
    public static let startAuthSession = CommandCode(rawValue: 0x0000_0176)
    public static let verifySignature = CommandCode(rawValue: 0x0000_0177)
    public static let eccParameters = CommandCode(rawValue: 0x0000_0178)
    public static let firmwareRead = CommandCode(rawValue: 0x0000_0179)
    public static let getCapability = CommandCode(rawValue: 0x0000_017A)
    public static let getRandom = CommandCode(rawValue: 0x0000_017B)
    public static let getTestResult = CommandCode(rawValue: 0x0000_017C)
    public static let hash = CommandCode(rawValue: 0x0000_017D)
    public static let pcrRead = CommandCode(rawValue: 0x0000_017E)
    public static let policyPCR = CommandCode(rawValue: 0x0000_017F)
    public static let policyRestart = CommandCode(rawValue: 0x0000_0180)
    public static let readClock = CommandCode(rawValue: 0x0000_0181)
    public static let pcrExtend = CommandCode(rawValue: 0x0000_0182)
    public static let pcrSetAuthValue = CommandCode(rawValue: 0x0000_0183)
    public static let nvCertify = CommandCode(rawValue: 0x0000_0184)
    public static let eventSequenceComplete = CommandCode(rawValue: 0x0000_0185)
    public static let hashSequenceStart = CommandCode(rawValue: 0x0000_0186)
    public static let policyPhysicalPresence = CommandCode(rawValue: 0x0000_0187)
    public static let policyDuplicationSelect = CommandCode(rawValue: 0x0000_0188)
    public static let policyGetDigest = CommandCode(rawValue: 0x0000_0189)
    public static let testParms = CommandCode(rawValue: 0x0000_018A)
    public static let commit = CommandCode(rawValue: 0x0000_018B)
    public static let policyPassword = CommandCode(rawValue: 0x0000_018C)
    public static let zGen2Phase = CommandCode(rawValue: 0x0000_018D)
    public static let ecEphemeral = CommandCode(rawValue: 0x0000_018E)
    public static let policyNvWritten = CommandCode(rawValue: 0x0000_018F)
    public static let policyTemplate = CommandCode(rawValue: 0x0000_0190)
    public static let createLoaded = CommandCode(rawValue: 0x0000_0191)
    public static let policyAuthorizeNV = CommandCode(rawValue: 0x0000_0192)
    public static let encryptDecrypt2 = CommandCode(rawValue: 0x0000_0193)
    public static let acGetCapability = CommandCode(rawValue: 0x0000_0194)
    public static let acSend = CommandCode(rawValue: 0x0000_0195)
    public static let policyACSendSelect = CommandCode(rawValue: 0x0000_0196)
    public static let certifyX509 = CommandCode(rawValue: 0x0000_0197)
    public static let actSetTimeout = CommandCode(rawValue: 0x0000_0198)
    public static let eccEncrypt = CommandCode(rawValue: 0x0000_0199)
    public static let eccDecrypt = CommandCode(rawValue: 0x0000_019A)
    public static let policyCapability = CommandCode(rawValue: 0x0000_019B)
    public static let policyParameters = CommandCode(rawValue: 0x0000_019C)
    public static let nvDefineSpace2 = CommandCode(rawValue: 0x0000_019D)
    public static let nvReadPublic2 = CommandCode(rawValue: 0x0000_019E)
    public static let setCapability = CommandCode(rawValue: 0x0000_019F)
}

extension CommandCode: CustomStringConvertible {
    /// The specification's name: `TPM2_Quote`; `TPM_CC 0x20000001` for a command that it does not name.
    public var description: String {
        guard rawValue >= Self.first, rawValue - Self.first < UInt32(Self.names.count),
            let name = Self.names[Int(rawValue - Self.first)]
        else { return "TPM_CC 0x" + String(rawValue, radix: 16) }
        return "TPM2_" + name
    }

    private static let first: UInt32 = 0x11F
    /// From 0x11F on; nil for a code that is not assigned.
    private static let names: [String?] = [
        "NV_UndefineSpaceSpecial", "EvictControl", "HierarchyControl", "NV_UndefineSpace", nil, "ChangeEPS",
        "ChangePPS", "Clear", "ClearControl", "ClockSet", "HierarchyChangeAuth", "NV_DefineSpace", "PCR_Allocate",
        "PCR_SetAuthPolicy", "PP_Commands", "SetPrimaryPolicy", "FieldUpgradeStart", "ClockRateAdjust",
        "CreatePrimary", "NV_GlobalWriteLock", "GetCommandAuditDigest", "NV_Increment", "NV_SetBits", "NV_Extend",
        "NV_Write", "NV_WriteLock", "DictionaryAttackLockReset", "DictionaryAttackParameters", "NV_ChangeAuth",
        "PCR_Event", "PCR_Reset", "SequenceComplete", "SetAlgorithmSet", "SetCommandCodeAuditStatus",
        "FieldUpgradeData", "IncrementalSelfTest", "SelfTest", "Startup", "Shutdown", "StirRandom",
        "ActivateCredential", "Certify", "PolicyNV", "CertifyCreation", "Duplicate", "GetTime",
        "GetSessionAuditDigest", "NV_Read", "NV_ReadLock", "ObjectChangeAuth", "PolicySecret", "Rewrap", "Create",
        "ECDH_ZGen", "HMAC", "Import", "Load", "Quote", "RSA_Decrypt", nil, "HMAC_Start", "SequenceUpdate", "Sign",
        "Unseal", nil, "PolicySigned", "ContextLoad", "ContextSave", "ECDH_KeyGen", "EncryptDecrypt", "FlushContext",
        nil, "LoadExternal", "MakeCredential", "NV_ReadPublic", "PolicyAuthorize", "PolicyAuthValue",
        "PolicyCommandCode", "PolicyCounterTimer", "PolicyCpHash", "PolicyLocality", "PolicyNameHash", "PolicyOR",
        "PolicyTicket", "ReadPublic", "RSA_Encrypt", nil, "StartAuthSession", "VerifySignature", "ECC_Parameters",
        "FirmwareRead", "GetCapability", "GetRandom", "GetTestResult", "Hash", "PCR_Read", "PolicyPCR",
        "PolicyRestart", "ReadClock", "PCR_Extend", "PCR_SetAuthValue", "NV_Certify", "EventSequenceComplete",
        "HashSequenceStart", "PolicyPhysicalPresence", "PolicyDuplicationSelect", "PolicyGetDigest", "TestParms",
        "Commit", "PolicyPassword", "ZGen_2Phase", "EC_Ephemeral", "PolicyNvWritten", "PolicyTemplate",
        "CreateLoaded", "PolicyAuthorizeNV", "EncryptDecrypt2", "AC_GetCapability", "AC_Send",
        "Policy_AC_SendSelect", "CertifyX509", "ACT_SetTimeout", "ECC_Encrypt", "ECC_Decrypt", "PolicyCapability",
        "PolicyParameters", "NV_DefineSpace2", "NV_ReadPublic2", "SetCapability",
    ]
}
