import BootSigning
import Digests
import KeyStore
import MCUboot
import Model
import PKIX
import Wire

/// An image in parts, made without the code that is tested: changed before it is signed, or after.
struct MCUbootSample {
    var header: MCUbootHeader
    var headerPadding: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    var payload = (0..<48).map { UInt8($0) }
    var protected: [MCUbootTLV]
    var unprotected: [MCUbootTLV] = []

    init() throws {
        header = MCUbootHeader(
            headerSize: 36,
            protectedSize: 0,
            payloadSize: 48,
            version: MCUbootVersion(major: 1, minor: 2, revision: 3)
        )
        protected = [
            MCUbootTLV(.securityCounter, [7, 0, 0, 0]),
            MCUbootTLV(.dependency, [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
        ]
    }

    /// Fixes the sizes, hashes and signs.
    mutating func sign(with signer: any Signer) async throws {
        header.payloadSize = UInt32(payload.count)
        header.protectedSize = protected.isEmpty ? 0 : UInt16(MCUbootTLVArea(.protected, protected).size)
        let covered = try covered()
        var hasher = try MessageHasher(.sha256)
        hasher.update(covered)
        let spki = signer.publicKey.subjectPublicKeyInfo
        unprotected = [
            MCUbootTLV(.sha256, hasher.finalize().octets),
            MCUbootTLV(.keyHash, try HashAlgorithm.sha256.digest(spki)),
            MCUbootTLV(.ecdsa, try await signer.sign(.digest(hasher.finalize()), .ecdsa(.sha256))),
        ]
    }

    func covered() throws -> [UInt8] {
        var octets = try header.serialized(order: .little) + headerPadding + payload
        if !protected.isEmpty { octets += try MCUbootTLVArea(.protected, protected).serialized(order: .little) }
        return octets
    }

    func octets() throws -> [UInt8] {
        try covered() + MCUbootTLVArea(.unprotected, unprotected).serialized(order: .little)
    }

    /// The place of an unprotected entry.
    func place(_ isIt: (MCUbootTLVType) -> Bool) -> Int {
        unprotected.firstIndex { isIt($0.type) } ?? 0
    }
}
