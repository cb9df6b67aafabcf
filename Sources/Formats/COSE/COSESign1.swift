public import CBOR
public import PKIX
public import Wire

/// COSE_Sign1 — RFC 9052, 4.2: a payload and one signature over it.
public struct COSESign1: Hashable, Sendable {
    /// The protected header's octets as they were read: they are what is signed, never an encoding of ``protected``.
    public let protectedOctets: [UInt8]
    public let protected: CBORMap
    /// Nobody's signature covers it.
    public var unprotected: CBORMap
    /// Nil for a payload that travels apart.
    public var payload: [UInt8]?
    public var signature: [UInt8]

    /// CBOR tag of a COSE_Sign1.
    public static var tag: UInt64 { 18 }

    /// - Parameters:
    ///   - algorithm: stands in the protected header.
    ///   - protected: what else stands there.
    ///   - signature: over ``signedOctets(_:externalData:)``; empty as long as there is none.
    public init(
        _ algorithm: COSEAlgorithm,
        protected: CBORMap = CBORMap(),
        unprotected: CBORMap = CBORMap(),
        payload: [UInt8]?,
        signature: [UInt8] = []
    ) {
        var header = protected
        header[COSEHeader.algorithm] = .integer(algorithm.rawValue)
        self.protected = header
        protectedOctets = CBOR.map(header).octets
        self.unprotected = unprotected
        self.payload = payload
        self.signature = signature
    }

    /// In the protected header; nil when it is not one that is known here.
    public var algorithm: COSEAlgorithm? {
        protected[COSEHeader.algorithm]?.integer.flatMap(COSEAlgorithm.init(rawValue:))
    }

    /// What the signature is over: Sig_structure — RFC 9052, 4.4.
    ///
    /// - Parameters:
    ///   - detached: the payload when it travels apart; nil takes ``payload``.
    ///   - externalData: external_aad.
    /// - Returns: nil unless there is exactly one payload.
    public func signedOctets(_ detached: [UInt8]? = nil, externalData: [UInt8] = []) -> [UInt8]? {
        guard (payload == nil) != (detached == nil), let payload = payload ?? detached else { return nil }
        return CBOR.array(["Signature1", .bytes(protectedOctets), .bytes(externalData), .bytes(payload)]).octets
    }

    /// Whether the key signed this, by the algorithm that the protected header names.
    public func isSigned(by key: VerificationKey, _ detached: [UInt8]? = nil, externalData: [UInt8] = []) -> Bool {
        guard let algorithm, let message = signedOctets(detached, externalData: externalData) else { return false }
        return key.isValid(signature, for: message, algorithm.scheme)
    }
}

extension COSESign1 {
    /// The tagged message.
    public var octets: [UInt8] {
        CBOR.tagged(
            Self.tag,
            .array([
                .bytes(protectedOctets), .map(unprotected), payload.map { .bytes($0) } ?? .null, .bytes(signature),
            ])
        ).octets
    }

    /// Reads a tagged message. Its headers are read as strictly as `allowed` says; the payload is not looked into.
    ///
    /// - Throws: ``WireError``: also for a COSE_Mac0 or another message, a label that both headers have, and a critical
    ///   parameter that is not understood. An offset in the protected header is the header's.
    public init(_ octets: [UInt8], allowing allowed: CBORLeniency = []) throws(WireError) {
        guard case .tagged(Self.tag, .array(let parts)) = try CBOR.decode(octets, allowing: allowed).value else {
            throw WireError(.badValue, at: 0)
        }
        guard parts.count == 4, let header = parts[0].bytes, let unprotected = parts[1].map,
            let signature = parts[3].bytes
        else { throw WireError(.badValue, at: 1) }
        protectedOctets = header
        // A header without parameters is no octets at all.
        protected = header.isEmpty ? CBORMap() : try Self.map(CBOR.decode(header, allowing: allowed).value)
        self.unprotected = unprotected
        self.signature = signature
        switch parts[2] {
        case .bytes(let octets): payload = octets
        case .null: payload = nil
        default: throw WireError(.badValue, at: 1)
        }
        guard protected.entries.allSatisfy({ unprotected[$0.key] == nil }),
            unprotected[COSEHeader.critical] == nil, unprotected[COSEHeader.algorithm] == nil
        else { throw WireError(.badValue, at: 1) }
        guard let critical = protected[COSEHeader.critical] else { return }
        guard let labels = critical.array, !labels.isEmpty,
            labels.allSatisfy({ COSEHeader.understood.contains($0) && protected[$0] != nil })
        else { throw WireError(.badValue, at: 1) }
    }

    private static func map(_ item: CBOR) throws(WireError) -> CBORMap {
        guard let map = item.map else { throw WireError(.badValue, at: 0) }
        return map
    }
}
