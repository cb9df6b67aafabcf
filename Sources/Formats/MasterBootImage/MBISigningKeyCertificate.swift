internal import Digests
internal import PKIX

/// A root key's word for an image signing key (ISK), which then signs images.
///
/// | octets | field |
/// |---|---|
/// | 4 | where the signature begins, from here |
/// | 4 | the constraint: a device refuses one that is below its revocation counter |
/// | 4 | flags: bits 0–3 curve, 31 there are user data |
/// | 64 or 96 | the key |
/// | … | user data |
/// | 64 or 96 | the root key's signature, over the root record and all of this |
public struct MBISigningKeyCertificate: Hashable, Sendable {
    public var constraint: UInt32
    public var key: MBIPublicKey
    /// At most ``userDataLimit`` octets, a multiple of four; the device does not read them.
    public var userData: [UInt8]
    /// r ‖ s, as long as the root key's signatures are.
    public var signature: [UInt8]

    public static let userDataLimit = 96

    public init(constraint: UInt32, key: MBIPublicKey, userData: [UInt8] = [], signature: [UInt8] = []) {
        self.constraint = constraint
        self.key = key
        self.userData = userData
        self.signature = signature
    }

    /// Octets before the signature.
    var signatureOffset: Int { 12 + key.point.count + userData.count }

    /// What stands before the signature.
    var statement: [UInt8] {
        Octets.little(signatureOffset, 4) + Octets.little(constraint, 4)
            + Octets.little(key.code | (userData.isEmpty ? 0 : 1 << 31), 4) + key.point + userData
    }

    var octets: [UInt8] { statement + signature }

    /// Reads the certificate that takes all octets from `start`.
    static func read(
        _ octets: [UInt8],
        at start: Int,
        root: MBIPublicKey
    ) throws(MBIFault) -> MBISigningKeyCertificate {
        guard octets.count - start >= 12 else { throw MBIFault(.truncated, at: octets.count) }
        let flags = Octets.number(octets, start + 8, 4)
        guard flags & 0x7FFF_FFF0 == 0 else { throw MBIFault(.certificateFlags, at: start + 8) }
        guard let curve = MBIPublicKey.curve(ofCode: flags & 0xF), curve.fieldSize <= root.curve.fieldSize else {
            throw MBIFault(.curve, at: start + 8)
        }
        let end = start + 12 + MBIPublicKey.size(curve)
        let signature = start + Int(Octets.number(octets, start, 4))
        guard signature + root.signatureSize == octets.count else { throw MBIFault(.size, at: start) }
        let userCount = signature - end
        guard (0...userDataLimit).contains(userCount), userCount % 4 == 0, (userCount > 0) == (flags >> 31 == 1) else {
            throw MBIFault(.userData, at: start + 8)
        }
        return MBISigningKeyCertificate(
            constraint: Octets.number(octets, start + 4, 4),
            key: MBIPublicKey(curve: curve, point: Array(octets[start + 12..<end])),
            userData: Array(octets[end..<signature]),
            signature: Array(octets[signature...])
        )
    }
}
