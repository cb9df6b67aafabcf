import Digests
import PKIX
import TPM2
import Testing

@Suite struct PublicKeyInfoTests {
    @Test func `coordinates without their leading zeros are the same key`() throws {
        let short = try #require(point(x: [7]))
        #expect(short == point(x: [UInt8](repeating: 0, count: 31) + [7]))
        #expect(short == .ellipticCurve(.p256, x: [UInt8](repeating: 0, count: 31) + [7], y: Self.y))
        #expect(point(x: [UInt8](repeating: 1, count: 33)) == nil)
        #expect(point(x: []) == nil)
        #expect(point(x: [7], curve: .bnP256) == nil)
    }

    @Test func `a modulus has as many octets as the parameters say`() throws {
        let modulus = [0x80] + [UInt8](repeating: 1, count: 255)
        #expect(rsa(modulus) == .rsa(modulus: modulus, exponent: 65_537))
        #expect(rsa([0] + modulus) == .rsa(modulus: modulus, exponent: 65_537))
        #expect(rsa(modulus + [1]) == nil)
        #expect(rsa(modulus.dropLast()) == nil)
        #expect(rsa([]) == nil)
    }

    private static let y = [UInt8](repeating: 2, count: 32)

    private func point(x: [UInt8], curve: ECCCurve = .nistP256) -> PublicKeyInfo? {
        let parameters = ECCParameters(symmetric: .null, scheme: .null, curveID: curve, kdf: .null)
        return info(.ecc(parameters, point: ECCPoint(x: Buffer(x), y: Buffer(Self.y))))
    }

    private func rsa(_ modulus: [UInt8]) -> PublicKeyInfo? {
        info(.rsa(RSAParameters(symmetric: .null, scheme: .null, keyBits: 2048, exponent: 0), modulus: Buffer(modulus)))
    }

    private func info(_ key: PublicKey) -> PublicKeyInfo? {
        Public(nameAlg: .sha256, objectAttributes: [], authPolicy: [], key: key).publicKeyInfo
    }
}
