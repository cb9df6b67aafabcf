import Crypto
import Foundation
import OpenDICE
import PKIX
import Release
import SoC
import Testing

@testable import Subsystem

@Suite("Secrets from outside") struct EncapsulationTests {
    /// The layer's key by its certificate, which must hang on the layer's own.
    private func key(_ device: inout Device, layer: UInt8) throws -> [UInt8] {
        let issuer = try OpenDICECertificate(try device.done(.certificate, [layer]))
        let certificate = try OpenDICECertificate(try device.done(.certificate, [254]))
        #expect(certificate.isSigned(by: try VerificationKey(issuer.publicKey)))
        #expect(certificate.usage == .keyAgreement && certificate.input == nil)
        guard case .ellipticCurve(.p256, let x, let y) = certificate.publicKey else { throw NoPoint() }
        return x + y
    }

    private struct NoPoint: Error {}

    private func payload(_ sealed: EncapsulatedSecret, _ info: [UInt8]) -> [UInt8] {
        [UInt8(truncatingIfNeeded: info.count), UInt8(info.count >> 8)] + info + sealed.encapsulatedKey
            + sealed.ciphertext
    }

    @Test func `what is sealed to a layer opens in that layer of that software on that device, for that purpose`()
        throws
    {
        var device = try Device.running(layer: 2, seed: 11)
        let secret = Array("a key for a disk".utf8)
        let info = Array("for this".utf8)
        let sealed = try EncapsulatedSecret.seal(secret, to: try key(&device, layer: 2), info: info)
        #expect(try device.done(.open, payload(sealed, info)) == secret)
        #expect(try device.ask(.open, payload(sealed, Array("for that".utf8))).status == .invalid)
        #expect(try device.ask(.open, payload(sealed, [])).status == .invalid)
        let octets = payload(sealed, info)
        for bit in stride(from: 0, to: octets.count * 8, by: 5) {
            var damaged = octets
            damaged[bit / 8] ^= 1 << (bit % 8)
            let answer = try device.ask(.open, damaged)
            #expect(answer == Answer(status: .invalid) || answer == Answer(status: .malformed), "bit \(bit)")
        }
        // The same software again; then the layer below, another application, another device.
        try device.restart()
        try Station.boot(&device, layers: 1)
        #expect(try device.ask(.open, octets).status == .invalid)
        try device.done(.advance, try Station.octets(Station.measurement(Station.oldImage + [2])))
        #expect(try device.done(.open, octets) == secret)
        try device.restart()
        try Station.boot(&device, layers: 1)
        try device.done(.advance, try Station.octets(Station.measurement([9])))
        #expect(try device.ask(.open, octets).status == .invalid)
        var other = try Device.running(layer: 2, seed: 12)
        #expect(try other.ask(.open, octets).status == .invalid)
        // Nothing sealed, and as much as may be.
        let long = [UInt8](repeating: 7, count: 1024)
        let name = [UInt8](repeating: 1, count: 512)
        let most = try EncapsulatedSecret.seal(long, to: try key(&other, layer: 2), info: name)
        #expect(try other.done(.open, payload(most, name)) == long)
    }

    @Test func `the key is another one than those that sign`() throws {
        var device = try Device.running(layer: 2, seed: 13)
        let secret = try #require(device.block.registers.secret)
        let keys = [
            Array(DICE.keyPair(secret).publicKey.rawRepresentation),
            Array(FuseAndKeyBlock<MemoryStorage>.applicationKey(of: secret).publicKey.rawRepresentation),
            try key(&device, layer: 2),
        ]
        #expect(Set(keys).count == 3)
    }
}
