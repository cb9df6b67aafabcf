import CBOR
import COSE
import Crypto
import Foundation
import PKIX
import Testing
import Wire

@Suite struct COSESign1Tests {
    private let key = P256.Signing.PrivateKey()

    private func verifier() throws -> VerificationKey {
        try VerificationKey(PublicKeyInfo(der: Array(key.publicKey.derRepresentation)))
    }

    private func message(_ message: COSESign1, externalData: [UInt8] = []) throws -> COSESign1 {
        var message = message
        let signed = try #require(message.signedOctets(externalData: externalData))
        message.signature = Array(try key.signature(for: signed).rawRepresentation)
        return message
    }

    @Test func `what is signed is read and verified`() throws {
        let sent = try message(
            COSESign1(.es256, unprotected: CBORMap([COSEHeader.keyIdentifier: .bytes([7])]), payload: [1, 2, 3])
        )
        let read = try COSESign1(sent.octets)
        #expect(read == sent)
        #expect(read.algorithm == .es256 && read.payload == [1, 2, 3])
        #expect(read.isSigned(by: try verifier()))
        #expect(!read.isSigned(by: try verifier(), externalData: [1]))
        #expect(!read.isSigned(by: try verifier(), [1, 2, 3]))
    }

    @Test func `every flipped bit is refused, but in the header that nobody signs`() throws {
        let sent = try message(COSESign1(.es256, payload: Array("a token".utf8)))
        let verifier = try verifier()
        for bit in 0..<(sent.octets.count * 8) {
            var octets = sent.octets
            octets[bit / 8] ^= 1 << (bit % 8)
            guard let read = try? COSESign1(octets) else { continue }
            #expect(!read.isSigned(by: verifier), "bit \(bit)")
        }
    }

    @Test func `a payload may travel apart, and external data are signed`() throws {
        var sent = try message(COSESign1(.es256, payload: [9, 9]), externalData: [4])
        sent.payload = nil
        let read = try COSESign1(sent.octets)
        #expect(read.isSigned(by: try verifier(), [9, 9], externalData: [4]))
        #expect(!read.isSigned(by: try verifier(), [9, 8], externalData: [4]))
        #expect(!read.isSigned(by: try verifier(), externalData: [4]))
    }

    @Test func `other messages and headers that mislead are refused`() throws {
        let protected = CBOR.bytes(CBOR.map(CBORMap([1: -7])).octets)
        let empty = CBOR.map(CBORMap())
        func octets(_ tag: UInt64, _ parts: [CBOR]) -> [UInt8] { CBOR.tagged(tag, .array(parts)).octets }
        let parts: [CBOR] = [protected, empty, .bytes([1]), .bytes([2])]
        #expect(throws: Never.self) { try COSESign1(octets(18, parts)) }
        let critical = { (labels: CBOR, map: CBORMap) -> [CBOR] in
            var map = map
            map[COSEHeader.critical] = labels
            return [.bytes(CBOR.map(map).octets)] + parts.dropFirst()
        }
        #expect(throws: Never.self) { try COSESign1(octets(18, critical(.array([1]), CBORMap([1: -7])))) }
        let refused: [(String, [UInt8])] = [
            ("COSE_Mac0", octets(17, parts)), ("no tag", CBOR.array(parts).octets),
            ("three parts", octets(18, Array(parts.prefix(3)))), ("five", octets(18, parts + [.null])),
            ("a payload of text", octets(18, [parts[0], empty, "1", parts[3]])),
            ("a protected header that is no map", octets(18, [.bytes([0x01])] + parts.dropFirst())),
            ("an algorithm that is not protected", octets(18, [.bytes([]), .map(CBORMap([1: -7]))] + parts.suffix(2))),
            ("a label in both", octets(18, [protected, .map(CBORMap([1: -7]))] + parts.suffix(2))),
            ("critical unprotected", octets(18, [protected, .map(CBORMap([2: .array([1])]))] + parts.suffix(2))),
            ("an unknown critical label", octets(18, critical(.array([99]), CBORMap([1: -7, 99: 1])))),
            ("a critical label that is not there", octets(18, critical(.array([4]), CBORMap([1: -7])))),
            ("no critical label", octets(18, critical(.array([]), CBORMap([1: -7])))),
            ("something behind", octets(18, parts) + [0]),
        ]
        for (name, octets) in refused { #expect(throws: WireError.self, "\(name)") { try COSESign1(octets) } }
        // Without an algorithm nothing verifies.
        let bare = try COSESign1(octets(18, [.bytes([])] + parts.dropFirst()))
        let verifier = try verifier()
        #expect(bare.algorithm == nil && !bare.isSigned(by: verifier))
    }

    @Test func `keys survive their form, and private ones are refused`() throws {
        let ed25519 = Curve25519.Signing.PrivateKey().publicKey
        let mlDSA = try MLDSA65.PrivateKey().publicKey
        let keys: [PublicKeyInfo] = [
            try PublicKeyInfo(der: Array(key.publicKey.derRepresentation)),
            try PublicKeyInfo(der: Array(P384.Signing.PrivateKey().publicKey.derRepresentation)),
            .ed25519(Array(ed25519.rawRepresentation)), .mlDSA65(Array(mlDSA.rawRepresentation)),
        ]
        for key in keys {
            var map = try #require(COSEKey.map(key))
            let read = try #require(try CBOR(CBOR.map(map).octets).map)
            #expect(try COSEKey.publicKey(read) == key)
            map[-4] = .bytes([1])
            #expect(throws: WireError.self) { try COSEKey.publicKey(map) }
        }
        #expect(COSEKey.map(.rsa(modulus: [3], exponent: 3)) == nil)
        var compressed = try #require(COSEKey.map(keys[0]))
        compressed[-3] = .boolean(true)
        #expect(throws: WireError.self) { try COSEKey.publicKey(compressed) }
    }
}
