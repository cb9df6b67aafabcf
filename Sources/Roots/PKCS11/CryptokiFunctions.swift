/// The functions of a module that are used here, as values of Swift: the seam where tests put a module that fails.
///
/// Nothing is interpreted on this level. Each may block for as long as the token takes.
package struct CryptokiFunctions: Sendable {
    /// C_Initialize
    package var initialize: @Sendable () throws(CryptokiError) -> Void
    /// C_GetInfo
    package var moduleInfo: @Sendable () throws(CryptokiError) -> ModuleInfo
    /// C_GetSlotList, those with a token
    package var slots: @Sendable () throws(CryptokiError) -> [UInt]
    /// C_GetTokenInfo of a slot
    package var tokenInfo: @Sendable (UInt) throws(CryptokiError) -> TokenInfo
    /// C_GetMechanismList of a slot
    package var mechanisms: @Sendable (UInt) throws(CryptokiError) -> [UInt]
    /// C_OpenSession with a slot; may it write?
    package var openSession: @Sendable (UInt, Bool) throws(CryptokiError) -> UInt
    /// C_CloseSession
    package var closeSession: @Sendable (UInt) throws(CryptokiError) -> Void
    /// C_CloseAllSessions of a slot
    package var closeAllSessions: @Sendable (UInt) throws(CryptokiError) -> Void
    /// C_Login in a session, CKU_ user, and PIN; nil where the token asks for it by itself
    package var login: @Sendable (UInt, UInt, [UInt8]?) throws(CryptokiError) -> Void
    /// C_FindObjectsInit, C_FindObjects, C_FindObjectsFinal: at most ``mostObjects``
    package var find: @Sendable (UInt, [CryptokiAttribute]) throws(CryptokiError) -> [UInt]
    /// C_GetAttributeValue of an object; nil for what it has not, or does not show
    package var attribute: @Sendable (UInt, UInt, UInt) throws(CryptokiError) -> [UInt8]?
    /// C_GenerateKeyPair with the public and the private template; the public and the private key
    package var generateKeyPair:
        @Sendable (UInt, CryptokiMechanism, [CryptokiAttribute], [CryptokiAttribute]) throws(CryptokiError)
            -> (UInt, UInt)
    /// C_DestroyObject
    package var destroy: @Sendable (UInt, UInt) throws(CryptokiError) -> Void
    /// C_SignInit in a session, with a key
    package var signInit: @Sendable (UInt, CryptokiMechanism, UInt) throws(CryptokiError) -> Void
    /// C_Sign
    package var sign: @Sendable (UInt, [UInt8]) throws(CryptokiError) -> [UInt8]

    /// The most objects that one search returns.
    package static let mostObjects = 4096
    /// The longest attribute that is read, in octets.
    package static let longestAttribute = 1 << 16
    /// The longest signature, in octets: RSA of 16,384 bits.
    package static let longestSignature = 2048
}
