import Digests
import TPM2
import Wire

/// The fields of a TPMT_PUBLIC that the vectors vary (Part 2, 12.2.4), read here so that these tests stand alone.
struct PublicArea: Wire {
    var key: EncapsulationKey

    init(from read: inout WireReader) throws(WireError) {
        let type: UInt16 = try read()
        let nameAlgorithm: HashAlgorithm = try read()
        try read.skip(4)
        try read.skip(Int(try read.integer(UInt16.self)))
        let symmetric: UInt16 = try read()
        if symmetric != 0x0010 { try read.skip(4) }
        let scheme: UInt16 = try read()
        var schemeHash: HashAlgorithm?
        if scheme != 0x0010 { schemeHash = try read() }
        if type == 0x0001 {
            _ = try read.integer(UInt16.self)
            let exponent: UInt32 = try read()
            let modulus = try read.bytes(Int(try read.integer(UInt16.self)))
            key = EncapsulationKey(
                .rsa(modulus: modulus, exponent: exponent, oaepHash: schemeHash),
                nameAlgorithm: nameAlgorithm
            )
        } else {
            let curve: PrimeCurve = try read.curve()
            if try read.integer(UInt16.self) != 0x0010 { try read.skip(2) }
            let x = try read.bytes(Int(try read.integer(UInt16.self)))
            let y = try read.bytes(Int(try read.integer(UInt16.self)))
            key = EncapsulationKey(.ecc(curve, x: x, y: y), nameAlgorithm: nameAlgorithm)
        }
    }

    func write(to write: inout WireWriter) { write.fail(.badValue) }
}

/// TPMT_SENSITIVE — Part 2, 12.3.2.4.
struct SensitiveArea: Wire {
    var sensitive: [UInt8]

    init(from read: inout WireReader) throws(WireError) {
        try read.skip(2)
        try read.skip(Int(try read.integer(UInt16.self)))
        try read.skip(Int(try read.integer(UInt16.self)))
        sensitive = try read.bytes(Int(try read.integer(UInt16.self)))
    }

    func write(to write: inout WireWriter) { write.fail(.badValue) }
}

extension WireReader {
    @_lifetime(self: copy self)
    fileprivate mutating func curve() throws(WireError) -> PrimeCurve {
        let at = offset
        guard let curve = PrimeCurve(rawValue: try integer()) else { throw WireError(.badValue, at: at) }
        return curve
    }
}
