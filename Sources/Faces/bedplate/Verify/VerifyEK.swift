import ArgumentParser
import Files
import Foundation
import Identity
import Model
import PKIX
import TPM2
import TPMFiles
import Terminal

struct VerifyEK: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ek",
        abstract: "Verify an endorsement certificate: chain, purpose, and that it is of this key.",
        discussion: """
            The certificate is DER or PEM, also as tpm2_nvread writes it, with padding.

              bedplate verify ek ek.crt --public ek.tss --anchors tpm-vendor-roots/
            """
    )

    @Argument(help: ArgumentHelp("The certificate.", valueName: "file")) var certificate: String
    @Option(help: ArgumentHelp("The endorsement key as tpm2_readpublic writes it.", valueName: "file"))
    var `public`: String?
    @Option(help: ArgumentHelp("The maker's CA certificates.", valueName: "file-or-directory")) var anchors: [String] =
        []
    @Option(help: ArgumentHelp("A deviation to tolerate.", valueName: "name")) var allow: [String] = []
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let leniency = try Leniency(allow)
        let wrapping: Leniency = [.trailingPadding, .storedCertificateHeader]
        var bytes = try DurableFile.read(certificate, atMost: EKCertificate.sizeLimit * 2)
        if bytes.starts(with: Array("-----BEGIN ".utf8)) {
            guard let block = try PEM.decode(bytes).first(where: { $0.label == "CERTIFICATE" }) else {
                throw BedplateError(.malformed, "'\(certificate)' has no certificate")
            }
            bytes = block.bytes
        }
        let endorsement: EKCertificate
        do {
            endorsement = try EKCertificate(nv: bytes, allowing: leniency.union(wrapping))
        } catch {
            let malformed = Finding(
                .endorsementCertificate,
                claim: "the certificate is well formed",
                found: "\(error)"
            )
            return try conclude(Judgement([malformed]), isCompared: false)
        }
        let key = try self.public.map { path in
            let file = try PublicKeyFile(try DurableFile.read(path, atMost: 16_384), assumesRestricted: true)
            guard let info = file.publicArea.publicKeyInfo else {
                throw BedplateError(.malformed, "the key in '\(path)' is of a kind that no certificate has")
            }
            return info
        }
        let pinned = try anchors.flatMap { try CertificateFiles.read($0, allowing: leniency) }
        let roots = pinned.filter { $0.issuer == $0.subject }
        let verdict = endorsement.judge(
            publicKey: key,
            verifier: ChainVerifier(anchors: roots.isEmpty ? pinned : roots, allowing: leniency.union(wrapping)),
            intermediates: pinned.filter { $0.issuer != $0.subject },
            at: Date()
        )
        var judgement = Judgement(verdict.findings)
        if key == nil {
            judgement.add(
                Finding(
                    .endorsementKey,
                    .noted,
                    claim: "no key was given: whose certificate this is stays open"
                )
            )
        }
        if !verdict.leniency.isEmpty {
            judgement.add(Finding(.endorsementLeniency, .noted, claim: "tolerated: \(verdict.leniency)"))
        }
        try conclude(judgement, isCompared: key != nil)
    }

    private func conclude(_ judgement: Judgement, isCompared: Bool) throws {
        try Terminal.print(
            judgement: judgement,
            json: json,
            isCompared
                ? "the endorsement key is its maker's" : "the certificate verifies; compare it with the TPM's key",
            "the endorsement certificate DOES NOT verify"
        )
    }
}
