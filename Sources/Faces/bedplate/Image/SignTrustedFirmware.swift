import ArgumentParser
import BootSigning
import Digests
import Files
import Foundation
import Model
import PKIX
import Terminal
import TrustedFirmware

struct SignTrustedFirmware: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tf-a",
        abstract: "Make a firmware image package with a chain of trust, for TF-A.",
        discussion: """
            --key is the root key; other keys are given by role, and sign in its place
            where they are not given. Images by fiptool's names; --from takes them of a
            package.

              bedplate image sign tf-a --key rot --image tb-fw=bl2.bin --out fip.bin \\
                --image soc-fw=bl31.bin --image nt-fw=u-boot.bin \\
                --counter trusted=3 --counter non-trusted=2
            """
    )
    @Option(help: "The chain of trust: tbbr, dualroot or cca.") var chain = "tbbr"
    @OptionGroup var images: PackageImages
    @Option(help: ArgumentHelp("A package whose images are taken.", valueName: "file")) var from: String?
    @Option(help: ArgumentHelp("The key of a role, such as soc-fw; may be given again.", valueName: "role=key"))
    var role: [String] = []
    @Option(help: ArgumentHelp("A counter: trusted, non-trusted or cca; may be given again.", valueName: "name=n"))
    var counter: [String] = []
    @Option(help: "sha256, sha384 or sha512.") var hash = "sha256"
    @Option(help: ArgumentHelp("Years that the certificates are valid.", valueName: "n")) var years = 20
    @Option(help: ArgumentHelp("Images begin at multiples of this.", valueName: "n")) var align = Number(1)
    @OptionGroup var options: SigningOptions

    func run() async throws {
        guard let chain = ChainOfTrust(named: chain) else { throw ValidationError("'\(self.chain)' is no known chain") }
        guard let hash = HashAlgorithm(named: hash), hash.isAccepted else {
            throw ValidationError("'\(self.hash)' is none of sha256, sha384, sha512")
        }
        guard (1...100).contains(years) else { throw ValidationError("years are 1 to 100") }
        var content = FirmwarePackageContent(alignment: Int(align.value))
        if let from {
            content = FirmwarePackageContent(of: try FirmwarePackage(try FileSource(from)), alignment: Int(align.value))
        }
        try images.set(in: &content)
        let counters = Dictionary(
            try PackageImages.pairs(counter).map { name, text in
                guard let value = Number(argument: text) else { throw ValidationError("'\(text)' is no number") }
                return (name, value.value)
            }
        ) { $1 }
        let signers = try await keys(of: chain)
        let start = Date()
        let signing = TrustedFirmwareSigning(
            chain: chain,
            signers: signers.roles,
            counters: Dictionary(uniqueKeysWithValues: counters.map { (.init(rawValue: $0.key), $0.value) }),
            hash: hash,
            validity: Validity(notBefore: start, notAfter: start.addingTimeInterval(Double(years) * 365.25 * 86_400))
        )
        let unsigned = content
        try await options.sign("tf-a", with: signers.all, counters: counters) { sink in
            try await signing.sign(unsigned).write(to: &sink)
            return ["chain": chain.name, "images": unsigned.images.map(\.uuid.description).joined(separator: " ")]
        }
    }

    /// Every role's key: the one that was given for it, else the root key.
    private func keys(
        of chain: ChainOfTrust
    ) async throws -> (roles: [ChainOfTrust.KeyRole: any Signer], all: [any Signer]) {
        guard options.key.count == 1, let root = try await options.signers().first else {
            throw ValidationError("--key is the root key; others are given with --role")
        }
        var all: [any Signer] = [root]
        var given: [String: any Signer] = [:]
        for (name, reference) in try PackageImages.pairs(role) {
            let signer = try await options.open(reference)
            given[name] = signer
            all.append(signer)
        }
        var roles: [ChainOfTrust.KeyRole: any Signer] = [:]
        for rule in chain.certificates {
            var names = [rule.signedBy]
            for case .key(_, let role) in rule.content { names.append(role) }
            for name in names { roles[name] = given[name.rawValue] ?? root }
        }
        for name in given.keys where roles[ChainOfTrust.KeyRole(rawValue: name)] == nil {
            throw ValidationError("the chain \(chain.name) has no role '\(name)'")
        }
        return (roles, all)
    }
}
