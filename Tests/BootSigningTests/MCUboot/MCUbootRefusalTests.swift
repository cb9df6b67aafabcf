import BootSigning
import Digests
import KeyStore
import MCUboot
import Model
import PKIX
import Testing
import Wire

/// What a boot loader must refuse, each with its own finding. The rows are the format's part of the page "Which boot
/// loader refuses what".
@Suite struct MCUbootRefusalTests {
    /// What an attacker, or a careless signer, changes.
    enum Change: Sendable {
        /// Before the image is signed: the signature is good.
        case signed(@Sendable (inout MCUbootSample) -> Void)
        /// After it.
        case unsigned(@Sendable (inout MCUbootSample) -> Void)
        /// The image's octets.
        case octets(@Sendable (inout [UInt8]) -> Void)
        /// What the device holds.
        case trust(@Sendable (inout DeviceTrust) -> Void)
    }

    static let refusals: [(name: String, finding: Finding.Code, mutate: Change)] = [
        ("no key on the device", .imageKeyRequired, .trust { $0.keys = [] }),
        ("a key hash that is not the device's", .imageKeyTrusted, .unsigned { $0.unprotected[1].value[0] ^= 1 }),
        ("no key", .imageKeyTrusted, .unsigned { $0.unprotected.remove(at: 1) }),
        ("the key behind the signature", .imageKeyTrusted, .unsigned { $0.unprotected.swapAt(1, 2) }),
        ("an empty key", .imageKeyTrusted, .unsigned { $0.unprotected[1].value = [] }),
        (
            "a whole key that is not the device's", .imageKeyTrusted,
            .unsigned { $0.unprotected[1] = MCUbootTLV(.publicKey, [0x30, 0x00]) }
        ),
        ("a revoked key", .imageKeyRevoked, .trust { $0.keys[0].isRevoked = true }),
        ("no hash", .imageHash, .unsigned { $0.unprotected.remove(at: 0) }),
        ("another hash", .imageHash, .unsigned { $0.unprotected[0].value[31] ^= 1 }),
        ("a short hash", .mcubootTLV, .unsigned { $0.unprotected[0].value.removeLast() }),
        (
            "a hash of another algorithm than the key hash has", .imageKeyTrusted,
            .unsigned {
                $0.unprotected[0] = MCUbootTLV(.sha384, (try? HashAlgorithm.sha384.digest($0.covered())) ?? [])
            }
        ),
        ("another payload", .imageHash, .unsigned { $0.payload[0] ^= 1 }),
        ("another header padding", .imageHash, .unsigned { $0.headerPadding[3] ^= 1 }),
        ("another protected TLV", .imageHash, .unsigned { $0.protected[0].value[0] ^= 1 }),
        ("no signature", .imageSignature, .unsigned { $0.unprotected.remove(at: 2) }),
        (
            "a signature of another kind", .imageSignature,
            .unsigned { $0.unprotected[2] = MCUbootTLV(.ed25519, [UInt8](repeating: 1, count: 64)) }
        ),
        ("bytes behind the DER", .imageSignatureForm, .unsigned { $0.unprotected[2].value += [1] }),
        (
            "zeros behind the DER to another length than pad-sig's", .imageSignatureForm,
            .unsigned { $0.unprotected[2].value += [UInt8](repeating: 0, count: 9) }
        ),
        ("an empty signature", .imageSignatureForm, .unsigned { $0.unprotected[2].value = [] }),
        ("s is zero", .imageSignatureForm, .unsigned { changeS(&$0, [0]) }),
        ("s is the order", .imageSignatureForm, .unsigned { changeS(&$0, EllipticCurve.p256.order) }),
        (
            "s is beyond the order", .imageSignatureForm,
            .unsigned { changeS(&$0, [UInt8](repeating: 0xFF, count: 32)) }
        ),
        ("s has a needless zero", .imageSignatureForm, .unsigned { addZero(&$0) }),
        ("s is another", .imageSignature, .unsigned { changeS(&$0, [1]) }),
        (
            "a pure signature, claimed", .imageSignature,
            .unsigned { $0.unprotected.insert(MCUbootTLV(.pureSignature, [1]), at: 1) }
        ),
        (
            "a pure signature that is none", .mcubootTLV,
            .unsigned { $0.unprotected.insert(MCUbootTLV(.pureSignature, [0]), at: 1) }
        ),
        (
            "an unsigned counter", .imageExcess,
            .unsigned { $0.unprotected.append(MCUbootTLV(.securityCounter, [9, 0, 0, 0])) }
        ),
        (
            "an unsigned vendor TLV", .imageExcess,
            .unsigned { $0.unprotected.append(MCUbootTLV(MCUbootTLVType(rawValue: 0xA0), [1])) }
        ),
        (
            "a wrapped key in a plain image", .imageExcess,
            .unsigned { $0.unprotected.append(MCUbootTLV(.encryptionP256, [UInt8](repeating: 0, count: 113))) }
        ),
        ("a second hash", .mcubootDuplicate, .unsigned { $0.unprotected.append($0.unprotected[0]) }),
        ("a second key", .mcubootDuplicate, .unsigned { $0.unprotected.append($0.unprotected[1]) }),
        ("a second signature", .mcubootDuplicate, .unsigned { $0.unprotected.append($0.unprotected[2]) }),
        (
            "a second signature of another kind", .mcubootDuplicate,
            .unsigned { $0.unprotected.append(MCUbootTLV(.ed25519, [UInt8](repeating: 0, count: 64))) }
        ),
        ("a second counter", .mcubootDuplicate, .signed { $0.protected.append($0.protected[0]) }),
        (
            "a hash in the protected area", .mcubootTLV,
            .signed { $0.protected.append(MCUbootTLV(.sha256, [UInt8](repeating: 0, count: 32))) }
        ),
        (
            "a protected TLV that nobody defined", .mcubootTLV,
            .signed { $0.protected.append(MCUbootTLV(MCUbootTLVType(rawValue: 0x9F), [])) }
        ),
        ("a short counter", .mcubootTLV, .signed { $0.protected[0].value.removeLast() }),
        ("a dependency with padding", .mcubootTLV, .signed { $0.protected[1].value[2] = 1 }),
        ("a revoked key", .imageKeyRevoked, .trust { $0.keys[0].isRevoked = true }),
        (
            "a key that is trusted, and revoked by its hash", .imageKeyRevoked,
            .trust { trust in
                let hash = KeyHash.sha256(trust.keys[0].subjectPublicKeyInfo) ?? []
                trust.digests = [.init(hash, isRevoked: true)]
            }
        ),
        ("a counter below the device's", .imageCounter, .trust { $0.counters = ["counter": 8] }),
        ("a counter that no MCUboot image has", .imageCounterName, .trust { $0.counters = ["nv": 0] }),
        ("an unknown flag", .mcubootFlags, .signed { $0.header.flags = MCUbootFlags(rawValue: 0x8000_0000) }),
        (
            "flags that contradict each other", .mcubootFlags,
            .signed { $0.header.flags = [.ramLoad, .romFixed] }
        ),
        ("a compressed payload", .mcubootFlags, .signed { $0.header.flags = .compressedLZMA2 }),
        ("a last header word that is not zero", .mcubootFlags, .signed { $0.header.padding = 1 }),
        (
            "an encrypted payload", .mcubootEncrypted,
            .octets {
                $0[16] = 0x04
                $0[40] ^= 1
            }
        ),
        ("bytes behind the image", .imageExcess, .octets { $0 += [0xFF, 0x01] }),
        ("bytes behind the image that are no erased flash", .imageExcess, .octets { $0 += [0x42] }),
        ("a trailer without a slot", .imageExcess, .octets { $0 += MCUbootTrailer.magic(8) }),
        ("another magic", .imageStructure, .octets { $0[0] ^= 1 }),
        ("another magic of the TLVs", .imageStructure, .octets { $0[85] ^= 0x10 }),
        ("a header shorter than itself", .imageStructure, .octets { $0[8] = 31 }),
        ("a payload beyond the image", .imageStructure, .octets { $0[15] = 0x7F }),
        ("no post-quantum signature where one is demanded", .imageHybrid, .trust { $0.requiresHybrid = true }),
        ("another image than the expected one", .imageExpected, .trust { $0.expectedImage = "00" }),
    ]

