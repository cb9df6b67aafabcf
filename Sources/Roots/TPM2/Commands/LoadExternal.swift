public import Wire

/// TPM2_LoadExternal — Part 3, 12.3: loads a public key, or a key pair made elsewhere, under no parent.
public struct LoadExternal: Command {
    public static let code = CommandCode.loadExternal

    /// Nil to load only the public area.
    public var inPrivate: Sized<Sensitive>?
    public var inPublic: Sized<Public>
    /// TPMI_RH_HIERARCHY+: null when there is a private area.
    public var hierarchy: Handle

    public init(inPrivate: Sized<Sensitive>? = nil, inPublic: Sized<Public>, hierarchy: Handle = .null) {
        self.inPrivate = inPrivate
        self.inPublic = inPublic
        self.hierarchy = hierarchy
    }

    public func writeParameters(to write: inout ParameterWriter) {
        if let inPrivate { write(inPrivate) } else { write(Buffer()) }
        write(inPublic, hierarchy)
    }

    public struct Response: CommandResponse {
        public var objectHandle: Handle
        /// As the TPM says it; ours is computed from `inPublic`.
        public var name: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            objectHandle = read.handle()
            name = try read()
        }
    }
}
