import AHAB
import BootSigning
import Digests
import ESP32
import Files
import Foundation
import HAB
import KeyStore
import MCUboot
import MasterBootImage
import Model
import PKIX
import TrustedFirmware

/// A format of boot images as it is measured: with P-256 and SHA-256, one large image, and nothing else that would cost.
enum MeasuredFormat: String, CaseIterable {
    case mcuboot
    case fit
    case trustedFirmware = "tf-a"
    case esp32
    case ahab
    case hab
    case masterBootImage = "mbi"

    /// Those that the command line names, else all.
    static var wanted: [MeasuredFormat] {
        let named = CommandLine.arguments.compactMap(MeasuredFormat.init(rawValue:))
        return named.isEmpty ? allCases : named
    }

    var title: String {
        switch self {
        case .mcuboot: "MCUboot"
        case .fit: "FIT"
        case .trustedFirmware: "TF-A package"
        case .esp32: "ESP32"
        case .ahab: "AHAB"
        case .hab: "HAB"
        case .masterBootImage: "Master boot image"
        }
    }

    /// MiB of the largest image that the format can hold, by the sixteen segments below 16 MiB of ESP32 images.
    var limit: Int { self == .esp32 ? 240 : 2048 }

    /// Signs what ``UnsignedImage`` made, or the payload itself; nothing of the signed file is held.
    ///
    /// - Returns: the device that boots it.
    func sign(_ input: String, to output: String) async throws -> DeviceTrust {
        let source = try FileSource(input)
        let signer = try SoftwareSigner.ephemeral(.ecdsaP256)
        let key = signer.publicKey.subjectPublicKeyInfo
        switch self {
        case .mcuboot:
            let signing = MCUbootSigning(version: MCUbootVersion(major: 1))
            _ = try await DurableFile.stream(to: output) { sink in
                try await signing.sign(source, to: &sink, with: signer)
            }
        case .fit:
            let signing = FITSigning(keys: [FITSigning.Key(name: "dev", signer: signer)])
            try await DurableFile.stream(to: output) { sink in try await signing.sign(source, to: &sink) }
        case .trustedFirmware: return try await signPackage(source, signer, to: output)
        case .esp32:
            _ = try await DurableFile.stream(to: output) { sink in
                try await ESP32Signing().sign(source, with: [signer], to: &sink)
            }
        case .ahab:
            let others = try (0..<3).map { _ in try SoftwareSigner.ephemeral(.ecdsaP256).publicKey.subjectPublicKeyInfo
            }
            let signing = try AHABSigning(keys: [key] + others)
            try await DurableFile.stream(to: output) { sink in try await signing.sign(source, with: signer, to: &sink) }
            return DeviceTrust(digests: [.init(try AHABSignature.fuseDigest(of: signing.keys))])
        case .hab: return try await signHAB(source, signer, to: output)
        case .masterBootImage:
            let block = try MBICertificateBlock(roots: [key], signedBy: signer)
            let signing = MasterBootImageSigning(block, firmwareVersion: 1, loadAddress: 0)
            try await DurableFile.stream(to: output) { sink in try await signing.sign(source, with: signer, to: &sink) }
            return DeviceTrust(digests: [.init(try block.root.fuseDigest)])
        }
        return DeviceTrust(keys: [.init(subjectPublicKeyInfo: key)])
    }

    func verify(_ image: String, _ trust: DeviceTrust) throws -> Judgement {
        let source = try FileSource(image)
        return switch self {
        case .mcuboot: try MCUbootFormat.verify(source, trust)
        case .fit: try FITFormat.verify(source, trust)
        case .trustedFirmware: try TrustedFirmwareFormat.verify(source, trust)
        case .esp32: try ESP32Format.verify(source, trust)
        case .ahab: try AHABFormat.verify(source, trust)
        case .hab: try HABFormat.verify(source, trust)
        case .masterBootImage: try MasterBootImageFormat.verify(source, trust)
        }
    }

    /// By the only SRK itself.
    private func signHAB(_ image: FileSource, _ signer: SoftwareSigner, to output: String) async throws -> DeviceTrust {
        let now = Date()
        let template = TrustCertificateTemplate(
            commonName: "SRK",
            serial: [1],
            validity: Validity(notBefore: now, notAfter: now.addingTimeInterval(1e9)),
            subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo,
            parameters: []
        )
        let scheme = SignatureScheme.ecdsa(.sha256)
        let content = try template.tbsCertificate(scheme)
        let signature = try await signer.sign(.message(content), scheme)
        let certificate = try Certificate(
            der: TrustCertificateTemplate.certificate(content, scheme, signature: signature)
        )
        let table = try HABSigning.table([certificate])
        let signing = try HABSigning(
            table: table,
            rootIndex: 0,
            authentication: .fast(.init(certificate: certificate, signer: signer)),
            signingTime: now
        )
        try await DurableFile.stream(to: output) { sink in try await signing.sign(image, to: &sink) }
        return DeviceTrust(digests: [.init(try table.fuseDigest)])
    }

    /// The payload as BL33 beside a small BL2, with all of their certificates; one key plays every role.
    private func signPackage(_ payload: FileSource, _ signer: SoftwareSigner, to output: String) async throws
        -> DeviceTrust
    {
        var content = FirmwarePackageContent()
        content.set(.trustedBoot, MemorySource([UInt8](repeating: 0xB2, count: 4096)))
        content.set(.nonTrusted, payload)
        var signers: [ChainOfTrust.KeyRole: any Signer] = [:]
        for rule in ChainOfTrust.tbbr.certificates {
            signers[rule.signedBy] = signer
            for case .key(_, let role) in rule.content { signers[role] = signer }
        }
        let now = Date()
        let signing = TrustedFirmwareSigning(
            signers: signers,
            counters: [.trusted: 1, .nonTrusted: 1],
            validity: Validity(notBefore: now, notAfter: now.addingTimeInterval(1e9))
        )
        let unsigned = content
        _ = try await DurableFile.stream(to: output) { sink in try await signing.sign(unsigned).write(to: &sink) }
        let key = signer.publicKey.subjectPublicKeyInfo
        return DeviceTrust(
            digests: [.init(try TrustedFirmwareFormat.rootKeyDigest(of: key))],
            counters: ["trusted": 1, "non-trusted": 1]
        )
    }
}