    @Test(arguments: refusals.indices)
    func `what a device must refuse is refused with its finding`(row: Int) async throws {
        let (name, finding, change) = Self.refusals[row]
        let signer = try SoftwareSigner.ephemeral(.ecdsaP256)
        var trust = DeviceTrust(keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)])
        var sample = try MCUbootSample()
        if case .signed(let change) = change { change(&sample) }
        try await sample.sign(with: signer)
        if case .unsigned(let change) = change { change(&sample) }
        var octets = try sample.octets()
        if case .octets(let change) = change { change(&octets) }
        if case .trust(let change) = change { change(&trust) }
        let judgement = try MCUbootFormat.verify(MemorySource(octets), trust)
        #expect(!judgement.holds, "\(name)")
        #expect(judgement.failures.contains { $0.code == finding }, "\(name): \(judgement.failures)")
        if case .octets = change {
            #expect(judgement.failures.allSatisfy { $0.location != nil || $0.code == .mcubootEncrypted })
        }
    }

    @Test func `the sample itself is accepted, with either of s and its negative`() async throws {
        let signer = try SoftwareSigner.ephemeral(.ecdsaP256)
        let trust = DeviceTrust(
            keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)],
            counters: ["counter": 7]
        )
        var sample = try MCUbootSample()
        try await sample.sign(with: signer)
        let first = try MCUbootFormat.verify(MemorySource(sample.octets()), trust)
        #expect(first.failures == [] && first.holds)
        let signature = try ECDSASignature(der: sample.unprotected[2].value)
        let order = EllipticCurve.p256.order
        var borrow = 0
        var negative = [UInt8](repeating: 0, count: 32)
        let padded = [UInt8](repeating: 0, count: 32 - signature.s.count) + signature.s
        for place in (0..<32).reversed() {
            let difference = Int(order[place]) - Int(padded[place]) - borrow
            borrow = difference < 0 ? 1 : 0
            negative[place] = UInt8(truncatingIfNeeded: difference)
        }
        changeS(&sample, negative)
        #expect(try MCUbootFormat.verify(MemorySource(sample.octets()), trust).failures == [])
        let other = try ECDSASignature(der: sample.unprotected[2].value)
        #expect(other != signature && other.lowS(.p256) == signature.lowS(.p256))
        #expect([signature, other].contains(signature.lowS(.p256)))
    }
}

private func changeS(_ sample: inout MCUbootSample, _ s: [UInt8]) {
    guard let signature = try? ECDSASignature(der: sample.unprotected[2].value) else { return }
    sample.unprotected[2].value = ECDSASignature(r: signature.r, s: s).der
}

private func addZero(_ sample: inout MCUbootSample) {
    guard let signature = try? ECDSASignature(der: sample.unprotected[2].value) else { return }
    let r = DEREncoding.unsigned(signature.r)
    let s = Array(DEREncoding.unsigned(signature.s).dropFirst(2))
    sample.unprotected[2].value = DEREncoding.sequence(r, DEREncoding.value(0x02, [0] + s))
}
