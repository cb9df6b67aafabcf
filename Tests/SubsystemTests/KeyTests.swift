import Attestation
import CBOR
import COSE
import Crypto
import Digests
import Model
import PKIX
import PSAToken
import SoC
import Testing

@testable import Subsystem

@Suite("Keys and evidence") struct KeyTests {
    private func key(_ octets: [UInt8]) throws -> VerificationKey {
        try VerificationKey(.ellipticCurve(.p256, x: Array(octets.prefix(32)), y: Array(octets.suffix(32))))
    }

    private func instanceKey(_ device: Device) throws -> [UInt8] {
        Array(try #require(device.block.registers.instanceKey).publicKey.rawRepresentation)
    }

    private func claims(_ token: [UInt8], _ device: Device) throws -> CBORMap {
        let message = try COSESign1(token)
        #expect(message.algorithm == .es256 && message.unprotected.count == 0)
        #expect(message.isSigned(by: try key(instanceKey(device))))
        let octets = try #require(message.payload)
        return try #require(try CBOR(octets).map)
    }

    @Test(arguments: [32, 48, 64]) func `a token has the claims of RFC 9783, and the instance's signature`(_ size: Int)
        throws
    {
        var device = try Device.running(layer: 2)
        let nonce = (0..<size).map { UInt8($0) }
        let claims = try claims(try device.done(.attest, nonce), device)
        #expect(claims.count == 8)
        #expect(claims[10] == .bytes(nonce))
        let point = [4] + (try instanceKey(device))
        #expect(claims[256] == .bytes([1] + SHA256Octets.digest(point)))
        #expect(claims[265] == "tag:psacertified.org,2023:psa#tfm")
        #expect(claims[268]?.bytes?.count == 32)
        #expect(claims[2394] == -1)
        // Secured, with RFC 9711's debug status in the octet that is the device's own.
        #expect(claims[2395] == 0x3003)
        #expect(claims[2396]?.bytes?.count == 32)
        let components = try #require(claims[2399]?.array)
        #expect(components.count == 2)
        for (layer, component) in components.enumerated() {
            let measured = Station.measurement(Station.oldImage + [UInt8(layer + 1)])
            let map = try #require(component.map)
            #expect(map.count == 5)
            #expect(map[1] == (layer == 0 ? "PRoT" : "App"))
            #expect(map[2] == .bytes(measured.digest))
            #expect(map[4] == "1.2.3+4")
            #expect(map[5] == .bytes(measured.signer))
            #expect(map[6] == "sha-256")
        }
    }

    @Test func `a token is believed by whoever knows the instance's key, and by nobody else`() throws {
        var device = try Device.running(layer: 2)
        let nonce = [UInt8](repeating: 7, count: 32)
        let point = try instanceKey(device)
        let key = PublicKeyInfo.ellipticCurve(.p256, x: Array(point.prefix(32)), y: Array(point.suffix(32)))
        var expectation = TokenExpectation(nonce: nonce, key: key)
        let token = try device.done(.attest, nonce)
        let outcome = TokenVerifier.verify(token, expecting: expectation)
        #expect(outcome.verified?.claims.components.count == 2, "\(outcome.judgement.failures)")
        let other = try instanceKey(Device.running(layer: 2))
        expectation.key = .ellipticCurve(.p256, x: Array(other.prefix(32)), y: Array(other.suffix(32)))
        #expect(TokenVerifier.verify(token, expecting: expectation).judgement.failures.map(\.code) == [.tokenSignature])
    }

    @Test func `a token changes with the nonce, the boot and the measurement; the instance does not`() throws {
        var device = try Device.running(layer: 1)
        let nonce = [UInt8](repeating: 1, count: 32)
        let first = try claims(try device.done(.attest, nonce), device)
        let other = try claims(try device.done(.attest, nonce.map { $0 + 1 }), device)
        #expect(first[10] != other[10] && first[268] == other[268] && first[2399] == other[2399])
        #expect(first[2394] == 1)
        try device.restart()
        #expect(try Station.nextImage(&device)?.slot == .a)
        // Whatever lies in the slot: what runs is what the ROM measured.
        try device.done(.advance, try Station.octets(Station.measurement([1])))
        let next = try claims(try device.done(.attest, nonce), device)
        #expect(next[268] != first[268] && next[2399] != first[2399] && next[256] == first[256])
        try device.done(.advance, try Station.octets(Station.measurement([2])))
        let last = try claims(try device.done(.attest, nonce), device)
        #expect(last[2399]?.array?.count == 2 && last[2399]?.array?.first == next[2399]?.array?.first)
    }

    @Test func `a flipped bit of a token is refused, and so is another device's key`() throws {
        var device = try Device.running(layer: 1)
        let other = try Device.provisioned()
        let token = try device.done(.attest, [UInt8](repeating: 1, count: 32))
        let verifier = try key(instanceKey(device))
        #expect(try COSESign1(token).isSigned(by: verifier))
        #expect(try !COSESign1(token).isSigned(by: try key(instanceKey(other))))
        for bit in stride(from: 0, to: token.count * 8, by: 3) {
            var damaged = token
            damaged[bit / 8] ^= 1 << (bit % 8)
            guard let message = try? COSESign1(damaged) else { continue }
            #expect(!message.isSigned(by: verifier), "bit \(bit)")
        }
    }

    @Test func `what is sealed is unsealed by the same software on the same device only`() throws {
        var device = try Device.provisioned(seed: 3)
        let secret = Array("a secret".utf8)
        func boot(_ device: inout Device, _ images: [[UInt8]]) throws {
            try device.restart()
            for image in images { try device.done(.advance, try Station.octets(Station.measurement(image))) }
        }
        try boot(&device, [[1]])
        let sealed = try device.done(.seal, secret)
        #expect(sealed.count == secret.count + 36)
        #expect(try device.done(.seal, secret) != sealed)
        #expect(try device.done(.unseal, sealed) == secret)
        for bit in 0..<sealed.count * 8 {
            var damaged = sealed
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(try device.ask(.unseal, damaged) == Answer(status: .invalid))
        }
        // The layer above has another secret, and another image below too.
        try device.done(.advance, try Station.octets(Station.measurement([2])))
        #expect(try device.ask(.unseal, sealed).status == .invalid)
        try boot(&device, [[3]])
        #expect(try device.ask(.unseal, sealed).status == .invalid)
        try boot(&device, [[1]])
        #expect(try device.done(.unseal, sealed) == secret)
        let long = [UInt8](repeating: 7, count: 1024)
        #expect(try device.done(.unseal, try device.done(.seal, long)) == long)
        // Counter, signer and version are measured as well.
        var measured = Station.measurement([1])
        measured.version += 1
        try boot(&device, [])
        try device.done(.advance, try Station.octets(measured))
        #expect(try device.ask(.unseal, sealed).status == .invalid)
    }

    @Test func `derived octets follow label, layer and software, and come again with them`() throws {
        var device = try Device.provisioned(seed: 4)
        var seen: Set<[UInt8]> = []
        for image in [[1], [2]] as [[UInt8]] {
            try device.restart()
            for layer in 0..<2 {
                try device.done(.advance, try Station.octets(Station.measurement(layer == 0 ? image : [9])))
                for label in [[1], [1, 1], [UInt8](repeating: 1, count: 64)] as [[UInt8]] {
                    let derived = try device.done(.derive, label)
                    #expect(derived.count == 32)
                    #expect(try device.done(.derive, label) == derived)
                    #expect(seen.insert(derived).inserted)
                }
            }
        }
        try device.restart()
        try device.done(.advance, try Station.octets(Station.measurement([1])))
        #expect(seen.contains(try device.done(.derive, [1])))
    }

    @Test func `random octets are as many as asked for, and others each time`() throws {
        var device = try Device()
        #expect(try device.done(.random, [0, 1, 0, 0]).count == 256)
        #expect(try device.done(.random, [32, 0, 0, 0]) != device.done(.random, [32, 0, 0, 0]))
    }

    /// A certificate's claims, if the key signed it.
    private func certificate(_ octets: [UInt8], by issuer: VerificationKey) throws -> CBORMap {
        // Untagged, as the profile wants them.
        let message = try COSESign1([0xD2] + octets)
        #expect(message.isSigned(by: issuer))
        let content = try #require(message.payload)
        return try #require(try CBOR(content).map)
    }

    private func subject(_ claims: CBORMap) throws -> PublicKeyInfo {
        let octets = try #require(claims[-4_670_552]?.bytes)
        return try COSEKey.publicKey(try #require(try CBOR(octets).map))
    }

    @Test func `certificates lead from the instance's key to the key that signs for the application`() throws {
        var device = try Device.running(layer: 2)
        var issuer = PublicKeyInfo.ellipticCurve(
            .p256,
            x: Array(try instanceKey(device).prefix(32)),
            y: Array(try instanceKey(device).suffix(32))
        )
        var issuerName: CBOR?
        for index in [0, 1, 2, 255] as [UInt8] {
            let octets = try device.done(.certificate, [index])
            let claims = try certificate(octets, by: try VerificationKey(issuer))
            #expect(issuerName == nil || claims[1] == issuerName)
            #expect(claims[-4_670_553] == .bytes([index == 255 ? 1 : 0x20]))
            if index == 1 || index == 2 {
                let measured = Station.measurement(Station.oldImage + [index])
                #expect(claims[-4_670_545] == .bytes(measured.digest))
                let descriptor = try #require(claims[-4_670_548]?.bytes)
                #expect(claims[-4_670_547] == .bytes(SHA256Octets.digest(descriptor)))
                #expect(try CBOR(descriptor).map?[-70005] == 1)
                #expect(claims[-4_670_551] == .bytes([1]))
            } else {
                #expect(claims.count == 4)
            }
            issuer = try subject(claims)
            issuerName = claims[2]
        }
        let digest = SHA256Octets.digest(Array("a message".utf8))
        let signature = try device.done(.sign, digest)
        let signer = try VerificationKey(issuer)
        #expect(signer.isValid(signature, for: Array("a message".utf8), .ecdsaRaw(.sha256)))
        #expect(!signer.isValid(signature, for: Array("a massage".utf8), .ecdsaRaw(.sha256)))
        #expect(try device.ask(.certificate, [3]).status == .absent)
    }

    @Test func `a layer's keys are other ones than the layer's below, and the mode tells where an image came from`()
        throws
    {
        var device = try Device.running(layer: 1)
        let first = try device.done(.certificate, [255])
        try device.done(.advance, try Station.octets(Station.measurement([1])))
        #expect(try device.done(.certificate, [255]) != first)
        // Nothing of a slot: recovery over the console.
        try device.restart()
        try device.done(.advance, try Station.octets(Station.measurement([1])))
        let octets = try device.done(.certificate, [1])
        let payload = try #require(try COSESign1([0xD2] + octets).payload)
        #expect(try CBOR(payload).map?[-4_670_551] == .bytes([3]))
    }

    @Test func `the layer below is forgotten`() throws {
        var device = try Device.provisioned(seed: 5)
        let unique = try #require(device.block.registers.secret)
        try device.done(.advance, try Station.octets(Station.measurement([1])))
        let first = try #require(device.block.registers.secret)
        try device.done(.advance, try Station.octets(Station.measurement([2])))
        let second = try #require(device.block.registers.secret)
        #expect(unique != first && first != second && unique != second)
        #expect(try device.ask(.advance, try Station.octets(Station.measurement([3]))).status == .wrongLayer)
        #expect(device.block.registers.secret == second)
    }

    @Test func `from layer 1 on nothing reads the unique secret's words`() throws {
        var device = try Device.running(layer: 1)
        let before = device.storage.secretReadCount
        // The positive control: the ROM's layer did.
        #expect(before > 0)
        for layer in 1...2 {
            for command in Refusals.commands where layer == 2 || command != .advance {
                for payload in [Refusals.payloads[command] ?? []] + (Refusals.malformed[command] ?? []) {
                    _ = try device.ask(command, payload)
                }
            }
            for fuse in 0..<UInt8(Fuse.count) { _ = try device.ask(.readFuse, [fuse]) }
            if layer == 1 { try device.done(.advance, try Station.octets(Station.measurement([2]))) }
        }
        #expect(device.storage.secretReadCount == before)
    }
}
