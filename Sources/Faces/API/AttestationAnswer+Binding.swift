internal import struct Foundation.Data

extension AttestationAnswer {
    /// The octets that say which answer this is, and to which evidence; the EAR's claim `ear.bedplate.answer` is their
    /// SHA-256 in base64url.
    ///
    /// The network carries the answer in the clear, and anybody can wrap a secret of their own to a storage key that was
    /// seen there: only the service's signature tells its secret from another. The evidence's quote, with the TPM's
    /// clock in it, or the token with the nonce, keeps an older answer from being given again; the secret's name keeps the request from being changed.
    /// `bedplate answer v1` ‖ 0x00, then each field behind its length (8 octets, big-endian).
    public static func binding(
        status: String,
        findings: [String],
        sealed: SealedSecretMessage?,
        encapsulated: EncapsulatedSecretMessage? = nil,
        to evidence: EvidenceMessage
    ) -> [UInt8] {
        var fields = evidence.bound + [Array(status.utf8), Array(String(findings.count).utf8)]
        fields += findings.map { Array($0.utf8) }
        if let sealed {
            fields += [[UInt8](sealed.publicArea), [UInt8](sealed.duplicate), [UInt8](sealed.inSymSeed)]
            fields += [Array(sealed.bank.utf8), Array(sealed.pcrs.map(String.init).joined(separator: ",").utf8)]
        }
        if let encapsulated {
            fields += [[UInt8](encapsulated.encapsulatedKey), [UInt8](encapsulated.ciphertext)]
            fields.append([UInt8](encapsulated.nonce))
        }
        var octets = Array("bedplate answer v1\0".utf8)
        for field in fields {
            let count = UInt64(field.count)
            octets += (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
            octets += field
        }
        return octets
    }
}
