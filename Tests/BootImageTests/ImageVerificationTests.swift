import BootCrypto
import BootImage
import BootSigning
import Digests
import KeyStore
import MCUboot
import Model
import SoC
import Testing
import Wire

/// The boot ROM's verification against the host's: it accepts what Bedplate signs, and nothing that the host refuses.
@Suite struct ImageVerificationTests {
    @Test func `an image that was signed for the device is accepted, and measured`() async throws {
        let image = try await SignedImage()
        let verification = image.verify(image.octets)
        #expect(image.code(image.octets) == .started)
        #expect(try image.isAcceptedByOracle(image.octets))
        let parsed = try MCUbootImage(image.octets)
        let covered = try HashAlgorithm.sha256.digest(Array(image.octets[parsed.covered]))
        #expect(verification.digest.octets == covered)
        #expect(verification.signer.octets == image.rootKeys[2])
        #expect(verification.counter == 7)
        #expect(verification.layout.payload == parsed.payload)
        #expect(verification.layout.covered == parsed.covered.upperBound)
        #expect(verification.layout.end == image.octets.count)
        #expect(verification.stack == SignedImage.stack.upperBound)
        #expect(verification.entry == SignedImage.loadAddress + 521)
        // In its slot, which is erased behind it.
        #expect(image.code(image.octets + [UInt8](repeating: 0xFF, count: 999)) == .started)
    }

    @Test func `a hybrid image is accepted by its one digest, and the digest of one key is not enough`() async throws {
        var image = try await SignedImage(hybrid: true)
        #expect(image.code(image.octets) == .started)
        #expect(try image.isAcceptedByOracle(image.octets))
        #expect(image.verify(image.octets).signer.octets == image.rootKeys[2])
        // The same fuse without the policy: the signature is checked nevertheless.
        image.demandsHybrid = false
        #expect(image.code(image.octets) == .started)
        let signature = try #require(try MCUbootImage(image.octets).protected?.first(.mlDSA65))
        let broken = try await image.assembled { $0.protected[2].value[77] ^= 4 }
        #expect(try MCUbootImage(broken).protected?.first(.mlDSA65)?.offset == signature.offset)
        #expect(image.code(broken) == .imageHybridSignature)
        image.demandsHybrid = true
        #expect(image.code(broken) == .imageHybridSignature)
        #expect(try !image.isAcceptedByOracle(broken))
        // What moved: the same signature before another payload, and another key.
        let moved = try await image.assembled { $0.payload[20] ^= 1 }
        #expect(image.code(moved) == .imageHybridSignature)
        let control = try await image.assembled()
        #expect(image.code(control) == .started)
        let stranger = try await image.assembled { $0.protected[1].value[100] ^= 1 }
        #expect(image.code(stranger) == .imageKeyUnknown)
        // Stripped.
        let stripped = try await image.assembled {
            $0.protected.removeLast(2)
            $0.fitProtected()
        }
        #expect(image.code(stripped) == .imageHybridMissing)
        #expect(try !image.isAcceptedByOracle(stripped))
        // A device with the digest of the classical key alone.
        let alone = try MCUbootFormat.keyDigest(image.classical.publicKey.subjectPublicKeyInfo)
        image.rootKeys[2] = alone
        #expect(image.code(image.octets) == .imageKeyUnknown)
        #expect(try !image.isAcceptedByOracle(image.octets))
        image.demandsHybrid = false
        #expect(image.code(image.octets) == .started)
        #expect(try image.isAcceptedByOracle(image.octets))
    }

