import Crypto
import SoC
import Testing
import Wire

@testable import Subsystem

/// Against values that were computed apart from this code, by a Python script of HMAC, HKDF (RFC 5869), the DRBG of
/// RFC 6979 and affine P-256 arithmetic, for the secret 00 01 … 1F.
@Suite("Derivations of DICE") struct DICETests {
    private let secret = SymmetricKey(data: (0..<32).map { UInt8($0) })

    @Test func `a layer's secret is CDI_Attest of the profile`() {
        var input = DICEInput(Station.measurement([]), layer: 1, .secured, .normal, authority: [])
        input.code = SHA256Octets.digest(Array("code".utf8))
        input.configurationDescriptor = [0xA0]
        input.authority = SHA256Octets.digest(Array("authority".utf8))
        let expected = "89ac77e1a28640df283f5585ae2767843beb0ce58ce4ae9334f3120f37b623d7"
        #expect(Hexadecimal.encode(DICE.octets(DICE.compoundIdentifier(secret, input))) == expected)
        input.mode = .recovery
        #expect(Hexadecimal.encode(DICE.octets(DICE.compoundIdentifier(secret, input))) != expected)
    }

    @Test func `a secret's key pair and its identifier are the profile's`() {
        let key = DICE.keyPair(secret).publicKey
        let (x, y) = (
            "ed3b43f354b1904db5923695c1dc270e26bc4d40109092b3cfee3631e4025c9c",
            "49346e0097220f9f48f14556ab5a98b4b7db6eabe8cdb56fdac3d82b370a1f0c"
        )
        #expect(Hexadecimal.encode(key.rawRepresentation) == x + y)
        #expect(Hexadecimal.encode(DICE.identifier(key)) == "06ddb7f9968648675711bc4bbcc1edbf44030872")
    }
}
