internal import CPKCS11
internal import Model

/// A module that p11-kit loaded, initialised for this process; it is finalised and unloaded with the last reference.
///
/// `@unchecked Sendable`: the list of functions is never changed, and the module was asked for its own locking
/// (CKF_OS_LOCKING_OK, by p11-kit), so its functions may be called on any thread. p11-kit counts the users of a module
/// in this process, so that none initialises or finalises it under another.
@safe final class LoadedModule: @unchecked Sendable {
    /// Valid until `deinit` releases the module.
    let list: UnsafeMutablePointer<CK_FUNCTION_LIST>

    private init(_ list: UnsafeMutablePointer<CK_FUNCTION_LIST>) { unsafe self.list = list }

    deinit {
        _ = unsafe p11_kit_module_finalize(list)
        unsafe p11_kit_module_release(list)
    }

    /// Loads the shared library at `path`, and initialises it.
    static func load(_ path: String) throws(BedplateError) -> LoadedModule {
        // p11-kit looks up a bare name in a directory of its own: only whole paths mean what they say.
        guard path.hasPrefix("/") else {
            throw BedplateError(.malformed, "'\(path)' must be the whole path of a PKCS#11 module")
        }
        guard let list = unsafe p11_kit_module_load(path, 0) else {
            throw BedplateError(
                .environment,
                "'\(path)' cannot be loaded as a PKCS#11 module",
                hint: "does the file exist, and is it a module for this kind of machine?"
            )
        }
        let module = unsafe LoadedModule(list)
        do { try module.initialize() } catch {
            throw BedplateError(.environment, "the PKCS#11 module '\(path)' does not start", cause: error)
        }
        return module
    }

    /// Every module that is registered with p11-kit on this system and starts.
    static func registered() -> [LoadedModule] {
        guard let lists = unsafe p11_kit_modules_load(nil, 0) else { return [] }
        var modules: [LoadedModule] = []
        var place = 0
        // The array ends with a null pointer; it is freed here, its modules each by its owner.
        while let list = unsafe lists[place] {
            unsafe modules.append(LoadedModule(list))
            place += 1
        }
        unsafe free(lists)
        return modules.filter { (try? $0.initialize()) != nil }
    }

    /// Its file, or its name, for a person.
    var name: String {
        let text = unsafe p11_kit_module_get_filename(list) ?? p11_kit_module_get_name(list)
        defer { unsafe free(text) }
        return unsafe text.map { unsafe String(cString: $0) } ?? "module"
    }

    func initialize() throws(CryptokiError) {
        try Self.check("C_Initialize", unsafe p11_kit_module_initialize(list))
    }

    static func check(_ function: String, _ result: CK_RV) throws(CryptokiError) {
        guard result == CKR_OK else { throw CryptokiError(function, result) }
    }
}