    @Test func `every flipped bit is refused, with the code of where it stands`() async throws {
        let image = try await SignedImage()
        let entries = try MCUbootImage(image.octets).unprotected.entries
        let parsed = try MCUbootImage(image.octets)
        var codes: [BootCode: Int] = [:]
        for bit in 0..<(image.octets.count * 8) {
            var changed = image.octets
            changed[bit / 8] ^= 1 << (bit % 8)
            let code = image.code(changed)
            codes[code, default: 0] += 1
            let expected: [BootCode]? =
                switch bit / 8 {
                case 0..<4: [.imageMagic]
                case 4..<8: [.imageLoadAddress]
                case 8..<10: [.imageBounds]
                case 10..<12: [.imageTLV, .imageTLVMissing]
                case 12..<16: [.imageBounds, .imageTLV]
                case 16..<20, 28..<32: [.imageFlags]
                case 20..<28, 32..<parsed.payload.upperBound: [.imageHash]
                case entries[0].valueRange: [.imageHash]
                case entries[1].valueRange: [.imageKeyUnknown]
                case entries[2].valueRange: [.imageSignature, .imageSignatureForm]
                default: nil
                }
            if let expected { #expect(expected.contains(code), "bit \(bit): \(code.rawValue)") }
            #expect(code != .started && code != .decisionsDiffer, "bit \(bit)")
        }
        // Each class was met.
        #expect((codes[.imageSignature] ?? 0) > 400)
        #expect((codes[.imageSignatureForm] ?? 0) > 40)
        #expect(codes[.imageTLVUnexpected] != nil)
        #expect(codes.values.reduce(0, +) == image.octets.count * 8)
    }

    @Test func `every changed octet of a hybrid image is refused`() async throws {
        let image = try await SignedImage(hybrid: true)
        // The first kilobyte, then every thirteenth octet: signatures and keys are long.
        for place in image.octets.indices where place < 640 || place % 13 == 0 {
            var changed = image.octets
            changed[place] ^= 1 << (place % 8)
            #expect(image.code(changed) != .started, "octet \(place)")
        }
    }

    @Test func `every truncation is refused`() async throws {
        let image = try await SignedImage()
        for count in image.octets.indices {
            let code = image.code(Array(image.octets[..<count]))
            #expect(code == (count < 32 ? .imageMagic : count < 536 ? .imageBounds : .imageTLV), "\(count) octets")
        }
        #expect(image.code([]) == .imageMagic)
    }

    @Test func `lengths that lie are refused`() async throws {
        let image = try await SignedImage()
        let control = try await image.assembled()
        #expect(image.code(control) == .started)
        // Every length field, in the image and of the signature's own encoding: 0, one less, one more, the largest.
        let parsed = try MCUbootImage(image.octets)
        let areas = [parsed.protected?.offset ?? 0, parsed.unprotected.offset].map { $0 + 2 }
        let entries = ((parsed.protected?.entries ?? []) + parsed.unprotected.entries).map { $0.offset + 2 }
        for place in [8, 10] + areas + entries {
            let value = UInt16(image.octets[place]) | UInt16(image.octets[place + 1]) << 8
            for other in [0, value - 1, value + 1, .max] {
                var changed = image.octets
                changed[place] = UInt8(other & 0xFF)
                changed[place + 1] = UInt8(other >> 8)
                let code = image.code(changed)
                #expect(
                    [.imageBounds, .imageTLV, .imageTLVMissing, .imageTLVUnexpected].contains(code),
                    "\(other) at \(place): \(code.rawValue)"
                )
            }
        }
        for size in [0, 23, 25, MemoryMap.imageLimit, MemoryMap.imageLimit + 1, 1 << 31, .max, .max - 511] {
            var changed = image.octets
            changed.replaceSubrange(12..<16, with: try UInt32(size).serialized(order: .little))
            #expect([.imageBounds, .imageTLV].contains(image.code(changed)), "payload of \(size)")
        }
        // The largest image that has room, and one octet more.
        var large = image
        let rest = Int(MemoryMap.imageLimit) - image.octets.count
        large.payload += [UInt8](repeating: 0x11, count: rest - 2)
        let octets = try await large.image()
        // Signatures are of 70 to 72 octets.
        let fill = [UInt8](repeating: 0xFF, count: max(0, Int(MemoryMap.imageLimit) - octets.count))
        if octets.count <= MemoryMap.imageLimit { #expect(large.code(octets + fill) == .started) }
        #expect(large.code(octets + fill + [0xFF]) == .imageBounds)
    }

    @Test func `what stands where no signature covers it is refused`() async throws {
        let image = try await SignedImage()
        let erased = [UInt8](repeating: 0xFF, count: 64)
        for place in 0..<64 {
            var slot = erased
            slot[place] = 0xFE
            #expect(image.code(image.octets + slot) == .imageBounds)
        }
        #expect(image.code(image.octets + [0]) == .imageBounds)
    }

    @Test(arguments: TLVChange.all)
    func `a signed image of another shape is refused`(change: TLVChange) async throws {
        let image = try await SignedImage(hybrid: change.isHybrid)
        let octets = try await image.assembled(change.signed, finally: change.unsigned)
        #expect(image.code(octets) == change.code)
        // The host refuses it too, or takes what this ROM has no use for.
        if !change.isHostMoreLenient { #expect(try !image.isAcceptedByOracle(octets)) }
    }

    @Test func `unknown, revoked and unburned keys are refused`() async throws {
        var image = try await SignedImage()
        let digest = image.rootKeys[2]
        image.rootKeys[2] = nil
        #expect(image.code(image.octets) == .imageKeyUnknown)
        for number in 0..<4 {
            image.rootKeys = [nil, nil, nil, nil]
            image.rootKeys[number] = digest
            image.revocations = 0
            #expect(image.code(image.octets) == .started)
            #expect(image.policy.hasRootKey)
            image.revocations = ~(1 << UInt32(number))
            #expect(image.code(image.octets) == .started)
            image.revocations = 1 << UInt32(number)
            #expect(image.code(image.octets) == .imageKeyRevoked)
            #expect(!image.policy.hasRootKey)
            #expect(try !image.isAcceptedByOracle(image.octets))
        }
        // One digest in two fuses: whoever revokes one means the key.
        for revoked in [0b0001, 0b0100, 0b0101] as [UInt32] {
            image.rootKeys = [digest, nil, digest, nil]
            image.revocations = revoked
            #expect(image.code(image.octets) == .imageKeyRevoked)
            #expect(try !image.isAcceptedByOracle(image.octets))
        }
        // A fuse of zeros is none.
        image.rootKeys = [[UInt8](repeating: 0, count: 32), nil, nil, nil]
        image.revocations = 0
        #expect(!image.policy.hasRootKey)
        #expect(image.code(image.octets) == .imageKeyUnknown)
    }

    @Test func `a policy that was not read refuses, and two readings that differ are told apart`() async throws {
        let image = try await SignedImage()
        let digest = try #require(image.rootKeys[2])
        let sound = image.policy
        #expect(sound.difference(from: image.policy) == 0)
        // Each demand left out; all there is a control.
        for missing in 0...4 {
            var policy = ImagePolicy(
                loadAddress: SignedImage.loadAddress,
                limit: MemoryMap.imageLimit,
                stack: SignedImage.stack
            )
            if missing != 0 { policy.setRootKey(2, digest.span) }
            if missing != 1 { policy.revocations = 0 }
            if missing != 2 { policy.hybrid = 0 }
            if missing != 3 { policy.counter = 7 }
            var workspace = [Int32](repeating: 0, count: MLDSA65.workspaceSize)
            let verification = ImageVerification(image.octets.span, policy, workspace: workspace.mutableSpan)
            #expect((verification.code == .started) == (missing == 4))
            #expect(policy.difference(from: sound) != 0)
        }
        var other = image
        for place in 0..<32 {
            other.rootKeys[2] = digest
            other.rootKeys[2]?[place] ^= 0x40
            #expect(other.policy.difference(from: sound) != 0)
        }
    }

    @Test func `an older image is refused, and one of another place`() async throws {
        var image = try await SignedImage()
        for (least, code) in [(0, .started), (6, .started), (7, .started), (8, .imageCounter), (.max, .imageCounter)]
            as [(UInt32, BootCode)]
        {
            image.least = least
            #expect(image.code(image.octets) == code)
            #expect(try image.isAcceptedByOracle(image.octets) == (code == .started))
        }
        image.least = 7
        image.signing.loadAddress = MemoryMap.application
        #expect(image.code(try await image.image()) == .imageLoadAddress)
        image.signing.loadAddress = nil
        #expect(image.code(try await image.image()) == .imageFlags)
    }

    @Test func `a vector table that leads out of the image is refused`() async throws {
        var image = try await SignedImage()
        let load = SignedImage.loadAddress
        let stack = SignedImage.stack
        let start = load + 512
        for (top, entry, isSound) in [
            (stack.upperBound, start + 8 + 1, true),
            (stack.upperBound, start + 22 + 1, true),
            (stack.upperBound, start + 24 + 1, false),
            (stack.upperBound, start + 7, false),
            (stack.upperBound, start + 8, false),
            (stack.upperBound, 0x1000_0001, false),
            (stack.upperBound, 1, false),
            (stack.upperBound, .max, false),
            (stack.lowerBound + 8, start + 9, true),
            (stack.lowerBound, start + 9, false),
            (stack.upperBound + 8, start + 9, false),
            (stack.upperBound - 4, start + 9, false),
            (0, start + 9, false),
        ] as [(UInt32, UInt32, Bool)] {
            image.payload.replaceSubrange(
                0..<8,
                with: try top.serialized(order: .little) + entry.serialized(order: .little)
            )
            let octets = try await image.image()
            #expect(image.code(octets) == (isSound ? .started : .imageEntry), "\(top), \(entry)")
        }
        image.payload = Array(image.payload.prefix(7))
        #expect(image.code(try await image.image()) == .imageEntry)
    }

    /// Random changes, some of them signed again: whatever this accepts the host accepts.
    @Test func `nothing is accepted that the host refuses`() async throws {
        var numbers = SystemRandomNumberGenerator()
        let image = try await SignedImage()
        var accepted = 0
        for round in 0..<400 {
            var octets =
                round % 4 == 0
                ? try await image.assembled { parts in
                    let place = Int.random(in: 8..<parts.payload.count, using: &numbers)
                    parts.payload[place] = .random(in: 0...255, using: &numbers)
                    if round % 8 == 0 {
                        parts.protected.append(
                            parts.protected.randomElement(using: &numbers) ?? MCUbootTLV(.dependency, [])
                        )
                        parts.fitProtected()
                    }
                    if round % 12 == 0 {
                        parts.header.flags.rawValue ^= 1 << UInt32.random(in: 0..<12, using: &numbers)
                    }
                } : image.octets
            if round % 4 != 0 {
                for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                    // Mostly in what surrounds the payload.
                    let place =
                        Bool.random(using: &numbers)
                        ? Int.random(in: 536..<octets.count, using: &numbers)
                        : Int.random(in: 0..<32, using: &numbers)
                    octets[place] =
                        [0, 1, 0x10, 0x22, 0xFF, .random(in: 0...255, using: &numbers)]
                        .randomElement(using: &numbers) ?? 0
                }
            }
            guard image.code(octets) == .started else { continue }
            accepted += 1
            #expect(try image.isAcceptedByOracle(octets))
        }
        // A positive control: those that were signed again and kept their shape.
        #expect(accepted > 20)
    }
}

extension InlineArray where Element == UInt8 {
    var octets: [UInt8] { indices.map { self[$0] } }
}
