internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Model

extension Evidence {
    /// The most octets of a log: as many as any PC's firmware and boot loader measure, many times over.
    static let largestLog = 4 << 20
    /// The most octets of a signed structure.
    static let largestStatement = 4096

    /// Reads the message's form, strictly; nothing of it is believed yet.
    ///
    /// - Throws: ``BedplateError`` with code `malformed`.
    init(_ message: AttestationEvidence) throws {
        var statements = [message.quote, message.signature]
        if let release = message.release {
            statements += [release.storageKey, release.certification, release.signature]
        }
        guard statements.allSatisfy({ $0.count <= Self.largestStatement }) else {
            throw BedplateError(.malformed, "a signed structure exceeds \(Self.largestStatement) octets")
        }
        guard message.log.map({ $0.count <= Self.largestLog }) ?? true else {
            throw BedplateError(.malformed, "the event log exceeds \(Self.largestLog) octets")
        }
        self.init(
            quote: SignedStatement(attest: [UInt8](message.quote), signature: [UInt8](message.signature)),
            values: try Self.values(message.pcrs),
            log: message.log.map { [UInt8]($0) }
        )
    }

    private static func values(_ banks: [String: [String: Data]]) throws -> PCRValues {
        guard banks.count <= 8 else { throw BedplateError(.malformed, "the evidence has more than 8 PCR banks") }
        var values = PCRValues()
        for (name, bank) in banks {
            guard let algorithm = HashAlgorithm(named: name), let size = algorithm.digestSize else {
                throw BedplateError(.malformed, "the evidence has a PCR bank that is not known", location: "pcrs")
            }
            for (index, value) in bank {
                guard let pcr = Int(index), (0..<24).contains(pcr), String(pcr) == index, value.count == size else {
                    throw BedplateError(
                        .malformed,
                        "a PCR has an index from 0 to 23 and a value of its bank's size",
                        location: "pcrs.\(name)"
                    )
                }
                values[algorithm, pcr] = [UInt8](value)
            }
        }
        return values
    }
}

extension EvidenceMessage {
    /// The evidence as it is kept to learn from: JSON, without the request for a secret.
    func withoutRelease() throws -> [UInt8] {
        var kept = self
        switch self {
        case .tpm(var message):
            message.release = nil
            kept = .tpm(message)
        case .psa(var message):
            message.secret = nil
            message.encapsulation = nil
            kept = .psa(message)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(kept))
    }
}
