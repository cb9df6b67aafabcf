public import Files
public import Model

/// A PKCS#11 module: the maker's library that speaks with tokens.
public struct PKCS11Module: Sendable {
    /// Its file.
    public let name: String
    public let info: ModuleInfo
    package let functions: CryptokiFunctions

    /// The module of these functions: for tests, a real one whose functions were exchanged.
    package init(name: String, functions: CryptokiFunctions) throws(BedplateError) {
        self.name = name
        self.functions = functions
        do { info = try functions.moduleInfo() } catch {
            throw BedplateError(.tokenFailed, "the PKCS#11 module '\(name)' failed", cause: error)
        }
    }

    /// Loads the module in the shared library at `path`, a whole path.
    public static func load(_ path: String) throws(BedplateError) -> PKCS11Module {
        try PKCS11Module(name: path, functions: LoadedModule.load(path).functions)
    }

    /// The modules that are registered with p11-kit on this system; those that do not start are left out.
    public static func registered() -> [PKCS11Module] {
        LoadedModule.registered().compactMap { try? PKCS11Module(name: $0.name, functions: $0.functions) }
    }

    /// The modules that the URI can mean.
    public static func named(by uri: PKCS11URI) throws(BedplateError) -> [PKCS11Module] {
        if let path = uri.modulePath { return [try load(path)] }
        return registered()
    }

    /// The tokens that are there and initialised.
    public func tokens() throws(BedplateError) -> [TokenInfo] { try places().map(\.info) }

    func places() throws(BedplateError) -> [(slot: UInt, info: TokenInfo)] {
        do {
            var places: [(slot: UInt, info: TokenInfo)] = []
            for slot in try functions.slots() {
                do {
                    let info = try functions.tokenInfo(slot)
                    if info.isInitialized { places.append((slot, info)) }
                } catch  where error.remedy == .findToken {
                    // Taken out in between.
                    continue
                }
            }
            return places
        } catch {
            throw BedplateError(.tokenFailed, "the PKCS#11 module '\(name)' failed", cause: error)
        }
    }

    /// The one token that the URI names in these modules.
    ///
    /// - Throws: ``BedplateError/Code/tokenAbsent`` if there is none, ``BedplateError/Code/conflict`` if there are several.
    public static func token(
        _ uri: PKCS11URI,
        in modules: [PKCS11Module],
        secret: SecretSource? = nil
    ) throws(BedplateError) -> PKCS11Token {
        var found: [PKCS11Token] = []
        var seen: [String] = []
        for module in modules {
            for (slot, info) in try module.places() {
                seen.append("'\(info.label)'")
                guard uri.names(info, slot: slot) else { continue }
                found.append(PKCS11Token(module, slot: slot, info, secret: secret ?? uri.secretSource))
            }
        }
        guard let token = found.first else {
            let modules = modules.map(\.name).joined(separator: ", ")
            throw BedplateError(
                .tokenAbsent,
                "no token is as the URI says, in " + (modules.isEmpty ? "no module at all" : modules),
                hint: seen.isEmpty ? "there is no token; say module-path?" : "there are " + seen.joined(separator: ", ")
            )
        }
        guard found.count == 1 else {
            throw BedplateError(
                .conflict,
                "\(found.count) tokens are as the URI says",
                hint: "add serial= or module-path= to it"
            )
        }
        return token
    }
}
