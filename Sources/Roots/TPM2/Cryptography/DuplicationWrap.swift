/// An object made outside the TPM in the form that TPM2_Import takes (Part 3, 13.3) — Part 1, 23.3.
///
/// There is no inner wrapper: the import names TPM_ALG_NULL as its symmetric algorithm. The outer wrapper gives
/// confidentiality and integrity.
public struct DuplicationWrap: Sendable {
    /// Content of the TPM2B_PRIVATE `duplicate`: TPM2B integrity HMAC ‖ encrypted TPM2B_SENSITIVE.
    public let duplicate: [UInt8]
    /// Content of the TPM2B_ENCRYPTED_SECRET `inSymSeed`.
    public let encryptedSeed: [UInt8]

    /// - Parameters:
    ///   - sensitive: the object's TPMT_SENSITIVE, serialized, without a size field.
    ///   - name: name of the object's public area.
    ///   - parent: the storage key under which it will be imported, verified to be the device's.
    ///   - symmetricBits: of the parent's symmetric parameters, 128 or 256.
    public init(
        sensitive: [UInt8],
        name: [UInt8],
        parent: EncapsulationKey,
        symmetricBits: Int
    ) throws(CryptographyError) {
        guard sensitive.count <= Int(UInt16.max) else { throw .tooLong }
        let encapsulation = try parent.encapsulate(.duplicate)
        let content = [UInt8(sensitive.count >> 8), UInt8(sensitive.count & 0xFF)] + sensitive
        let wrap = OuterWrap(nameAlgorithm: parent.nameAlgorithm, symmetricBits: symmetricBits)
        self.duplicate = try wrap.seal(content, name: name, seed: encapsulation.seed)
        self.encryptedSeed = encapsulation.encryptedSecret
    }
}
