internal import Digests
internal import MCUboot
public import Model
internal import PKIX
internal import Wire

extension MCUbootSigning {
    /// Signs the payload: reads it once, writes the image once, holds little of it in memory (a pure signature excepted).
    ///
    /// What has been written when an error is thrown is no image; `DurableFile.stream` makes it appear whole or not at all.
    ///
    /// - Parameter postQuantum: a key of ML-DSA-65 or -87 that signs beside the classical one.
    /// - Throws: ``BedplateError/Code/malformed`` for values that no image can have or that do not fit the slot,
    ///   ``BedplateError/Code/unsupportedScheme`` for a key that MCUboot has no signature for, and whatever a signer throws.
    public func sign<Sink: OctetSink>(
        _ payload: some OctetSource,
        to sink: inout Sink,
        with signer: any Signer,
        postQuantum: (any Signer)? = nil
    ) async throws -> MCUbootSigned {
        let plan = try MCUbootPlan(self, payload, signer.publicKey, postQuantum?.publicKey)
        var output = try MCUbootOutput(
            plan.hash,
            keepsAll: isPure,
            second: postQuantum == nil ? nil : MCUbootHybrid.hash
        )

        // Header and payload; what is hashed is the plaintext, what is written may not be.
        let header = try plan.header.serialized(order: .little)
        let padding = addsHeader ? erased : 0
        let start = header + [UInt8](repeating: padding, count: Int(headerSize) - header.count)
        output.cover(start)
        try sink.write(start)
        var cipher = plan.wrappedKey.map { AESCounter($0.key) }
        let isClear = encryption?.isClear == true
        try payload.forEachChunk(in: plan.body) { (chunk) throws(BedplateError) in
            output.cover(chunk)
            try sink.write(isClear ? chunk : try cipher?.apply(chunk) ?? chunk)
        }
        if plan.blockPadding > 0 {
            let zeros = [UInt8](repeating: 0, count: plan.blockPadding)
            output.cover(zeros)
            try sink.write(isClear ? zeros : try cipher?.apply(zeros) ?? zeros)
        }

        // Protected TLVs, the post-quantum signature last among them.
        var postQuantumSignature: [UInt8]?
        var tail: [UInt8] = []
        if var area = plan.protected {
            if let postQuantum, let kind = plan.hybrid {
                // All of the area but its last entry, whose size the information word counts already.
                area.entries.append(MCUbootTLV(kind.type, [UInt8](repeating: 0, count: kind.size)))
                tail = Array(try area.serialized(order: .little).dropLast(MCUbootTLV.headerSize + kind.size))
                output.cover(tail)
                let message = MCUbootHybrid.message(output.secondDigest?.octets ?? [])
                let signature = try await postQuantum.sign(.message(message), kind.scheme)
                try Self.confirm(signature, postQuantum) { $0.isValid(signature, for: message, kind.scheme) }
                let entry = try MCUbootTLV(kind.type, signature).serialized(order: .little)
                output.cover(entry)
                tail += entry
                postQuantumSignature = signature
            } else {
                tail = try area.serialized(order: .little)
                output.cover(tail)
            }
        }

        // Unprotected TLVs.
        let digest = output.digest
        let signature = try await sign(digest, output.covered, plan, signer)
        let unprotected = MCUbootTLVArea(.unprotected, plan.unprotected(self, digest, signature))
        tail += try unprotected.serialized(order: .little)
        try sink.write(tail)
        let imageSize = Int(plan.header.tlvOffset) + tail.count
        let writtenSize = try fill(from: imageSize, &sink)
        return MCUbootSigned(
            digest: digest,
            signature: signature,
            postQuantumSignature: postQuantumSignature,
            imageSize: imageSize,
            writtenSize: writtenSize
        )
    }

    private func sign(
        _ digest: MessageDigest,
        _ covered: [UInt8],
        _ plan: MCUbootPlan,
        _ signer: any Signer
    ) async throws -> [UInt8] {
        let scheme = plan.key.scheme(plan.hash)
        if scheme == .ed25519 {
            let message = isPure ? covered : digest.octets
            let signature = try await signer.sign(.message(message), scheme)
            try Self.confirm(signature, signer) { $0.isValid(signature, for: message, scheme) }
            return signature
        }
        var signature = try await signer.sign(.digest(digest), scheme)
        if let curve = plan.key.curve { signature = try ECDSASignature(der: signature).lowS(curve).der }
        try Self.confirm(signature, signer) { $0.isValid(signature, for: digest, scheme) }
        return signature
    }

    /// A token that fails, or is made to, must not have its signature sent to a fleet.
    private static func confirm(
        _ signature: [UInt8],
        _ signer: any Signer,
        _ isValid: (VerificationKey) -> Bool
    ) throws {
        let key = try VerificationKey(PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo))
        guard isValid(key) else {
            throw BedplateError(
                .unavailable,
                "the key in \(signer.home.location) made a signature that its public key does not verify"
            )
        }
    }

    /// Fills the slot behind the image, if it is to be filled; throws if image and trailer do not fit it.
    private func fill(from imageSize: Int, _ sink: inout some OctetSink) throws -> Int {
        guard let slot else { return imageSize }
        var trailer = slot.trailer
        // A swap keeps the two keys of an encrypted image in the trailer.
        if encryption != nil, trailer.keySize == 0 { trailer.keySize = 16 }
        let room = slot.size - trailer.size - imageSize
        guard room >= 0 else {
            throw BedplateError(
                .malformed,
                "the image of \(imageSize) octets and the trailer of \(trailer.size) do not fit the slot of \(slot.size)"
            )
        }
        guard slot.isFilled else { return imageSize }
        var rest = room
        while rest > 0 {
            let count = min(rest, 1 << 20)
            try sink.write([UInt8](repeating: erased, count: count))
            rest -= count
        }
        try sink.write(trailer.octets(erased: erased))
        return slot.size
    }
}

/// What is hashed while it is written.
private struct MCUbootOutput {
    private var hasher: MessageHasher
    private var second: MessageHasher?
    private let keepsAll: Bool
    /// Everything, for a signature that cannot be streamed.
    private(set) var covered: [UInt8] = []

    init(_ algorithm: HashAlgorithm, keepsAll: Bool, second: HashAlgorithm?) throws(UnsupportedHash) {
        self.keepsAll = keepsAll
        hasher = try MessageHasher(algorithm)
        if let second { self.second = try MessageHasher(second) }
    }

    mutating func cover(_ octets: [UInt8]) {
        hasher.update(octets)
        second?.update(octets)
        if keepsAll { covered += octets }
    }

    var digest: MessageDigest { hasher.finalize() }
    var secondDigest: MessageDigest? { second?.finalize() }
}
