import API
import Digests
import Foundation
import Lab
import Model
import TPM2
import TPMTransport
import Wire

/// The agent's conversation, step by step, with a clock on the TPM.
///
/// The keys are the agent's: an endorsement key that the session is salted to, and a P-256 attestation key, both
/// primaries that a TPM remakes from its seed.
struct AttestingDevice {
    let id: String
    let lab: LabTPM
    let endorsement: EndorsementKeyTemplate
    let service: String

    /// As `bedplate-agent attest` does it: both keys remade, a new session and a new HTTP connection each time.
    func attestLikeAgent() async throws -> AttestationSample {
        let start = ContinuousClock.now
        return try await Exchange.fresh(to: service) { exchange in
            try await timed(over: exchange, from: start) { exchange in
                let grant = try await exchange.post("/v1/devices/\(id)/nonces", request, as: NonceGrant.self).answer
                let granted = ContinuousClock.now
                let transport = try lab.connect()
                defer { transport.close() }
                let timed = TimedTransport(transport)
                let tpm = TPM(timed)
                for handle in try tpm.loadedHandles() { try tpm.flush(handle) }
                let evidence = try tpm.scoped {
                    try tpm.checkSelfTest()
                    let key = try tpm.createPrimary(in: .endorsement, endorsement.template())
                    return try tpm.trusted(by: key) { trusted in
                        let key = try tpm.createPrimary(in: .endorsement, .attestationP256(), over: trusted.session)
                        return try quote(grant, tpm, trusted.session, key)
                    }
                }
                return (evidence, timed, granted)
            }
        }
    }

    /// With keys, session and HTTP connection made before, as a device that attests often would keep them: what remains
    /// is TPM2_PCR_Read and TPM2_Quote, and two requests.
    func attestWithLoadedKeys() async throws -> AttestationSample {
        let transport = try lab.connect()
        defer { transport.close() }
        let timed = TimedTransport(transport)
        let tpm = TPM(timed)
        for handle in try tpm.loadedHandles() { try tpm.flush(handle) }
        let key = try tpm.createPrimary(in: .endorsement, endorsement.template())
        let session = try tpm.startSession(saltedTo: key)
        let attestation = try tpm.createPrimary(in: .endorsement, .attestationP256(), over: session)
        timed.reset()
        return try await Exchange.fresh(to: service) { exchange in
            _ = try await exchange.post("/v1/devices/\(id)/nonces", request, as: NonceGrant.self)
            return try await self.timed(over: exchange, from: .now) { exchange in
                let grant = try await exchange.post("/v1/devices/\(id)/nonces", request, as: NonceGrant.self).answer
                let granted = ContinuousClock.now
                return (try quote(grant, tpm, session, attestation), timed, granted)
            }
        }
    }

    /// What one request costs that does nothing: the median of many over one connection, in seconds.
    func bareRequest() async throws -> Double {
        try await Exchange.fresh(to: service) { exchange in
            var seconds: [Double] = []
            for _ in 0..<200 {
                let start = ContinuousClock.now
                try await exchange.get("/healthz")
                seconds.append((ContinuousClock.now - start).seconds)
            }
            return seconds.median
        }
    }

    private var request: NonceRequest { NonceRequest(policy: "lab") }

    /// Measures from `start` to the decoded answer, which must affirm.
    private func timed(
        over exchange: Exchange,
        from start: ContinuousClock.Instant,
        _ evidence: (Exchange) async throws -> (AttestationEvidence, TimedTransport, ContinuousClock.Instant)
    ) async throws -> AttestationSample {
        let (evidence, transport, granted) = try await evidence(exchange)
        let quoted = ContinuousClock.now
        let path = "/v1/devices/\(id)/attestations"
        let (answer, phases) = try await exchange.post(path, evidence, as: AttestationAnswer.self)
        let end = ContinuousClock.now
        guard answer.status == "affirming" else { throw WrongOutcome("\(answer.status): \(answer.findings)") }
        return AttestationSample(
            whole: (end - start).seconds,
            tpm: transport.spent.seconds,
            commands: transport.commands,
            nonce: (granted - start).seconds,
            answer: (end - quoted).seconds,
            phases: phases
        )
    }

    private func quote(_ grant: NonceGrant, _ tpm: TPM, _ session: Session, _ key: LoadedObject) throws
        -> AttestationEvidence
    {
        let selection = try grant.pcrs.map { name, pcrs in
            guard let bank = HashAlgorithm(named: name) else { throw WrongOutcome("bank \(name)") }
            return PCRSelection(bank, pcrs)
        }
        var values: [String: [String: Data]] = [:]
        for bank in selection {
            let answer = try tpm.execute(PCRRead(pcrSelectionIn: List([bank])))
            for (pcr, value) in zip(bank.pcrs, answer.pcrValues.elements) {
                values[bank.hash.description, default: [:]][String(pcr)] = Data(value.bytes)
            }
        }
        let quote = try tpm.execute(
            Quote(
                signHandle: key.entity,
                qualifyingData: Buffer([UInt8](grant.nonce)),
                pcrSelect: List(selection)
            ),
            auth: .hmac(session)
        )
        return AttestationEvidence(
            policy: "lab",
            nonce: grant.nonce,
            quote: Data(quote.quoted.bytes),
            signature: Data(try quote.signature.serialized()),
            pcrs: values,
            log: Data(try lab.eventLog())
        )
    }
}
