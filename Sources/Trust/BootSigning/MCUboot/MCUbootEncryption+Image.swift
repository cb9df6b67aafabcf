internal import MCUboot
public import Model
internal import Wire

extension MCUbootEncryption {
    /// Encrypts an image that was signed to be encrypted and stands in the clear (``isClear``, or what
    /// ``MCUbootDecryption`` wrote): for another device, without signing again. The flag in the header is signed, the wrapped
    /// key is not.
    ///
    /// What fills the slot behind the image is not carried over: the image may have another length. Memory stays constant.
    /// That the payload is in the clear cannot be seen: verify the image first, or it is encrypted twice.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the place for what is no such image.
    public func encrypt(_ image: some OctetSource, to sink: inout some OctetSink) throws {
        let parsed: MCUbootImage
        switch try MCUbootImage.read(image) {
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "this cannot be read as an MCUboot image",
                cause: error,
                location: "byte \(error.offset)"
            )
        case .success(let image): parsed = image
        }
        let flag: MCUbootFlags = keySize == .aes128 ? .encryptedAES128 : .encryptedAES256
        guard parsed.header.flags.intersection([.encryptedAES128, .encryptedAES256]) == flag else {
            throw BedplateError(
                .malformed,
                "the image was not signed to be encrypted with a key of \(keySize.rawValue * 8) bits",
                hint: "sign the payload again, with encryption",
                location: "byte 16"
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
