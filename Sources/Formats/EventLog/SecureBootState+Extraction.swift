import Wire

extension VerifiedEvents {
    /// Reads the Secure Boot state from PCR 7, or says why it cannot be known.
    ///
    /// Strict, because labels are not hashed: every event in PCR 7 must be understood, by octets that its digest covers;
    /// the separator is known by its digest; configuration counts only before it, each variable once. So an event cannot
    /// be hidden under another label, and what is extended after boot cannot pass for configuration.
    public func secureBootState() -> Result<SecureBootState, SecureBootRefusal> {
        guard let events = events(inPCR: 7) else { return .failure(.notVerified) }
        var reading = SecureBootReading()
        do throws(SecureBootRefusal) {
            for event in events { try reading.take(event) }
            return .success(try reading.state())
        } catch {
            return .failure(error)
        }
    }
}

private struct SecureBootReading {
    private var variables: [Name: UEFIVariable] = [:]
    private var others: [UEFIVariable] = []
    private var before: [SecureBootState.Authority] = []
    private var after: [SecureBootState.Authority] = []
    private var separated = false
    private var dmaProtectionDisabled = false

    private struct Name: Hashable {
        var vendor: EFIGUID
        var name: String
    }

    mutating func take(_ event: VerifiedEvent) throws(SecureBootRefusal) {
        let index = event.index
        if let measurement = event.measurement { return try take(measurement, event) }
        guard let data = event.verifiedData else { throw .unverifiable(event: index) }
        switch event.claimedType {
        case .efiVariableDriverConfig:
            try configure(Self.variable(data, event), index)
        case .efiVariableAuthority:
            let variable = try Self.variable(data, event)
            guard let authority = Self.authority(variable) else { throw .unexpected(event: index) }
            if separated { after.append(authority) } else { before.append(authority) }
        default:
            throw .unexpected(event: index)
        }
    }

    private mutating func take(_ measurement: Measurement, _ event: VerifiedEvent) throws(SecureBootRefusal) {
        guard !event.isContradicted else { throw .unverifiable(event: event.index) }
        switch measurement {
        case .separator, .separatorOnes:
            guard !separated else { throw .duplicate(event: event.index) }
            separated = true
        case .errorSeparator, .debugMode:
            throw .untrustworthyPlatform(event: event.index)
        case .dmaProtectionDisabled:
            dmaProtectionDisabled = true
        case .action:
            throw .unexpected(event: event.index)
        }
    }

    private mutating func configure(_ variable: UEFIVariable, _ index: Int) throws(SecureBootRefusal) {
        guard !separated else { throw .configurationAfterSeparator(event: index) }
        let name = Name(vendor: variable.vendor, name: variable.name)
        guard variables.updateValue(variable, forKey: name) == nil else { throw .duplicate(event: index) }
        guard !Self.required.contains(name) else { return }
        // A key database under another vendor's GUID would be a look-alike.
        guard !Self.required.contains(where: { $0.name == name.name }) else { throw .unexpected(event: index) }
        others.append(variable)
    }

    func state() throws(SecureBootRefusal) -> SecureBootState {
        guard separated else { throw .noSeparator }
        let secureBoot = try value(.globalVariable, "SecureBoot")
        // Empty: the firmware has no such variable, hence no Secure Boot.
        guard secureBoot.isEmpty || secureBoot == [0] || secureBoot == [1] else {
            throw .missing(variable: "SecureBoot")
        }
        let state = SecureBootState(
            isEnabled: secureBoot == [1],
            platformKey: try database(.globalVariable, "PK"),
            keyExchangeKeys: try database(.globalVariable, "KEK"),
            permitted: try database(.imageSecurityDatabase, "db"),
            forbidden: try database(.imageSecurityDatabase, "dbx"),
            preSeparatorAuthorities: before,
            postSeparatorAuthorities: after,
            otherVariables: others,
            isDMAProtectionDisabled: dmaProtectionDisabled
        )
        guard state.isEnabled else { return state }
        if state.platformKey.isEmpty { throw .empty(variable: "PK") }
        if state.keyExchangeKeys.isEmpty { throw .empty(variable: "KEK") }
        if state.permitted.isEmpty { throw .empty(variable: "db") }
        if before.isEmpty, after.isEmpty { throw .noAuthority }
        return state
    }

    private static let required: Set<Name> = [
        Name(vendor: .globalVariable, name: "SecureBoot"),
        Name(vendor: .globalVariable, name: "PK"),
        Name(vendor: .globalVariable, name: "KEK"),
        Name(vendor: .imageSecurityDatabase, name: "db"),
        Name(vendor: .imageSecurityDatabase, name: "dbx"),
    ]

    private func value(_ vendor: EFIGUID, _ name: String) throws(SecureBootRefusal) -> [UInt8] {
        guard let variable = variables[Name(vendor: vendor, name: name)] else { throw .missing(variable: name) }
        return variable.contents
    }

    private func database(_ vendor: EFIGUID, _ name: String) throws(SecureBootRefusal) -> SignatureDatabase {
        let contents = try value(vendor, name)
        guard let database = try? SignatureDatabase(contents, order: .little) else { throw .missing(variable: name) }
        return database
    }

    /// The whole data must be the variable; only shim's known fault leaves up to five octets behind it.
    private static func variable(_ data: [UInt8], _ event: VerifiedEvent) throws(SecureBootRefusal) -> UEFIVariable {
        var read = WireReader(data.span, order: .little)
        let allowed = event.erratum == .shimAuthorityLength ? 5 : 0
        guard let variable = try? UEFIVariable(from: &read), read.remaining <= allowed else {
            throw .malformed(event: event.index)
        }
        return variable
    }

    /// What the variable may authorise with; nil for a variable that authorises nothing.
    ///
    /// `db` holds one EFI_SIGNATURE_DATA, an owner and a certificate or digest. What shim measures under its own GUID
    /// is shim's: the certificate itself, with or without an owner before it, a flag, or the SBAT level.
    private static func authority(_ variable: UEFIVariable) -> SecureBootState.Authority? {
        let ownerSize = 16
        let afterOwner = Array(variable.contents.dropFirst(ownerSize))
        switch (variable.vendor, variable.name) {
        case (.imageSecurityDatabase, "db"):
            guard variable.contents.count > ownerSize else { return nil }
            return .init(variable: variable, certificate: isSequence(afterOwner) ? afterOwner : nil)
        case (.shimLock, _):
            let certificate = [variable.contents, afterOwner].first(where: isSequence)
            return .init(variable: variable, certificate: certificate)
        default:
            return nil
        }
    }

    /// Whether the octets are one DER SEQUENCE with a length of two octets, as every certificate of a usual size is.
    private static func isSequence(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 4, bytes[0] == 0x30, bytes[1] == 0x82 else { return false }
        return Int(bytes[2]) << 8 | Int(bytes[3]) == bytes.count - 4
    }
}
