internal import MCUboot
internal import Model

extension MCUbootVerification {
    /// Each TLV in its area, once, as long as its type.
    mutating func checkEntries() {
        var isSound = true
        func fail(_ code: Finding.Code, _ claim: String, _ entry: MCUbootTLV) {
            isSound = false
            judgement.add(Finding(code, claim: claim, found: "\(entry.type)", location: "byte \(entry.offset)"))
        }
        var seen: Set<MCUbootTLVType> = []
        for entry in image.protected?.entries ?? [] {
            if !entry.type.isProtected {
                fail(.mcubootTLV, "every TLV in the protected area is defined for it", entry)
            }
            if !seen.insert(entry.type).inserted, entry.type != .dependency {
                fail(.mcubootDuplicate, "no TLV stands twice", entry)
            }
            if !Self.hasItsLength(entry) { fail(.mcubootTLV, "a TLV has the length and form of its type", entry) }
            if entry.type == .dependency, let dependency = entry.dependency {
                note(.mcubootDependency, "the device must have \(dependency); not checked here", at: entry.offset)
            }
        }
        var groups: Set<Int> = []
        for entry in image.unprotected.entries {
            if !entry.type.isUnprotected || entry.type.isEncryption && !image.header.flags.isEncrypted {
                fail(.imageExcess, "nothing that changes behaviour stands where no signature covers it", entry)
            }
            // One hash, one key, one signature, one wrapped key: a second of another type would be a choice that nobody signed.
            if let group = Self.group(entry.type), !groups.insert(group).inserted {
                fail(.mcubootDuplicate, "there is one hash, one key, one signature and one wrapped key", entry)
            } else if image.protected?.first(entry.type) != nil {
                fail(.mcubootDuplicate, "no TLV stands in both areas", entry)
            }
            if !Self.hasItsLength(entry) || entry.type.isEncryption && !isWrappedKey(entry) {
                fail(.mcubootTLV, "a TLV has the length and form of its type", entry)
            }
        }
        if isSound { check(true, .mcubootTLV, "every TLV stands once, where it belongs") }
    }

    private static func group(_ type: MCUbootTLVType) -> Int? {
        if type.isHash { return 1 }
        if type.isKey { return 2 }
        if type.isSignature { return 3 }
        if type.isEncryption { return 4 }
        return type == .pureSignature ? 5 : nil
    }

    /// Whether the entry has the length of a wrapped key of the size that the header states. What it wraps is the device's
    /// alone to see, and a wrong one yields another plaintext, whose hash does not hold.
    private func isWrappedKey(_ entry: MCUbootTLV) -> Bool {
        let size = image.header.flags.contains(.encryptedAES256) ? 32 : 16
        return switch entry.type {
        case .encryptionRSA2048: entry.value.count == 256
        case .encryptionKeyWrap: entry.value.count == size + 8
        case .encryptionP256: entry.value.count == 65 + 32 + size
        case .encryptionX25519: entry.value.count == 32 + 32 + size
        case .encryptionX25519SHA512: entry.value.count == 32 + 64 + size
        default: false
        }
    }

    /// Keys and signatures are judged where they are used.
    private static func hasItsLength(_ entry: MCUbootTLV) -> Bool {
        switch entry.type {
        case .sha256, .mlDSAKeyHash: entry.value.count == 32
        case .sha384: entry.value.count == 48
        case .sha512: entry.value.count == 64
        case .pureSignature: entry.value == [1]
        case .securityCounter: entry.value.count == 4
        case .dependency: entry.dependency != nil
        case .vendorIdentifier, .classIdentifier: entry.value.count == 16
        case .decompressedSize, .compressedSize: entry.value.count == 4
        default: true
        }
    }
}
