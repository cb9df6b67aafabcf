internal import CPKCS11
internal import Digests
public import Model

extension PKCS11Token {
    /// The private keys in the token with this identifier and label, or all.
    public func keys(id: [UInt8]? = nil, label: String? = nil) async throws(BedplateError) -> [PKCS11Key] {
        try await withSession { (loan) throws(CryptokiError) in
            var keys: [PKCS11Key] = []
            for handle in try loan.functions.privateKeys(loan.session, id: id, label: label) {
                keys.append(try loan.functions.key(loan.session, handle))
            }
            return keys
        }
    }

    /// Makes a key in the token that can only sign and, as the token says, cannot leave.
    ///
    /// - Throws: ``BedplateError/Code/conflict`` if there is a key of that label,
    ///   ``BedplateError/Code/unsupportedScheme`` if the token makes no such key, ``BedplateError/Code/tokenFailed`` if it
    ///   made another than was asked for (which is removed).
    @discardableResult
    public func create(_ algorithm: SigningPublicKey.Algorithm, label: String) async throws(BedplateError) -> PKCS11Key
    {
        guard let recipe = KeyRecipe(algorithm) else {
            throw BedplateError(
                .unsupportedScheme,
                "a key of the kind \(algorithm.rawValue) cannot be made in a token"
            )
        }
        guard !label.isEmpty, label.utf8.count <= 128 else {
            throw BedplateError(.malformed, "a key's label has 1 to 128 octets")
        }
        guard try await keys(label: label).isEmpty else {
            throw BedplateError(.conflict, "the token '\(info.label)' has a key '\(label)' already")
        }
        let id = randomOctets(16)
        let key = try await withSession(writes: true, repeatable: false) { (loan) throws(CryptokiError) in
            let functions = loan.functions
            let handles = try recipe.make(functions, loan.session, label: label, id: id)
            let key = try functions.key(loan.session, handles.1)
            let isAsAsked =
                key.publicKey?.algorithm == algorithm && !key.attributes.isExportable && key.attributes.uses == [.sign]
            if !isAsAsked {
                try functions.destroy(loan.session, handles.1)
                try functions.destroy(loan.session, handles.0)
            }
            return isAsAsked ? key : nil
        }
        guard let key else {
            throw BedplateError(
                .tokenFailed,
                "the token '\(info.label)' made another key than was asked for: one that can leave, or do more than sign",
                hint: "it was removed again"
            )
        }
        return key
    }

    /// Removes the private keys of this identifier, and their public halves.
    package func remove(id: [UInt8]) async throws(BedplateError) {
        try await withSession(writes: true, repeatable: false) { (loan) throws(CryptokiError) in
            for handle in try loan.functions.find(loan.session, [CryptokiAttribute(CKA_ID, id)]) {
                try loan.functions.destroy(loan.session, handle)
            }
        }
    }
}
