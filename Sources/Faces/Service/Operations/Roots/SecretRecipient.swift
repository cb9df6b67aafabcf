internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Model
internal import PKIX
internal import Release
internal import TPM2
internal import Wire

/// What a secret is sealed to: a key of the device that was just affirmed, and the boot that it showed.
protocol SecretRecipient: Sendable {
    /// Hexadecimal: names the key in the ledger.
    var name: String { get }
    /// Nil where nothing can be sealed to the key; a finding says why.
    func seal(_ secret: [UInt8], named name: String, _ judgement: inout Judgement) throws -> ReleasedSecret?
}

/// A sealed secret, by the kind of root that opens it.
enum ReleasedSecret: Sendable {
    case sealed(SealedSecretMessage)
    case encapsulated(EncapsulatedSecretMessage)
}

/// A TPM's storage key, certified by its attestation key, and the PCR values that the quote proved.
struct StorageKeyRecipient: SecretRecipient {
    var key: CertifiedStorageKey
    var name: String
    var values: PCRValues
    var policy: AppraisalPolicy

    func seal(_ secret: [UInt8], named name: String, _ judgement: inout Judgement) throws -> ReleasedSecret? {
        do {
            return .sealed(SealedSecretMessage(try seal(secret)))
        } catch let error where error is SealedObject.Refusal || error is CryptographyError {
            // The TPM holds such a key, but nothing can be wrapped to it: of another algorithm, or no point of its curve.
            judgement.add(
                Finding(
                    .storageKeyUse,
                    claim: "a secret can be wrapped to the storage key",
                    expected: "RSA-2048, P-256 or P-384 with AES-CFB",
                    found: "\(error)"
                )
            )
            return nil
        }
    }

    private func seal(_ secret: [UInt8]) throws -> SealedSecret {
        let pcrs = policy.pcrs.sorted()
        let selected = pcrs.compactMap { values[policy.bank, $0] }
        guard !pcrs.isEmpty, selected.count == pcrs.count else {
            throw BedplateError(.corrupt, "a verified quote lacks a PCR of its policy")
        }
        let selection = PCRSelection(policy.bank, pcrs)
        let digest = try Policy([
            .pcr(List([selection]), digest: try Policy.pcrDigest(selected, hash: .sha256))
        ]).digest(.sha256)
        let object = try SealedObject.make(data: secret, policyDigest: digest, parent: key.publicArea)
        return SealedSecret(
            publicArea: try object.public.body.serialized(),
            duplicate: object.duplicate.bytes,
            inSymSeed: object.inSymSeed.bytes,
            selection: selection,
            policyDigest: digest
        )
    }
}

/// The key of the layer that attested: software that measures otherwise derives another one.
struct LayerRecipient: SecretRecipient {
    var key: PublicKeyInfo
    var device: String
    var nonce: [UInt8]

    var name: String { key.subjectPublicKeyInfo.map { Recorder.sha256($0) } ?? "" }

    func seal(_ secret: [UInt8], named name: String, _ judgement: inout Judgement) throws -> ReleasedSecret? {
        guard case .ellipticCurve(.p256, let x, let y) = key else {
            judgement.add(
                Finding(
                    .releaseKey,
                    claim: "a secret can be sealed to the layer's key",
                    expected: "P-256",
                    found: "\(key)"
                )
            )
            return nil
        }
        let info = EncapsulatedSecretMessage.info(device: device, secret: name, nonce: Data(nonce))
        let sealed = try EncapsulatedSecret.seal(secret, to: x + y, info: info)
        return .encapsulated(
            EncapsulatedSecretMessage(
                encapsulatedKey: Data(sealed.encapsulatedKey),
                ciphertext: Data(sealed.ciphertext),
                nonce: Data(nonce)
            )
        )
    }
}

extension SealedSecretMessage {
    init(_ secret: SealedSecret) {
        self.init(
            publicArea: Data(secret.publicArea),
            duplicate: Data(secret.duplicate),
            inSymSeed: Data(secret.inSymSeed),
            bank: secret.selection.hash.description,
            pcrs: secret.selection.pcrs
        )
    }
}
