internal import MCUboot
public import Model

extension MCUbootFormat {
    /// The payload, in the clear: one that is encrypted is none until it is decrypted.
    public static func parts(_ image: some OctetSource) throws(BedplateError) -> [ImagePart] {
        let parsed = try MCUbootImage.require(image)
        let flags = parsed.header.flags
        var isPlaintext = true
        if flags.isEncrypted { isPlaintext = try parsed.isPlaintext(image) }
        guard isPlaintext else {
            throw BedplateError(
                .malformed,
                "the payload is encrypted",
                hint: "`bedplate image decrypt` opens it",
                location: "byte \(parsed.payload.lowerBound)"
            )
        }
        let meaning = flags.isCompressed ? "the application, compressed" : "the application"
        return [ImagePart("payload", parsed.payload, meaning: meaning, isPayload: true)]
    }
}
