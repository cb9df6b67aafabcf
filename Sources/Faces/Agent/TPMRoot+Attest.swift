public import API
internal import Digests
internal import Files
internal import Foundation
internal import Model
internal import TPM2
internal import Terminal
internal import Wire

extension TPMRoot {
    /// The most octets of an event log that is sent: firmware logs have some 100 KiB.
    static let largestLog = 2 << 20

    public func evidence(
        _ grant: NonceGrant,
        policy: String,
        _ identity: AgentState.Identity,
        asking secret: String?
    ) throws -> EvidenceMessage {
        let events = try log.map { Data(try DurableFile.read($0, atMost: Self.largestLog)) }
        Terminal.progress("quoting the TPM")
        let selection = try Self.selection(grant.pcrs)
        let nonce = Buffer([UInt8](grant.nonce))
        return try trusted(identity) { trusted in
            let key = try attestationKey(identity.pins, trusted)
            let values = try Self.values(selection, trusted.tpm)
            let quote = try trusted.execute(
                Quote(signHandle: key.entity, qualifyingData: nonce, pcrSelect: List(selection)),
                auth: .hmac(trusted.session)
            )
            var evidence = AttestationEvidence(
                policy: policy,
                nonce: grant.nonce,
                quote: Data(quote.quoted.bytes),
                signature: Data(try quote.signature.serialized()),
                pcrs: values,
                log: events
            )
            if let secret {
                let storage = try trusted.createPrimary(in: .owner, .storageRootP256)
                // One session cannot authorize twice in a command; the object's value is empty.
                let certified = try trusted.execute(
                    Certify(objectHandle: storage.entity, signHandle: key.entity, qualifyingData: nonce),
                    auth: .empty,
                    .hmac(trusted.session)
                )
                evidence.release = ReleaseRequest(
                    secret: secret,
                    storageKey: Data(try storage.public.serialized()),
                    certification: Data(certified.certifyInfo.bytes),
                    signature: Data(try certified.signature.serialized())
                )
            }
            return .tpm(evidence)
        }
    }

    /// In the order of the banks' identifiers.
    static func selection(_ pcrs: [String: [Int]]) throws -> [PCRSelection] {
        let banks = try pcrs.map { name, indices in
            guard let bank = HashAlgorithm(named: name), indices.allSatisfy({ (0..<24).contains($0) }) else {
                throw BedplateError(.unavailable, "the service asks for PCRs that are not known here")
            }
            return PCRSelection(bank, indices)
        }
        return banks.sorted { $0.hash.rawValue < $1.hash.rawValue }
    }

    /// The values, by bank name and index. The TPM returns at most eight at a time.
    static func values(_ selection: [PCRSelection], _ tpm: TPM) throws -> [String: [String: Data]] {
        var values: [String: [String: Data]] = [:]
        for bank in selection {
            var rest = bank.pcrs[...]
            while !rest.isEmpty {
                let part = Array(rest.prefix(8))
                let asked = PCRSelection(bank.hash, part)
                let answer = try tpm.execute(PCRRead(pcrSelectionIn: List([asked])))
                guard answer.pcrSelectionOut.elements.first?.pcrs == part, answer.pcrValues.elements.count == part.count
                else {
                    throw BedplateError(
                        .environment,
                        "the TPM does not have the PCRs \(bank.hash):\(part.map(String.init).joined(separator: ","))",
                        hint: "the bank is not allocated; a firmware setting or another policy helps"
                    )
                }
                for (pcr, value) in zip(part, answer.pcrValues.elements) {
                    values[bank.hash.description, default: [:]][String(pcr)] = Data(value.bytes)
                }
                rest = rest.dropFirst(part.count)
            }
        }
        return values
    }
}
