public import Digests
public import PKIX

/// A super root key (SRK) as a record of a container's key table, numbers big-endian:
/// `E1, length, algorithm, hash, size, 0, flags, two lengths`, then x and y, or modulus and exponent.
public struct AHABRootKey: Hashable, Sendable {
    /// P-256, P-384, P-521, or RSA of 2048, 3072 or 4096 bits.
    public var info: PublicKeyInfo
    /// The hash under its signatures.
    public var hash: HashAlgorithm

    /// Nil for a key of another kind.
    public init?(_ info: PublicKeyInfo) {
        guard let hash = Self.hash(info) else { return nil }
        self.info = info
        self.hash = hash
    }

    init(info: PublicKeyInfo, hash: HashAlgorithm) {
        self.info = info
        self.hash = hash
    }

    /// ECDSA as r ‖ s, RSA as PSS.
    public var scheme: SignatureScheme {
        if case .rsa = info { .rsaPSS(hash) } else { .ecdsaRaw(hash) }
    }

    /// Octets of a signature.
    public var signatureSize: Int {
        switch info {
        case .rsa(let modulus, _): modulus.count
        case .ellipticCurve(let curve, _, _): 2 * curve.fieldSize
        default: 0
        }
    }

    /// Octets of the record.
    var size: Int { 12 + parts.0.count + parts.1.count }

    /// The record's octets.
    var octets: [UInt8] {
        let (first, second) = parts
        let algorithm: UInt8 = if case .rsa = info { 0x22 } else { 0x27 }
        return [0xE1] + Octets.little(size, 2) + [algorithm, hash.ahab, Self.code(info) ?? 0, 0, 0]
            + Octets.little(first.count, 2) + Octets.little(second.count, 2) + first + second
    }

    /// What must be the same in all four.
    var kind: [UInt8] { Array(octets.prefix(12)) }

    private var parts: ([UInt8], [UInt8]) {
        switch info {
        case .rsa(let modulus, let exponent): (modulus, Octets.little(exponent, 4).reversed().drop { $0 == 0 } + [])
        case .ellipticCurve(_, let x, let y): (x, y)
        default: ([], [])
        }
    }

    private static func hash(_ info: PublicKeyInfo) -> HashAlgorithm? {
        switch info {
        case .ellipticCurve(.p256, _, _): .sha256
        case .ellipticCurve(.p384, _, _): .sha384
        case .ellipticCurve(.p521, _, _): .sha512
        case .rsa: code(info) == nil ? nil : .sha256
        default: nil
        }
    }

    private static func code(_ info: PublicKeyInfo) -> UInt8? {
        switch info {
        case .ellipticCurve(.p256, _, _): 1
        case .ellipticCurve(.p384, _, _): 2
        case .ellipticCurve(.p521, _, _): 3
        case .rsa(let modulus, _):
            // The highest bit set: the lengths are those of the modulus's octets.
            switch modulus.first.map({ $0 >= 0x80 }) == true ? modulus.count : 0 {
            case 256: 5
            case 384: 6
            case 512: 7
            default: nil
            }
        default: nil
        }
    }
}

extension AHABRootKey {
    /// Reads a record that lies in `octets` from `start`, at most up to `end`.
    init(_ octets: [UInt8], at start: Int, end: Int) throws(AHABFault) {
        guard end - start >= 12 else { throw AHABFault(.truncated, at: start) }
        guard octets[start] == 0xE1 else { throw AHABFault(.tag, at: start) }
        let size = Int(Octets.number(octets, start + 1, 2))
        let first = Int(Octets.number(octets, start + 8, 2))
        let second = Int(Octets.number(octets, start + 10, 2))
        guard size == 12 + first + second, start + size <= end else { throw AHABFault(.length, at: start + 1) }
        guard let hash = HashAlgorithm(ahab: octets[start + 4]) else { throw AHABFault(.algorithm, at: start + 4) }
        guard octets[start + 6] == 0 else { throw AHABFault(.reserved, at: start + 6) }
        guard octets[start + 7] == 0 else { throw AHABFault(.srkFlags, at: start + 7) }
        let one = Array(octets[(start + 12)..<(start + 12 + first)])
        let two = Array(octets[(start + 12 + first)..<(start + size)])
        let info: PublicKeyInfo
        switch octets[start + 3] {
        case 0x27:
            let curves: [EllipticCurve] = [.p256, .p384, .p521]
            guard let curve = curves.first(where: { $0.fieldSize == first }), second == first else {
                throw AHABFault(.algorithm, at: start + 8)
            }
            info = .ellipticCurve(curve, x: one, y: two)
        case 0x22:
            guard (1...4).contains(second), one.first.map({ $0 >= 0x80 }) == true, two.first != 0,
                one.last.map({ $0 & 1 == 1 }) == true, two.last.map({ $0 & 1 == 1 }) == true, two != [1]
            else { throw AHABFault(.algorithm, at: start + 8) }
            info = .rsa(modulus: one, exponent: two.reduce(0) { $0 << 8 | UInt32($1) })
        default: throw AHABFault(.algorithm, at: start + 3)
        }
        guard let code = Self.code(info), octets[start + 5] == code else { throw AHABFault(.algorithm, at: start + 5) }
        self.init(info: info, hash: hash)
    }
}
