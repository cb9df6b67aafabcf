internal import BootCrypto
internal import MCUboot
internal import SoC

/// Where the parts of an MCUboot image are — bootutil/image.h. Strict: one shape, nothing twice, nothing that is not
/// understood, nothing but erased flash behind it.
///
/// The header is followed by protected TLVs (SEC_CNT, and of hybrid images MLDSA_PUBKEY and last MLDSA65), then SHA256,
/// PUBKEY and ECDSA_SIG in this order. Nothing is believed here: what is signed is known only when it is verified.
public struct ImageLayout: Sendable {
    public internal(set) var payload: Range<Int> = 0..<0
    /// Octets that hash and signature cover: header, payload and protected TLVs.
    public internal(set) var covered = 0
    /// Octets of the image.
    public internal(set) var end = 0

    // Values of TLVs; an empty range is one that is not there.
    var counter: Range<Int> = 0..<0
    var hybridKey: Range<Int> = 0..<0
    var hybridSignature: Range<Int> = 0..<0
    var hash: Range<Int> = 0..<0
    var key: Range<Int> = 0..<0
    var signature: Range<Int> = 0..<0

    /// An image of no octets.
    init() {}

    /// - Parameter octets: everything that lies where the image does.
    /// - Throws: the first thing that is wrong, in the order of the octets.
    init(_ octets: Span<UInt8>, _ policy: ImagePolicy) throws(ImageRefusal) {
        guard octets.count >= MCUbootHeader.size, octets.word(at: 0) == MCUbootHeader.magic else {
            throw ImageRefusal(.imageMagic)
        }
        #if !WITHOUT_FLAGS
        guard octets.word(at: Self.flags) == MCUbootFlags.ramLoad.rawValue, octets.word(at: Self.padding) == 0 else {
            throw ImageRefusal(.imageFlags)
        }
        #endif
        #if !WITHOUT_LOAD_ADDRESS
        guard octets.word(at: Self.loadAddress) == policy.loadAddress else { throw ImageRefusal(.imageLoadAddress) }
        #endif
        let payloadSize = octets.word(at: Self.payloadSize)
        guard octets.half(at: Self.headerSize) == ImagePolicy.headerSize, octets.count <= Int(policy.limit),
            payloadSize > 0, payloadSize <= policy.limit,
            Int(ImagePolicy.headerSize) &+ Int(payloadSize) <= octets.count
        else { throw ImageRefusal(.imageBounds) }
        payload = Int(ImagePolicy.headerSize)..<(Int(ImagePolicy.headerSize) &+ Int(payloadSize))
        try readProtected(octets)
        try readUnprotected(octets)
        #if !WITHOUT_ERASED
        try checkErased(octets)
        #endif
    }

    // Places of the header's fields.
    static var loadAddress: Int { 4 }
    static var headerSize: Int { 8 }
    static var protectedSize: Int { 10 }
    static var payloadSize: Int { 12 }
    static var flags: Int { 16 }
    static var version: Int { 20 }
    static var padding: Int { 28 }

    @inline(never)
    private mutating func readProtected(_ octets: Span<UInt8>) throws(ImageRefusal) {
        let size = octets.half(at: Self.protectedSize)
        // Without the area there is no counter.
        guard size != 0 else { throw ImageRefusal(.imageTLVMissing) }
        var cursor = try ImageTLVCursor(octets, at: payload.upperBound, magic: 0x6908, size: size)
        while let entry = try cursor.next(octets) {
            switch entry.type {
            case MCUbootTLVType.securityCounter.rawValue: try Self.take(entry, into: &counter)
            case MCUbootTLVType.mlDSAPublicKey.rawValue: try Self.take(entry, into: &hybridKey)
            case MCUbootTLVType.mlDSA65.rawValue:
                try Self.take(entry, into: &hybridSignature)
                // "Everything before it" is what it signs: behind it is nothing.
                guard cursor.place == cursor.end else { throw ImageRefusal(.imageTLVUnexpected) }
            default: throw ImageRefusal(.imageTLVUnexpected)
            }
        }
        guard !counter.isEmpty else { throw ImageRefusal(.imageTLVMissing) }
        guard counter.count == 4 else { throw ImageRefusal(.imageTLV) }
        guard hybridKey.isEmpty == hybridSignature.isEmpty else { throw ImageRefusal(.imageHybridMissing) }
        covered = cursor.end
    }

    @inline(never)
    private mutating func readUnprotected(_ octets: Span<UInt8>) throws(ImageRefusal) {
        var cursor = try ImageTLVCursor(octets, at: covered, magic: 0x6907, size: nil)
        while let entry = try cursor.next(octets) {
            switch entry.type {
            case MCUbootTLVType.sha256.rawValue: try Self.take(entry, into: &hash)
            case MCUbootTLVType.publicKey.rawValue: try Self.take(entry, into: &key)
            case MCUbootTLVType.ecdsa.rawValue: try Self.take(entry, into: &signature)
            #if WITHOUT_TLV_LIST
            default: break
            #else
            default: throw ImageRefusal(.imageTLVUnexpected)
            #endif
            }
        }
        guard !hash.isEmpty, !key.isEmpty, !signature.isEmpty else { throw ImageRefusal(.imageTLVMissing) }
        guard hash.count == SHA256.size else { throw ImageRefusal(.imageTLV) }
        guard hash.upperBound < key.lowerBound, key.upperBound < signature.lowerBound else {
            throw ImageRefusal(.imageTLVUnexpected)
        }
        end = cursor.end
    }

    /// Behind the image nobody signs anything: there are ones, as erased flash has them, and nothing else.
    @inline(never)
    private func checkErased(_ octets: Span<UInt8>) throws(ImageRefusal) {
        var all: UInt8 = 0xFF
        var place = end
        while place < octets.count {
            all &= octets[place]
            place &+= 1
        }
        guard all == 0xFF, place == octets.count else { throw ImageRefusal(.imageBounds) }
    }

    /// Of an entry without a value it could not be told whether it is there.
    private static func take(_ entry: ImageTLV, into range: inout Range<Int>) throws(ImageRefusal) {
        #if !WITHOUT_TLV_ONCE
        guard range.isEmpty else { throw ImageRefusal(.imageTLVDuplicate) }
        #endif
        guard !entry.value.isEmpty else { throw ImageRefusal(.imageTLV) }
        range = entry.value
    }
}
