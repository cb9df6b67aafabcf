import ArgumentParser
import BootSigning
import Files
import Foundation
import HAB
import Model
import PKIX

struct SignHAB: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hab",
        abstract: "Sign for NXP's HABv4 (i.MX 6, 7, 8M).",
        discussion: """
            The image begins with its vector table. The root keys (SRK) are named by their
            certificates, in the fuses' order. --key signs the image; its certificate, and
            that of the key for the commands (--csf-key, or the same), are signed by the
            SRK in use.

              bedplate image sign hab spl.bin --srk srk1.pem --srk srk2.pem --srk srk3.pem \\
                --srk srk4.pem --index 0 --key img --certificate img.pem \\
                --csf-key csf --csf-certificate csf.pem --unlock caam=1 --out spl.signed.bin

            Without --certificate the SRK in use, which may not sign certificates, signs
            all by itself: fast authentication (HAB 4.1.2 and later).
            """
    )
    @Argument(help: ArgumentHelp("The image.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("A root key's certificate; one to four times.", valueName: "pem")) var srk: [String] = []
    @Option(help: ArgumentHelp("Which of them is in use, from 0.", valueName: "n")) var index = 0
    @Option(help: ArgumentHelp("The certificate of --key.", valueName: "pem")) var certificate: String?
    @Option(help: ArgumentHelp("The key for the commands; --key if not given.", valueName: "key")) var csfKey: String?
    @Option(help: ArgumentHelp("The certificate of --csf-key.", valueName: "pem")) var csfCertificate: String?
    @Option(help: ArgumentHelp("Leave features unlocked: caam, snvs or ocotp, and a mask.", valueName: "part=mask"))
    var unlock: [String] = []
    @Option(help: ArgumentHelp("Unix time that the signatures say; now if not given.", valueName: "seconds"))
    var time: Int?
    @Option(help: ArgumentHelp("Version of the commands: 0 to 5 of HAB 4.", valueName: "n")) var minor: UInt8 = 2
    @Option(help: ArgumentHelp("Octets for commands, certificates and signatures.", valueName: "n"))
    var room = Number(UInt32(HABSigning.usualRoom))
    @OptionGroup var options: SigningOptions

    func run() async throws {
        guard (1...4).contains(srk.count), srk.indices.contains(index) else {
            throw ValidationError("one to four --srk are needed, and --index names one of them from 0")
        }
        guard minor <= 5 else { throw ValidationError("--minor is 0 to 5") }
        guard (csfKey == nil) == (csfCertificate == nil), csfKey == nil || certificate != nil else {
            throw ValidationError("--csf-key and --csf-certificate go together, and with --certificate")
        }
        let signers = try await options.signers()
        guard signers.count == 1, let signer = signers.first else { throw ValidationError("one --key signs") }
        let (source, address) = try ImageInput.open(file)
        let roots = try srk.map(Self.certificate)
        var all = signers
        let authentication: HABSigning.Authentication
        if let certificate {
            let image = HABSigning.Key(certificate: try Self.certificate(certificate), signer: signer)
            var commands = image
            if let csfKey, let csfCertificate {
                let signer = try await options.open(csfKey)
                commands = HABSigning.Key(certificate: try Self.certificate(csfCertificate), signer: signer)
                all.append(signer)
            }
            authentication = .certified(commands: commands, image: image)
        } else {
            authentication = .fast(HABSigning.Key(certificate: roots[index], signer: signer))
        }
        let signing = try HABSigning(
            table: HABSigning.table(roots),
            rootIndex: index,
            authentication: authentication,
            signingTime: time.map { Date(timeIntervalSince1970: Double($0)) } ?? Date(),
            unlocks: try unlock.map(Self.unlock),
            version: 0x40 | minor,
            room: Int(room.value)
        )
        try await options.sign(
            "hab",
            with: all,
            counters: [:],
            relyingOn: roots.compactMap(\.publicKey.subjectPublicKeyInfo),
            at: address
        ) { sink in
            try await signing.sign(source, to: &sink)
            return ["srk": String(index)]
        }
    }

    private static func certificate(_ path: String) throws -> Certificate {
        let bytes = try DurableFile.read(path, atMost: ImageKeyFile.limit)
        let blocks = bytes.first == 0x30 ? [PEM(label: "CERTIFICATE", bytes: bytes)] : (try? PEM.decode(bytes)) ?? []
        guard blocks.count == 1, let block = blocks.first, block.label == "CERTIFICATE" else {
            throw BedplateError(.malformed, "'\(path)' holds no single certificate")
        }
        do throws(X509Error) { return try Certificate(der: block.bytes) } catch {
            throw BedplateError(.malformed, "'\(path)' holds no certificate that HAB can take", cause: error)
        }
    }

    private static func unlock(_ text: String) throws -> HABSigning.Unlock {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let engines: [String: HABEngine] = ["caam": .caam, "snvs": .snvs, "ocotp": .ocotp]
        guard parts.count == 2, let engine = engines[parts[0]], let mask = Number(argument: parts[1]) else {
            throw ValidationError("'\(text)' is no PART=MASK")
        }
        return HABSigning.Unlock(engine: engine, features: mask.value)
    }
}
