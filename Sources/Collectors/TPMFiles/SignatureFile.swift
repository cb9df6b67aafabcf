internal import Digests
internal import Model
public import TPM2
internal import Wire

/// A signature as tpm2-tools write it: TPMT_SIGNATURE (`-f tss`) or the algorithm's own form (`-f plain`).
public enum SignatureFile {
    /// The signature as TPMT_SIGNATURE.
    ///
    /// - Parameters:
    ///   - key: of the signer. A plain signature names no algorithm: the key's scheme does, or else SHA-256, and
    ///     RSASSA for an RSA key.
    /// - Throws: ``BedplateError`` with code `malformed`.
    public static func read(_ bytes: [UInt8], signer key: Public) throws -> [UInt8] {
        guard bytes.count <= 2048 else { throw malformed("\(bytes.count) octets") }
        if (try? Signature(bytes)) != nil { return bytes }
        switch key.key {
        case .rsa(let parameters, let modulus):
            guard bytes.count == modulus.bytes.count else {
                throw malformed("\(bytes.count) octets, and the key's signatures have \(modulus.bytes.count)")
            }
            let hash = parameters.scheme.hash ?? .sha256
            if case .hash(.rsapss, _) = parameters.scheme {
                return try Signature.rsapss(hash: hash, signature: Buffer(bytes)).serialized()
            }
            return try Signature.rsassa(hash: hash, signature: Buffer(bytes)).serialized()
        case .ecc(let parameters, _):
            let (r, s) = try integers(bytes)
            return try Signature.ecdsa(hash: parameters.scheme.hash ?? .sha256, r: Buffer(r), s: Buffer(s))
                .serialized()
        default:
            throw malformed("the key is neither an RSA nor an ECC key")
        }
    }

    /// ECDSA-Sig-Value — RFC 3279, 2.2.3: SEQUENCE { r INTEGER, s INTEGER }, here of at most 127 octets: up to P-384.
    private static func integers(_ der: [UInt8]) throws -> (r: [UInt8], s: [UInt8]) {
        var read = WireReader(der.span)
        do {
            guard try read.integer(UInt8.self) == 0x30, Int(try read.integer(UInt8.self)) == read.remaining else {
                throw malformed("neither TPMT_SIGNATURE nor ECDSA-Sig-Value")
            }
            let r = try integer(&read)
            let s = try integer(&read)
            try read.finish()
            return (r, s)
        } catch is WireError {
            throw malformed("neither TPMT_SIGNATURE nor ECDSA-Sig-Value")
        }
    }

    private static func integer(_ read: inout WireReader) throws -> [UInt8] {
        guard try read.integer(UInt8.self) == 0x02 else {
            throw malformed("neither TPMT_SIGNATURE nor ECDSA-Sig-Value")
        }
        let size = Int(try read.integer(UInt8.self))
        guard (1...67).contains(size) else { throw malformed("an integer of \(size) octets") }
        let bytes = try read.bytes(size)
        guard bytes[0] < 0x80, size == 1 || bytes[0] != 0 || bytes[1] >= 0x80 else {
            throw malformed("an integer that is negative or not in its shortest form")
        }
        return Array(bytes.drop { $0 == 0 })
    }

    private static func malformed(_ what: String) -> BedplateError {
        BedplateError(.malformed, "the signature is not understood: \(what)", location: "signature")
    }
}
