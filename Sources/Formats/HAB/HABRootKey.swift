public import PKIX

/// A super root key (SRK) as an entry of the table: `E1, length, algorithm, 0 0 0, flags`, then for RSA two lengths,
/// modulus and exponent, for ECDSA `curve, 0, bits`, x and y; all big-endian. Or only the SHA-256 of such an entry,
/// for a key that does not sign here: `EE, length, 17`.
public enum HABRootKey: Hashable, Sendable {
    /// `isAuthority`: it signs certificates; otherwise it signs images itself, by fast authentication.
    case key(PublicKeyInfo, isAuthority: Bool)
    /// 32 octets.
    case digest([UInt8])

    /// Nil for another key than RSA of 2048, 3072 or 4096 bits, P-256, P-384 or P-521.
    public init?(_ info: PublicKeyInfo, isAuthority: Bool) {
        guard Self.isKnown(info) else { return nil }
        self = .key(info, isAuthority: isAuthority)
    }

    /// What a certificate says: the key of one that may sign certificates is an authority.
    public init?(_ certificate: Certificate) {
        let usage = certificate.extensions.keyUsage
        self.init(certificate.publicKey, isAuthority: usage?.contains(.keyCertSign) ?? false)
    }

    public var octets: [UInt8] {
        switch self {
        case .digest(let digest): HABHeader(tag: 0xEE, count: 4 + digest.count, parameter: 0x17).octets + digest
        case .key(let info, let isAuthority):
            Self.entry(info, flags: isAuthority ? 0x80 : 0)
        }
    }

    private static func entry(_ info: PublicKeyInfo, flags: UInt8) -> [UInt8] {
        let (algorithm, content): (UInt8, [UInt8])
        switch info {
        case .rsa(let modulus, let exponent):
            let digits = Array(Octets.big(exponent, 4).drop { $0 == 0 })
            algorithm = 0x21
            content = Octets.big(modulus.count, 2) + Octets.big(digits.count, 2) + modulus + digits
        case .ellipticCurve(let curve, let x, let y):
            algorithm = 0x27
            content = [code(curve), 0] + Octets.big(bits(curve), 2) + x + y
        default: return []
        }
        return HABHeader(tag: 0xE1, count: 8 + content.count, parameter: algorithm).octets + [0, 0, 0, flags] + content
    }

    private static func isKnown(_ info: PublicKeyInfo) -> Bool {
        switch info {
        case .rsa(let modulus, _): modulus.first.map { $0 >= 0x80 } == true && [256, 384, 512].contains(modulus.count)
        case .ellipticCurve: true
        default: false
        }
    }

    private static func code(_ curve: EllipticCurve) -> UInt8 {
        switch curve {
        case .p256: 0x4B
        case .p384: 0x4D
        case .p521: 0x4E
        }
    }

    private static func bits(_ curve: EllipticCurve) -> Int { curve == .p521 ? 521 : 8 * curve.fieldSize }
}

extension HABRootKey {
    /// Reads the entry at `start`; what is read has exactly the octets that it announces.
    static func read(_ octets: [UInt8], at start: Int) throws(HABFault) -> (key: HABRootKey, count: Int) {
        let header = try HABHeader(octets, at: start)
        if header.tag == 0xEE {
            guard header.parameter == 0x17 else { throw HABFault(.hash, at: start + 3) }
            guard header.count == 36 else { throw HABFault(.length, at: start + 1) }
            return (.digest(Array(octets[(start + 4)..<(start + 36)])), 36)
        }
        guard header.tag == 0xE1 else { throw HABFault(.tag, at: start) }
        guard header.count > 12 else { throw HABFault(.length, at: start + 1) }
        guard octets[(start + 4)..<(start + 7)].allSatisfy({ $0 == 0 }) else {
            throw HABFault(.reserved, at: start + 4)
        }
        let flags = octets[start + 7]
        guard flags == 0 || flags == 0x80 else { throw HABFault(.srkFlags, at: start + 7) }
        let info =
            switch header.parameter {
            case 0x21: try rsa(octets, start, header.count)
            case 0x27: try ellipticCurve(octets, start, header.count)
            default: throw HABFault(.algorithm, at: start + 3)
            }
        return (.key(info, isAuthority: flags == 0x80), header.count)
    }

    private static func rsa(_ octets: [UInt8], _ start: Int, _ count: Int) throws(HABFault) -> PublicKeyInfo {
        let modulusCount = Int(try Octets.big(octets, start + 8, 2))
        let exponentCount = Int(try Octets.big(octets, start + 10, 2))
        guard count == 12 + modulusCount + exponentCount else { throw HABFault(.length, at: start + 1) }
        let modulus = Array(try Octets.checked(octets, start + 12, modulusCount))
        let exponent = Array(try Octets.checked(octets, start + 12 + modulusCount, exponentCount))
        guard (1...4).contains(exponentCount), exponent.first != 0, exponent != [1],
            exponent.last.map({ $0 & 1 == 1 }) == true, modulus.last.map({ $0 & 1 == 1 }) == true
        else { throw HABFault(.algorithm, at: start + 8) }
        let info = PublicKeyInfo.rsa(modulus: modulus, exponent: exponent.reduce(0) { $0 << 8 | UInt32($1) })
        guard isKnown(info) else { throw HABFault(.algorithm, at: start + 8) }
        return info
    }

    private static func ellipticCurve(_ octets: [UInt8], _ start: Int, _ count: Int) throws(HABFault) -> PublicKeyInfo {
        guard let curve = EllipticCurve.allCases.first(where: { code($0) == octets[start + 8] }) else {
            throw HABFault(.algorithm, at: start + 8)
        }
        guard octets[start + 9] == 0 else { throw HABFault(.reserved, at: start + 9) }
        guard Int(try Octets.big(octets, start + 10, 2)) == bits(curve) else {
            throw HABFault(.algorithm, at: start + 10)
        }
        guard count == 12 + 2 * curve.fieldSize else { throw HABFault(.length, at: start + 1) }
        return .ellipticCurve(
            curve,
            x: Array(try Octets.checked(octets, start + 12, curve.fieldSize)),
            y: Array(try Octets.checked(octets, start + 12 + curve.fieldSize, curve.fieldSize))
        )
    }
}
