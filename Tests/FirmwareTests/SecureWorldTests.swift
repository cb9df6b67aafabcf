import Attestation
import Digests
import Foundation
import Lab
import MCUboot
import PSAToken
import SoC
import Subsystem
import Testing

/// From the ROM through the secure world to an application that serves: what is started, and what never is.
@Suite(.serialized) struct SecureWorldTests {
    @Test func `a secured device boots to its application, whose token vouches for both stages`() async throws {
        let maker = try Maker()
        let image = try await maker.slot()
        let device = try SecuredDevice(maker, image)
        try device.running { console in
            let nonce = [UInt8](repeating: 0x5C, count: 32)
            let token = try console.demand(.attest, nonce)
            let expectation = TokenExpectation(nonce: nonce, key: device.instanceKey)
            let verified = try #require(TokenVerifier.verify(token, expecting: expectation).verified)
            let components = verified.claims.components
            #expect(components.map(\.type) == ["PRoT", "App"])
            #expect(components.map(\.version) == ["1.2.3+4", "1.2.3+4"])
            let signer = try maker.digest()
            #expect(components.map(\.signer) == [signer, signer])
            let images = [Array(image.octets.prefix(Int(MemoryMap.applicationOffset))), try application(image)]
            for (component, octets) in zip(components, images) {
                let covered = try MCUbootImage(octets).covered
                #expect(component.measurement == (try HashAlgorithm.sha256.digest(Array(octets[covered]))))
            }
            // What else it serves.
            let secret = try console.demand(.derive, Array("label".utf8))
            #expect(secret.count == 32)
            let sealed = try console.demand(.seal, [1, 2, 3])
            #expect(try console.demand(.unseal, sealed) == [1, 2, 3])
            #expect(try console.demand(.sign, [UInt8](repeating: 9, count: 32)).count == 64)
            #expect(try console.demand(.certificate, [2]).count > 100)
            // And what it does not.
            for command in [MailboxCommand.advance, .report, .nextSlot, .moveOn, .burnFuse, .lockFuse, .makeSecret] {
                #expect(try console.ask(command, []).status == .unknownCommand, "\(command)")
            }
            #expect(try console.ask(.readFuse, [Fuse.uniqueSecret.rawValue]).status == .locked)
            #expect(try console.ask(.readSlot, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]).status == .unknownCommand)
        }
        // The same device, and what is derived is the same; another application, and it is not.
        let fuses = try device.fuses
        #expect(fuses.words(.secureCounter)?.first == 1 && fuses.words(.applicationCounter)?.first == 1)
    }

    private func application(_ image: SlotImage) throws -> [UInt8] {
        Array(image.octets.dropFirst(Int(MemoryMap.applicationOffset)))
    }

    @Test func `an application that is not authentic, not for its place, or too old is refused and never runs`()
        async throws
    {
        let maker = try Maker()
        let secure = try await maker.image(counter: 1)
        let authentic = try await maker.application(counter: 1)
        var tampered = authentic
        tampered[700] ^= 1
        let cases: [(String, [UInt8], BootCode)] = [
            ("one octet", tampered, .imageHash),
            ("wrong key", try await Maker().application(counter: 1), .imageKeyUnknown),
            ("secure firmware in its place", secure, .imageLoadAddress),
            ("cut", Array(authentic.dropLast()), .imageTLV),
            ("noise", [UInt8](repeating: 0xA5, count: 5000), .imageMagic),
            ("one octet too many", authentic + [0], .imageBounds),
        ]
        for (name, octets, code) in cases {
            let device = try SecuredDevice(maker, SlotImage(secureFirmware: secure, application: octets))
            let boot = try device.boot()
            #expect(boot.outcome == .ended && boot.slot == nil, "\(name)")
            #expect(boot.reports.map(\.code) == [.started, code], "\(name)")
            #expect(try !device.transcript.contains("A:"), "\(name)")
            #expect(try device.reports.last?.contains("layer 1 code 0x000500") == true, "\(name)")
            #expect(try device.fuses.words(.applicationCounter)?.first == 0)
        }
    }

    @Test func `a device that demands two signatures demands them of its application too`() async throws {
        let maker = try Maker(hybrid: true)
        let device = try SecuredDevice(maker, try await maker.slot())
        #expect(try device.boot().outcome == .running)
        let half = try SlotImage(
            secureFirmware: await maker.image(counter: 1),
            application: await maker.classicalOnly.application(counter: 1)
        )
        let boot = try SecuredDevice(maker, half).boot()
        #expect(boot.reports.map(\.code) == [.started, .imageHybridMissing] && boot.outcome == .ended)
    }
}
