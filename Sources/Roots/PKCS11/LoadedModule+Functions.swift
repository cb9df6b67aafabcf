internal import CPKCS11

/// The calls into the module: here alone memory is handed to C. Every pointer is to memory that lives through the call,
/// and C is told its size.
extension LoadedModule {
    /// The module's functions; they keep it loaded.
    var functions: CryptokiFunctions {
        CryptokiFunctions(
            initialize: { () throws(CryptokiError) in try self.initialize() },
            moduleInfo: { () throws(CryptokiError) in try self.moduleInfo() },
            slots: { () throws(CryptokiError) in try self.slots() },
            tokenInfo: { (slot) throws(CryptokiError) in try self.tokenInfo(slot) },
            mechanisms: { (slot) throws(CryptokiError) in try self.mechanisms(slot) },
            openSession: { (slot, writes) throws(CryptokiError) in try self.openSession(slot, writes: writes) },
            closeSession: { (session) throws(CryptokiError) in
                try Self.check("C_CloseSession", unsafe self.list.pointee.C_CloseSession(session))
            },
            closeAllSessions: { (slot) throws(CryptokiError) in
                try Self.check("C_CloseAllSessions", unsafe self.list.pointee.C_CloseAllSessions(slot))
            },
            login: { (session, user, pin) throws(CryptokiError) in try self.login(session, user, pin) },
            find: { (session, template) throws(CryptokiError) in try self.find(session, template) },
            attribute: { (session, object, type) throws(CryptokiError) in try self.attribute(session, object, type) },
            generateKeyPair: { (session, mechanism, publicKey, privateKey) throws(CryptokiError) in
                try self.generateKeyPair(session, mechanism, publicKey, privateKey)
            },
            destroy: { (session, object) throws(CryptokiError) in
                try Self.check("C_DestroyObject", unsafe self.list.pointee.C_DestroyObject(session, object))
            },
            signInit: { (session, mechanism, key) throws(CryptokiError) in
                try self.signInit(session, mechanism, key)
            },
            sign: { (session, data) throws(CryptokiError) in try self.sign(session, data) }
        )
    }

    private func moduleInfo() throws(CryptokiError) -> ModuleInfo {
        var info = CK_INFO()
        try Self.check("C_GetInfo", unsafe list.pointee.C_GetInfo(&info))
        return ModuleInfo(
            manufacturer: Self.text(info.manufacturerID),
            description: Self.text(info.libraryDescription),
            version: "\(info.libraryVersion.major).\(info.libraryVersion.minor)"
        )
    }

    private func slots() throws(CryptokiError) -> [UInt] {
        // Slots may appear between the two calls.
        for _ in 0..<8 {
            var count: CK_ULONG = 0
            try Self.check("C_GetSlotList", unsafe list.pointee.C_GetSlotList(1, nil, &count))
            guard count > 0 else { return [] }
            var slots = [CK_SLOT_ID](repeating: 0, count: Int(min(count, 4096)))
            count = CK_ULONG(slots.count)
            let result = unsafe list.pointee.C_GetSlotList(1, &slots, &count)
            if result == CKR_BUFFER_TOO_SMALL { continue }
            try Self.check("C_GetSlotList", result)
            return Array(slots.prefix(Int(min(count, CK_ULONG(slots.count)))))
        }
        throw CryptokiError("C_GetSlotList", CKR_BUFFER_TOO_SMALL)
    }

    private func tokenInfo(_ slot: UInt) throws(CryptokiError) -> TokenInfo {
        var info = CK_TOKEN_INFO()
        try Self.check("C_GetTokenInfo", unsafe list.pointee.C_GetTokenInfo(slot, &info))
        return TokenInfo(
            label: Self.text(info.label),
            manufacturer: Self.text(info.manufacturerID),
            model: Self.text(info.model),
            serial: Self.text(info.serialNumber),
            flags: info.flags
        )
    }

