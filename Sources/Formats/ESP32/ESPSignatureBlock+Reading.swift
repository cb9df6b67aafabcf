internal import Digests
internal import PKIX

extension ESPSignatureBlock {
    /// Reads a block strictly: what is read has exactly these octets.
    ///
    /// Not checked here: whether a point is on its curve, whether the signature holds, whether the key is trusted.
    ///
    /// - Parameter start: where in `sector` the block begins; the caller knows that it fits.
    init(_ sector: [UInt8], at start: Int) throws(ESPSignatureFault) {
        let octets = sector[start..<start + Self.size]
        guard octets[start] == Self.magic else { throw ESPSignatureFault(.magic, at: start) }
        guard octets[start + 1] == 2 || octets[start + 1] == 3 else { throw ESPSignatureFault(.version, at: start + 1) }
        let checked = start + Self.checkedSize
        let checksum = octets[checked..<checked + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        guard checksum == CRC32.checksum(octets[..<checked]) else { throw ESPSignatureFault(.checksum, at: checked) }
        let scheme = try Self.scheme(octets)
        let keyStart = start + 4 + scheme.digestSize
        let signatureStart = keyStart + scheme.keySize
        let signatureEnd = signatureStart + scheme.signatureSize
        try Self.requireZeros(octets[start + 3...start + 3])
        try Self.requireZeros(octets[signatureEnd..<checked])
        try Self.requireZeros(octets[(checked + 4)...])
        self.init(
            key: try scheme == .rsa3072
                ? Self.modulus(octets[keyStart..<signatureStart])
                : Self.point(octets[keyStart..<signatureStart], scheme),
            imageDigest: Array(octets[(start + 4)..<keyStart]),
            signature: try Self.signature(octets[signatureStart..<signatureEnd], octets[keyStart...], scheme)
        )
    }

    private static func scheme(_ octets: ArraySlice<UInt8>) throws(ESPSignatureFault) -> ESPScheme {
        let start = octets.startIndex
        let kind = octets[start + 2]
        if octets[start + 1] == 2 {
            guard kind == 0 else { throw ESPSignatureFault(.reserved, at: start + 2) }
            return .rsa3072
        }
        guard kind < 2 else { throw ESPSignatureFault(.hashKind, at: start + 2) }
        let scheme: ESPScheme = kind == 0 ? .ecdsaP256 : .ecdsaP384
        let place = start + 4 + scheme.digestSize
        guard octets[place] == scheme.curve else { throw ESPSignatureFault(.curve, at: place) }
        return scheme
    }

    private static func requireZeros(_ octets: ArraySlice<UInt8>) throws(ESPSignatureFault) {
        if let place = octets.firstIndex(where: { $0 != 0 }) { throw ESPSignatureFault(.reserved, at: place) }
    }

    private static func modulus(_ octets: ArraySlice<UInt8>) throws(ESPSignatureFault) -> ESPPublicKey {
        let start = octets.startIndex
        let modulus = Array(octets[start..<start + 384].reversed())
        guard octets[start] & 1 == 1, octets[start + 383] & 0x80 != 0 else {
            throw ESPSignatureFault(.modulus, at: start)
        }
        let exponent = octets[(start + 384)..<(start + 388)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        guard exponent & 1 == 1, exponent >= 3 else { throw ESPSignatureFault(.exponent, at: start + 384) }
        let key = ESPPublicKey.rsa3072(modulus: modulus, exponent: exponent)
        // The ROM computes with what stands here; wrong constants would make it verify with another modulus.
        let expected = key.octets
        if !octets.elementsEqual(expected) {
            let squared = octets[(start + 388)..<(start + 772)].elementsEqual(expected[388..<772])
            throw ESPSignatureFault(.constants, at: start + (squared ? 772 : 388))
        }
        return key
    }

    private static func point(_ octets: ArraySlice<UInt8>, _ scheme: ESPScheme) throws(ESPSignatureFault)
        -> ESPPublicKey
    {
        let x = Array(octets.dropFirst().prefix(scheme.numberSize).reversed())
        let y = Array(octets.suffix(scheme.numberSize).reversed())
        return scheme == .ecdsaP256 ? .ecdsaP256(x: x, y: y) : .ecdsaP384(x: x, y: y)
    }

    /// - Parameter key: begins with the key's part: an RSA modulus.
    private static func signature(
        _ octets: ArraySlice<UInt8>,
        _ key: ArraySlice<UInt8>,
        _ scheme: ESPScheme
    ) throws(ESPSignatureFault) -> [UInt8] {
        guard let order = scheme.ellipticCurve?.order else {
            let signature = Array(octets.reversed())
            guard signature.lexicographicallyPrecedes(key.prefix(384).reversed()) else {
                throw ESPSignatureFault(.range, at: octets.startIndex)
            }
            return signature
        }
        var signature: [UInt8] = []
        for start in [octets.startIndex, octets.startIndex + scheme.numberSize] {
            let number = Array(octets[start..<start + scheme.numberSize].reversed())
            guard number.contains(where: { $0 != 0 }), number.lexicographicallyPrecedes(order) else {
                throw ESPSignatureFault(.range, at: start)
            }
            signature += number
        }
        return signature
    }
}
