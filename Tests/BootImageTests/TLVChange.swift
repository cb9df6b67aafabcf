import MCUboot
import SoC
import Testing

/// A shape that the signer does not make, and what the ROM says to it.
struct TLVChange: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var code: BootCode
    var isHybrid = false
    /// Whether the host takes it: the ROM has no use for it.
    var isHostMoreLenient = false
    var signed: @Sendable (inout SignedImage.Parts) -> Void = { _ in }
    var unsigned: @Sendable (inout SignedImage.Parts) -> Void = { _ in }

    private init(
        _ name: String,
        _ code: BootCode,
        isHybrid: Bool = false,
        isHostMoreLenient: Bool = false,
        signed: @escaping @Sendable (inout SignedImage.Parts) -> Void = { _ in },
        unsigned: @escaping @Sendable (inout SignedImage.Parts) -> Void = { _ in }
    ) {
        (testDescription, self.code, self.isHybrid, self.isHostMoreLenient) = (name, code, isHybrid, isHostMoreLenient)
        (self.signed, self.unsigned) = (signed, unsigned)
    }

    static let all: [TLVChange] = [
        // Protected.
        TLVChange("two counters", .imageTLVDuplicate, signed: { $0.add(.init(.securityCounter, [9, 0, 0, 0])) }),
        TLVChange("an empty counter", .imageTLV, signed: { $0.set([]) }),
        TLVChange("a counter of three octets", .imageTLV, signed: { $0.set([9, 0, 0]) }),
        TLVChange("a counter of five octets", .imageTLV, signed: { $0.set([9, 0, 0, 0, 0]) }),
        TLVChange(
            "no protected TLVs",
            .imageTLVMissing,
            signed: {
                $0.protected = []
                $0.fitProtected()
            }
        ),
        TLVChange(
            "another TLV for the counter",
            .imageTLVUnexpected,
            signed: { $0.protected[0].type = .dependency }
        ),
        TLVChange(
            "a vendor's TLV",
            .imageTLVUnexpected,
            isHostMoreLenient: true,
            signed: { $0.add(.init(MCUbootTLVType(rawValue: 0xA0), [1])) }
        ),
        TLVChange("a key among the protected", .imageTLVUnexpected, signed: { $0.add($0.unprotected[1]) }),
        TLVChange("a hash among the protected", .imageTLVUnexpected, signed: { $0.add($0.unprotected[0]) }),
        TLVChange("a protected area that says more", .imageTLV, signed: { $0.protectedExcess = 1 }),
        TLVChange("a protected area that says less", .imageTLV, signed: { $0.protectedExcess = -1 }),
        TLVChange(
            "a header that says none is protected",
            .imageTLVMissing,
            signed: { $0.header.protectedSize = 0 }
        ),
        // Unprotected.
        TLVChange("no hash", .imageTLVMissing, unsigned: { $0.unprotected.remove(at: 0) }),
        TLVChange("no key", .imageTLVMissing, unsigned: { $0.unprotected.remove(at: 1) }),
        TLVChange("no signature", .imageTLVMissing, unsigned: { $0.unprotected.remove(at: 2) }),
        TLVChange("nothing unprotected", .imageTLVMissing, unsigned: { $0.unprotected = [] }),
        TLVChange("two hashes", .imageTLVDuplicate, unsigned: { $0.unprotected.append($0.unprotected[0]) }),
        TLVChange("two keys", .imageTLVDuplicate, unsigned: { $0.unprotected.append($0.unprotected[1]) }),
        TLVChange("two signatures", .imageTLVDuplicate, unsigned: { $0.unprotected.append($0.unprotected[2]) }),
        TLVChange("the key behind the signature", .imageTLVUnexpected, unsigned: { $0.unprotected.swapAt(1, 2) }),
        TLVChange(
            "the hash behind the key",
            .imageTLVUnexpected,
            isHostMoreLenient: true,
            unsigned: { $0.unprotected.swapAt(0, 1) }
        ),
        TLVChange(
            "a counter outside the signature",
            .imageTLVUnexpected,
            unsigned: { $0.unprotected.append(.init(.securityCounter, [9, 0, 0, 0])) }
        ),
        TLVChange(
            "a wrapped key",
            .imageTLVUnexpected,
            unsigned: { $0.unprotected.append(.init(.encryptionKeyWrap, [UInt8](repeating: 1, count: 24))) }
        ),
        TLVChange("a hash of 31 octets", .imageTLV, unsigned: { $0.unprotected[0].value.removeLast() }),
        TLVChange("an empty key", .imageTLV, unsigned: { $0.unprotected[1].value = [] }),
        TLVChange("a key and an octet", .imageKeyUnknown, unsigned: { $0.unprotected[1].value.append(0) }),
        TLVChange("an area that says more", .imageTLV, unsigned: { $0.unprotectedExcess = 1 }),
        TLVChange("an area that says less", .imageTLV, unsigned: { $0.unprotectedExcess = -1 }),
        // The signature's encoding.
        TLVChange(
            "a signature followed by a zero",
            .imageSignatureForm,
            isHostMoreLenient: true,
            unsigned: { $0.unprotected[2].value.append(0) }
        ),
        TLVChange(
            "a signature in a longer form of length",
            .imageSignatureForm,
            unsigned: { $0.unprotected[2].value.insert(0x81, at: 1) }
        ),
        TLVChange(
            "an r with a zero too many",
            .imageSignatureForm,
            unsigned: {
                $0.unprotected[2].value.insert(0, at: 4)
                $0.unprotected[2].value[1] += 1
                $0.unprotected[2].value[3] += 1
            }
        ),
        TLVChange(
            "r = s = 0",
            .imageSignature,
            unsigned: { $0.unprotected[2].value = [0x30, 6, 2, 1, 0, 2, 1, 0] }
        ),
        TLVChange(
            "r = s = 1",
            .imageSignature,
            unsigned: { $0.unprotected[2].value = [0x30, 6, 2, 1, 1, 2, 1, 1] }
        ),
        TLVChange(
            "a negative r",
            .imageSignatureForm,
            unsigned: { $0.unprotected[2].value = [0x30, 6, 2, 1, 0x81, 2, 1, 1] }
        ),
        // Hybrid.
        TLVChange(
            "a post-quantum key without its signature",
            .imageHybridMissing,
            isHybrid: true,
            signed: {
                $0.protected.removeLast()
                $0.fitProtected()
            }
        ),
        TLVChange(
            "a post-quantum signature without its key",
            .imageHybridMissing,
            isHybrid: true,
            signed: {
                $0.protected.remove(at: 1)
                $0.fitProtected()
            }
        ),
        TLVChange(
            "a post-quantum signature that is not last",
            .imageTLVUnexpected,
            isHybrid: true,
            signed: { $0.protected.swapAt(1, 2) }
        ),
        TLVChange(
            "two post-quantum keys",
            .imageTLVDuplicate,
            isHybrid: true,
            signed: {
                $0.protected.insert($0.protected[1], at: 1)
                $0.fitProtected()
            }
        ),
        TLVChange(
            "a short post-quantum signature",
            .imageHybridSignature,
            isHybrid: true,
            signed: {
                $0.protected[2].value.removeLast()
                $0.fitProtected()
            }
        ),
        // Flags.
        TLVChange(
            "another flag",
            .imageFlags,
            isHostMoreLenient: true,
            signed: { $0.header.flags.insert(.nonBootable) }
        ),
        TLVChange(
            "an encrypted payload",
            .imageFlags,
            isHostMoreLenient: true,
            signed: { $0.header.flags.insert(.encryptedAES128) }
        ),
        TLVChange("fixed in flash", .imageFlags, isHostMoreLenient: true, signed: { $0.header.flags = .romFixed }),
        TLVChange("an unknown flag", .imageFlags, signed: { $0.header.flags.rawValue |= 1 << 31 }),
        TLVChange("something in the last word", .imageFlags, signed: { $0.header.padding = 1 }),
    ]
}

extension SignedImage.Parts {
    mutating func add(_ entry: MCUbootTLV) {
        protected.append(entry)
        fitProtected()
    }

    /// Sets the counter's value.
    mutating func set(_ counter: [UInt8]) {
        protected[0].value = counter
        fitProtected()
    }
}
