internal import API
internal import Digests
internal import Foundation
internal import Model
internal import TPM2
internal import Terminal
internal import Wire

extension TPMRoot {
    /// Opens a secret that was released to this TPM; succeeds only while its PCRs hold the approved values.
    ///
    /// - Throws: `refused` when they do not.
    public func open(
        _ secret: KeptSecret,
        named name: String,
        _ identity: AgentState.Identity
    ) throws -> [UInt8] {
        guard case .sealed(let message) = secret else {
            throw BedplateError(.corrupt, "the secret '\(name)' was not released to a TPM")
        }
        let sealed = SealedObject(
            public: Sized(try Public([UInt8](message.publicArea))),
            duplicate: Buffer([UInt8](message.duplicate)),
            inSymSeed: Buffer([UInt8](message.inSymSeed))
        )
        guard let bank = HashAlgorithm(named: message.bank) else {
            throw BedplateError(.corrupt, "the sealed secret names an unknown PCR bank")
        }
        let selection = PCRSelection(bank, message.pcrs)
        return try trusted(identity) { trusted in
            guard let policy = try Self.policy(selection, opening: sealed, trusted.tpm) else {
                throw BedplateError(
                    .refused,
                    "the secret '\(name)' stays sealed: the device runs something other than what was approved",
                    hint: "`bedplate-agent attest` shows what differs"
                )
            }
            let parent = try trusted.createPrimary(in: .owner, .storageRootP256)
            let object = try trusted.importObject(sealed, under: parent, auth: .hmac(trusted.session))
            do {
                return try trusted.unseal(object, policy)
            } catch TPMError.refused(let command, let code) {
                throw BedplateError(
                    .refused,
                    "the TPM does not open the secret '\(name)'",
                    hint: "did the device change while it was opened? `bedplate-agent attest` shows what differs",
                    cause: TPMError.refused(command, code)
                )
            }
        }
    }

    /// The policy that the object names, with the PCRs as they are; nil if they are not as they should be. Only explains:
    /// the TPM decides again.
    private static func policy(_ selection: PCRSelection, opening sealed: SealedObject, _ tpm: TPM) throws -> Policy? {
        let values = try values([selection], tpm)
        let inOrder = selection.pcrs.compactMap { values[selection.hash.description]?[String($0)] }.map { [UInt8]($0) }
        let digest = try Policy.pcrDigest(inOrder, hash: .sha256)
        let pcr = Policy.Assertion.pcr(List([selection]), digest: digest)
        return try [Policy([pcr]), Policy([pcr, .commandCode(.unseal)])].first {
            try $0.digest(.sha256) == sealed.public.body.authPolicy.bytes
        }
    }
}
