internal import MCUboot
public import Model
internal import Wire

extension MCUbootEncryption {
    /// The size of the key that an image was signed to be encrypted with: the header says it, and is signed.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the place for what is no such image.
    public static func keySize(of image: some OctetSource) throws(BedplateError) -> KeySize {
        let flags = try MCUbootImage.require(image).header.flags
        switch flags.intersection([.encryptedAES128, .encryptedAES256]) {
        case .encryptedAES128: return .aes128
        case .encryptedAES256: return .aes256
        default:
            throw BedplateError(
                .malformed,
                "the image was not signed to be encrypted: the header says so, and is signed",
                hint: "sign the payload again, with encryption",
                location: "byte 16"
            )
        }
    }

    /// Encrypts an image that was signed to be encrypted and stands in the clear (``isClear``, or what
    /// ``MCUbootDecryption`` wrote): for another device, without signing again. The flag in the header is signed, the wrapped
    /// key is not.
    ///
    /// What fills the slot behind the image is not carried over: the image may have another length. Memory stays constant.
    /// The image is read twice: first it must have the hash that it states, or it would be encrypted a second time.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the place for what is no such image.
    public func encrypt(_ image: some OctetSource, to sink: inout some OctetSink) throws {
        guard try Self.keySize(of: image) == keySize else {
            throw BedplateError(
                .malformed,
                "the image was not signed to be encrypted with a key of \(keySize.rawValue * 8) bits",
                hint: "sign the payload again, with encryption",
                location: "byte 16"
            )
        }
        let parsed = try MCUbootImage.require(image)
        guard try parsed.isPlaintext(image) else {
            throw BedplateError(
                .malformed,
                "the payload is not the one that was signed: it is encrypted already, or damaged",
                location: "byte \(parsed.payload.lowerBound)"
            )
        }
        let wrapped = try wrap()
        var unprotected = MCUbootTLVArea(.unprotected, parsed.unprotected.entries.filter { !$0.type.isEncryption })
        unprotected.entries.append(wrapped.entry)
        let tail = try unprotected.serialized(order: .little)
        var cipher = AESCounter(wrapped.key)
        try sink.copy(0..<parsed.payload.lowerBound, of: image)
        try image.forEachChunk(in: parsed.payload) { (chunk) throws(BedplateError) in
            try sink.write(try cipher.apply(chunk))
        }
        try sink.copy(parsed.payload.upperBound..<parsed.covered.upperBound, of: image)
        try sink.write(tail)
    }
}