    private func mechanisms(_ slot: UInt) throws(CryptokiError) -> [UInt] {
        var count: CK_ULONG = 0
        try Self.check("C_GetMechanismList", unsafe list.pointee.C_GetMechanismList(slot, nil, &count))
        var mechanisms = [CK_MECHANISM_TYPE](repeating: 0, count: Int(min(count, 4096)))
        count = CK_ULONG(mechanisms.count)
        try Self.check("C_GetMechanismList", unsafe list.pointee.C_GetMechanismList(slot, &mechanisms, &count))
        return Array(mechanisms.prefix(Int(min(count, CK_ULONG(mechanisms.count)))))
    }

    private func openSession(_ slot: UInt, writes: Bool) throws(CryptokiError) -> UInt {
        var session: CK_SESSION_HANDLE = 0
        let flags = CPKCS11_SERIAL_SESSION | (writes ? CPKCS11_RW_SESSION : 0)
        try Self.check("C_OpenSession", unsafe list.pointee.C_OpenSession(slot, flags, nil, nil, &session))
        return session
    }

    private func login(_ session: UInt, _ user: UInt, _ pin: [UInt8]?) throws(CryptokiError) {
        guard var pin else {
            return try Self.check("C_Login", unsafe list.pointee.C_Login(session, user, nil, 0))
        }
        try Self.check("C_Login", unsafe list.pointee.C_Login(session, user, &pin, CK_ULONG(pin.count)))
    }

    private func find(_ session: UInt, _ template: [CryptokiAttribute]) throws(CryptokiError) -> [UInt] {
        let started = unsafe Self.withAttributes(template) { unsafe list.pointee.C_FindObjectsInit(session, $0, $1) }
        try Self.check("C_FindObjectsInit", started)
        defer { _ = unsafe list.pointee.C_FindObjectsFinal(session) }
        var found: [UInt] = []
        var part = [CK_OBJECT_HANDLE](repeating: 0, count: 64)
        while found.count < CryptokiFunctions.mostObjects {
            var count: CK_ULONG = 0
            try Self.check(
                "C_FindObjects",
                unsafe list.pointee.C_FindObjects(session, &part, CK_ULONG(part.count), &count)
            )
            guard count > 0 else { break }
            found += part.prefix(Int(min(count, CK_ULONG(part.count))))
        }
        return found
    }

    private func attribute(_ session: UInt, _ object: UInt, _ type: UInt) throws(CryptokiError) -> [UInt8]? {
        var asked = unsafe CK_ATTRIBUTE(type: type, pValue: nil, ulValueLen: 0)
        let sized = unsafe list.pointee.C_GetAttributeValue(session, object, &asked, 1)
        if [CKR_ATTRIBUTE_TYPE_INVALID, CKR_ATTRIBUTE_SENSITIVE].contains(sized) { return nil }
        try Self.check("C_GetAttributeValue", sized)
        let size = unsafe asked.ulValueLen
        guard size != CK_ULONG.max else { return nil }
        guard size <= CryptokiFunctions.longestAttribute else {
            throw CryptokiError("C_GetAttributeValue", CKR_ATTRIBUTE_VALUE_INVALID)
        }
        guard size > 0 else { return [] }
        var value = [UInt8](repeating: 0, count: Int(size))
        var written: CK_ULONG = 0
        let result = unsafe value.withUnsafeMutableBytes { buffer in
            var asked = unsafe CK_ATTRIBUTE(type: type, pValue: buffer.baseAddress, ulValueLen: size)
            let result = unsafe list.pointee.C_GetAttributeValue(session, object, &asked, 1)
            unsafe written = asked.ulValueLen
            return result
        }
        try Self.check("C_GetAttributeValue", result)
        return Array(value.prefix(Int(min(written, size))))
    }

