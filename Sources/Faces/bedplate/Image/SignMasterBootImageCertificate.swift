import ArgumentParser
import BootSigning
import Files
import MasterBootImage
import Model
import Wire

struct SignMasterBootImageCertificate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mbi-certificate",
        abstract: "Let an image signing key sign NXP's master boot images.",
        discussion: """
            A root key vouches for the public half in the file; the root key is then not
            needed again until the key is replaced. Devices refuse a constraint below
            their counter `isk`.

              bedplate image sign mbi-certificate isk.pem --key rot0 --root rot0.pem \\
                --root rot1.pem --constraint 1 --out isk.block
            """
    )
    @Argument(help: ArgumentHelp("The image signing key's public half.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("A root key's public half; up to four times.", valueName: "file"))
    var root: [String] = []
    @Option(help: ArgumentHelp("The certificate's version, which devices hold against theirs.", valueName: "n"))
    var constraint: Number
    @Option(help: ArgumentHelp("At most 96 octets for the application to read.", valueName: "file"))
    var userData: String?
    @OptionGroup var options: SigningOptions

    func run() async throws {
        let signers = try await options.signers()
        guard signers.count == 1, let signer = signers.first else { throw ValidationError("one --key signs") }
        let block = try MBICertificateBlock(roots: try root.map { try ImageKeyFile.read($0) }, signedBy: signer)
        let data = try userData.map { try DurableFile.read($0, atMost: MBISigningKeyCertificate.userDataLimit) } ?? []
        let key = try ImageKeyFile.read(file)
        let counters = ["isk": constraint.value]
        try await options.sign("mbi-certificate", with: signers, counters: counters, relyingOn: [key]) { sink in
            let certified = try await block.certifying(
                key,
                constraint: constraint.value,
                userData: data,
                with: signer
            )
            try sink.write(certified.octets)
            return ["rotkh": Hexadecimal.encode(try certified.root.fuseDigest)]
        }
    }
}
