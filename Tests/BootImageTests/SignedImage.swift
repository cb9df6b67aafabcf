import BootCrypto
import BootImage
import BootSigning
import Digests
import KeyStore
import MCUboot
import Model
import SoC
import Wire

/// Firmware, who signed it, and the device that it is for.
struct SignedImage {
    static let loadAddress = MemoryMap.secureFirmware
    static let stack = (MemoryMap.secureRAM)...(MemoryMap.secureRAM + 0x1_0000)

    let classical: SoftwareSigner
    let lattice: SoftwareSigner?
    var signing: MCUbootSigning
    var payload: [UInt8]
    var octets: [UInt8]
    /// The device's least counter.
    var least: UInt32 = 7
    var demandsHybrid: Bool
    /// Which root keys are revoked, as bits.
    var revocations: UInt32 = 0
    /// What the four root keys hold; nil for what is not burned.
    var rootKeys: [[UInt8]?]

    init(hybrid: Bool = false, payloadSize: Int = 24) async throws {
        classical = try SoftwareSigner.ephemeral(.ecdsaP256)
        lattice = hybrid ? try SoftwareSigner.ephemeral(.mlDSA65) : nil
        demandsHybrid = hybrid
        signing = MCUbootSigning(version: MCUbootVersion(major: 1, minor: 2, revision: 3, build: 4), headerSize: 512)
        signing.keyForm = .full
        signing.securityCounter = 7
        signing.loadAddress = Self.loadAddress
        payload = try (Self.stack.upperBound).serialized(order: .little)
        payload += try (Self.loadAddress + 512 + 8 + 1).serialized(order: .little)
        payload += (0..<(payloadSize - 8)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let digest = try MCUbootFormat.keyDigest(
            classical.publicKey.subjectPublicKeyInfo,
            postQuantum: lattice?.publicKey.subjectPublicKeyInfo
        )
        rootKeys = [nil, [UInt8](repeating: 0xA5, count: 32), digest, nil]
        octets = []
        octets = try await image()
    }

    /// Signs again.
    func image() async throws -> [UInt8] {
        var sink = MemorySink()
        _ = try await signing.sign(MemorySource(payload), to: &sink, with: classical, postQuantum: lattice)
        return sink.bytes
    }

    var policy: ImagePolicy {
        var policy = ImagePolicy(loadAddress: Self.loadAddress, limit: MemoryMap.imageLimit, stack: Self.stack)
        for (number, digest) in rootKeys.enumerated() {
            if let digest { policy.setRootKey(number, digest.span) }
        }
        policy.revocations = revocations
        policy.hybrid = demandsHybrid ? 1 : 0
        policy.counter = least
        return policy
    }

    var trust: DeviceTrust {
        DeviceTrust(
            digests: rootKeys.enumerated().compactMap { number, digest in
                digest.map { .init($0, isRevoked: revocations >> UInt32(number) & 1 == 1) }
            },
            counters: ["counter": least],
            requiresHybrid: demandsHybrid
        )
    }

    /// What the boot ROM's code says.
    func verify(_ octets: [UInt8]) -> ImageVerification {
        var workspace = [Int32](repeating: 0x5A5A, count: MLDSA65.workspaceSize)
        return ImageVerification(octets.span, policy, workspace: workspace.mutableSpan)
    }

    /// The ROM's code; and both its decisions, which must agree with the code.
    func code(_ octets: [UInt8]) -> BootCode {
        let verification = verify(octets)
        let isStarted = verification.code == .started
        guard verification.first.isGranted == isStarted, verification.second.isGranted == isStarted else {
            return .decisionsDiffer
        }
        return verification.code
    }

    /// What the host says.
    func isAcceptedByOracle(_ octets: [UInt8]) throws -> Bool {
        try MCUbootFormat.verify(MemorySource(octets), trust).holds
    }

    /// Other parts, with the hash of all that it covers and the signature of that.
    func assembled(
        _ change: (inout Parts) -> Void = { _ in },
        finally: (inout Parts) -> Void = { _ in }
    ) async throws -> [UInt8] {
        var parts = try Parts(octets)
        change(&parts)
        var hasher = try MessageHasher(.sha256)
        hasher.update(try parts.covered())
        let digest = hasher.finalize().octets
        let signature = try await classical.sign(.digest(hasher.finalize()), .ecdsa(.sha256))
        for place in parts.unprotected.indices {
            switch parts.unprotected[place].type {
            case .sha256: parts.unprotected[place].value = digest
            case .ecdsa: parts.unprotected[place].value = signature
            default: break
            }
        }
        finally(&parts)
        return try parts.octets()
    }

    /// An image taken apart.
    struct Parts {
        var header: MCUbootHeader
        var headerPadding: [UInt8]
        var payload: [UInt8]
        var protected: [MCUbootTLV]
        var unprotected: [MCUbootTLV]
        /// What the header and the areas' information words say beyond what is there.
        var protectedExcess = 0
        var unprotectedExcess = 0

        init(_ octets: [UInt8]) throws {
            let image = try MCUbootImage(octets)
            header = image.header
            headerPadding = Array(octets[MCUbootHeader.size..<image.payload.lowerBound])
            payload = Array(octets[image.payload])
            protected = image.protected?.entries ?? []
            unprotected = image.unprotected.entries
        }

        /// Sets the header's size of the protected area to that of the entries.
        mutating func fitProtected() {
            header.protectedSize = protected.isEmpty ? 0 : UInt16(MCUbootTLVArea(.protected, protected).size)
        }

        func covered() throws -> [UInt8] {
            var octets = try header.serialized(order: .little) + headerPadding + payload
            if !protected.isEmpty {
                var area = try MCUbootTLVArea(.protected, protected).serialized(order: .little)
                area[2] = UInt8(truncatingIfNeeded: Int(area[2]) + protectedExcess)
                octets += area
            }
            return octets
        }

        func octets() throws -> [UInt8] {
            var area = try MCUbootTLVArea(.unprotected, unprotected).serialized(order: .little)
            area[2] = UInt8(truncatingIfNeeded: Int(area[2]) + unprotectedExcess)
            return try covered() + area
        }
    }
}
