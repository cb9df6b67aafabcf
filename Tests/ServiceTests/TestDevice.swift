import API
import Digests
import Foundation
import HTTPTypes
import Identity
import KeyStore
import Lab
import Ledger
import Model
import PKIX
import StoreSQLite
import TPM2
import TPMTransport
import Testing
import Wire

/// A device's side of the conversation, on an emulated TPM: what an honest agent does, step by step, so that a test can
/// bend each step.
///
/// The device's protocol is written a second time here on purpose: the service is tested against the protocol, not
/// against the agent, whose mistakes it would otherwise share, and whose checks would stand before what a test sends.
struct TestDevice {
    let lab: LabTPM
    var endorsement = EndorsementKeyTemplate.l1
    var attestation = Public.attestationP256()

    func certificate() throws -> [UInt8] { try lab.endorsementCertificates()["ek-rsa2048.crt"] ?? [] }

    func enrolment(_ name: String) throws -> EnrolmentRequest {
        try scoped { tpm, key, trusted in
            let root = try tpm.identity()
            let attestation = try trusted.createPrimary(in: .endorsement, attestation)
            return EnrolmentRequest(
                name: name,
                endorsementCertificate: Data(try certificate()),
                intermediates: [Data(try lab.manufacturer().issuerCertificate())],
                endorsementKey: Data(try key.public.serialized()),
                attestationKey: Data(try attestation.public.serialized()),
                manufacturer: root.manufacturer,
                model: root.model,
                firmwareVersion: root.firmwareVersion
            )
        }
    }

    func activate(_ challenge: EnrolmentChallenge) throws -> EnrolmentProof {
        try scoped { tpm, key, trusted in
            let attestation = try trusted.createPrimary(in: .endorsement, attestation)
            let policy = try tpm.startSession(.policy, hash: endorsement.nameAlg, symmetric: .null)
            try tpm.satisfy(endorsement.policy(), in: policy)
            let credential = try trusted.execute(
                ActivateCredential(
                    activateHandle: attestation.entity,
                    keyHandle: key.entity,
                    credentialBlob: Sized(try IDObject([UInt8](challenge.credentialBlob))),
                    secret: Buffer([UInt8](challenge.encryptedSecret))
                ),
                auth: .hmac(trusted.session),
                .policy(policy)
            ).certInfo.bytes
            return EnrolmentProof(
                proof: Data(
                    try EnrolmentCredential.proof(
                        credential: credential,
                        enrolment: challenge.enrolment,
                        attestationKeyName: attestation.name
                    )
                )
            )
        }
    }

    func evidence(
        _ grant: NonceGrant,
        policy: String = "lab",
        secret: String? = nil,
        storage template: Public = .storageRootP256
    ) throws -> AttestationEvidence {
        try scoped { tpm, _, trusted in
            let key = try trusted.createPrimary(in: .endorsement, attestation)
            let selection = try grant.pcrs.map { name, pcrs in
                PCRSelection(try #require(HashAlgorithm(named: name)), pcrs)
            }
            let nonce = Buffer([UInt8](grant.nonce))
            let quote = try trusted.execute(
                Quote(signHandle: key.entity, qualifyingData: nonce, pcrSelect: List(selection)),
                auth: .hmac(trusted.session)
            )
            var evidence = AttestationEvidence(
                policy: policy,
                nonce: grant.nonce,
                quote: Data(quote.quoted.bytes),
                signature: Data(try quote.signature.serialized()),
                pcrs: try values(selection, tpm),
                log: Data(try lab.eventLog())
            )
            if let secret {
                let storage = try trusted.createPrimary(in: .owner, template)
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
            return evidence
        }
    }

    /// The secret, if the TPM's PCRs hold what it was sealed to.
    func unseal(_ message: SealedSecretMessage) throws -> [UInt8] {
        try scoped { tpm, _, trusted in
            let sealed = SealedObject(
                public: Sized(try Public([UInt8](message.publicArea))),
                duplicate: Buffer([UInt8](message.duplicate)),
                inSymSeed: Buffer([UInt8](message.inSymSeed))
            )
            let selection = PCRSelection(try #require(HashAlgorithm(named: message.bank)), message.pcrs)
            let values = try values([selection], tpm)[message.bank] ?? [:]
            let digest = try Policy.pcrDigest(
                message.pcrs.compactMap { values[String($0)].map { [UInt8]($0) } },
                hash: .sha256
            )
            let parent = try trusted.createPrimary(in: .owner, .storageRootP256)
            let object = try trusted.importObject(sealed, under: parent, auth: .hmac(trusted.session))
            return try trusted.unseal(object, Policy([.pcr(List([selection]), digest: digest)]))
        }
    }

    private func scoped<Result>(_ body: (TPM, LoadedObject, TrustedSession) throws -> Result) throws -> Result {
        let transport = try lab.connect()
        defer { transport.close() }
        let tpm = TPM(transport)
        return try tpm.scoped {
            let key = try tpm.createPrimary(in: .endorsement, endorsement.template())
            return try tpm.trusted(by: key) { try body(tpm, key, $0) }
        }
    }

    private func values(_ selection: [PCRSelection], _ tpm: TPM) throws -> [String: [String: Data]] {
        var values: [String: [String: Data]] = [:]
        for bank in selection {
            let answer = try tpm.execute(PCRRead(pcrSelectionIn: List([bank])))
            for (pcr, value) in zip(bank.pcrs, answer.pcrValues.elements) {
                values[bank.hash.description, default: [:]][String(pcr)] = Data(value.bytes)
            }
        }
        return values
    }
}