    private func generateKeyPair(
        _ session: UInt,
        _ mechanism: CryptokiMechanism,
        _ publicTemplate: [CryptokiAttribute],
        _ privateTemplate: [CryptokiAttribute]
    ) throws(CryptokiError) -> (UInt, UInt) {
        var made: (CK_OBJECT_HANDLE, CK_OBJECT_HANDLE) = (0, 0)
        let result = unsafe Self.withMechanism(mechanism) { mechanism in
            unsafe Self.withAttributes(publicTemplate) { publicList, publicCount in
                unsafe Self.withAttributes(privateTemplate) { privateList, privateCount in
                    unsafe list.pointee.C_GenerateKeyPair(
                        session,
                        mechanism,
                        publicList,
                        publicCount,
                        privateList,
                        privateCount,
                        &made.0,
                        &made.1
                    )
                }
            }
        }
        try Self.check("C_GenerateKeyPair", result)
        return made
    }

    private func signInit(_ session: UInt, _ mechanism: CryptokiMechanism, _ key: UInt) throws(CryptokiError) {
        let result = unsafe Self.withMechanism(mechanism) { unsafe list.pointee.C_SignInit(session, $0, key) }
        try Self.check("C_SignInit", result)
    }

    private func sign(_ session: UInt, _ data: [UInt8]) throws(CryptokiError) -> [UInt8] {
        // C does not write to the data, but does not say so either.
        var data = data
        var signature = [UInt8](repeating: 0, count: CryptokiFunctions.longestSignature)
        var count = CK_ULONG(signature.count)
        let size = CK_ULONG(data.count)
        try Self.check("C_Sign", unsafe list.pointee.C_Sign(session, &data, size, &signature, &count))
        return Array(signature.prefix(Int(min(count, CK_ULONG(signature.count)))))
    }

    /// The attributes as C takes them: values one after another in one piece of memory, each where a CK_ULONG may stand.
    private static func withAttributes(
        _ attributes: [CryptokiAttribute],
        _ body: (UnsafeMutablePointer<CK_ATTRIBUTE>?, CK_ULONG) -> CK_RV
    ) -> CK_RV {
        let step = MemoryLayout<CK_ULONG>.alignment
        func room(_ count: Int) -> Int { (count + step - 1) / step * step }
        let size = attributes.reduce(0) { $0 + room($1.value.count) }
        let values = UnsafeMutableRawPointer.allocate(byteCount: max(size, step), alignment: step)
        defer { unsafe values.deallocate() }
        var list = unsafe [CK_ATTRIBUTE]()
        var offset = 0
        for attribute in attributes {
            let place = unsafe values + offset
            unsafe place.copyMemory(from: attribute.value, byteCount: attribute.value.count)
            unsafe list.append(
                CK_ATTRIBUTE(type: attribute.type, pValue: place, ulValueLen: CK_ULONG(attribute.value.count))
            )
            offset += room(attribute.value.count)
        }
        return unsafe list.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress, CK_ULONG($0.count)) }
    }

    private static func withMechanism(
        _ mechanism: CryptokiMechanism,
        _ body: (UnsafeMutablePointer<CK_MECHANISM>?) -> CK_RV
    ) -> CK_RV {
        let size = mechanism.parameter.count
        let parameter = UnsafeMutableRawPointer.allocate(
            byteCount: max(size, 1),
            alignment: MemoryLayout<CK_ULONG>.alignment
        )
        defer { unsafe parameter.deallocate() }
        unsafe parameter.copyMemory(from: mechanism.parameter, byteCount: size)
        var value = unsafe CK_MECHANISM(
            mechanism: mechanism.type,
            pParameter: size == 0 ? nil : parameter,
            ulParameterLen: CK_ULONG(size)
        )
        return unsafe withUnsafeMutablePointer(to: &value) { unsafe body($0) }
    }

    /// The text of a field that is padded with spaces; what is not printable becomes a full stop.
    private static func text<Field>(_ field: Field) -> String {
        let octets = unsafe withUnsafeBytes(of: field) { unsafe Array($0) }
        let text = String(decoding: octets, as: UTF8.self)
        let clean = text.unicodeScalars.prefix { $0 != "\0" }.map { scalar -> Unicode.Scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? "." : scalar
        }
        var result = String(String.UnicodeScalarView(clean))
        while result.last == " " { result.removeLast() }
        return result
    }
}
