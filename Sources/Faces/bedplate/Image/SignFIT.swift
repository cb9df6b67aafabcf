import ArgumentParser
import BootSigning
import DeviceTree
import Digests
import FIT
import Files
import Keys
import Model
import Terminal

struct SignFIT: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Sign a FIT for U-Boot: every configuration, and every image that it references.",
        discussion: """
            `bedplate image build-fit` makes the FIT, or mkimage. --control adds the public
            keys to a control tree, where U-Boot finds what it must demand.

              bedplate image sign fit kernel.fit --key release --out kernel.signed.fit \\
                --control u-boot.dtb --control-out u-boot.keys.dtb
            """
    )
    enum Padding: String, ExpressibleByArgument, CaseIterable {
        case pkcs1, pss
    }

    enum Requirement: String, ExpressibleByArgument, CaseIterable {
        case conf, image
    }

    @Argument(help: ArgumentHelp("The FIT.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("What the boot loader calls the key; in the order of --key.", valueName: "name"))
    var keyName: [String] = []
    @Option(help: "sha256, sha384 or sha512.") var hash = "sha256"
    @Option(help: "RSA only: pkcs1 or pss.") var padding = Padding.pkcs1
    @Flag(help: "Sign each image by itself, too.") var signImages = false
    @Flag(help: "Put the images' data behind the tree.") var external = false
    @Option(help: ArgumentHelp("Where in the file external data begin.", valueName: "n")) var position: Number?
    @Option(help: ArgumentHelp("A control tree that the public keys are added to.", valueName: "dtb")) var control:
        String?
    @Option(help: ArgumentHelp("The control tree with the keys.", valueName: "dtb")) var controlOut: String?
    @Option(help: "What the keys are required for in the control tree: conf or image.") var required = Requirement.conf
    @OptionGroup var options: SigningOptions

    func run() async throws {
        guard let hash = HashAlgorithm(named: hash), hash.isAccepted else {
            throw ValidationError("'\(self.hash)' is none of sha256, sha384, sha512")
        }
        guard (control == nil) == (controlOut == nil) else {
            throw ValidationError("--control and --control-out go together")
        }
        guard controlOut != options.out else { throw ValidationError("--out and --control-out are two files") }
        let (source, address) = try ImageInput.open(file)
        let signers = try await options.signers()
        let keys = zip(try names(), signers).map { name, signer in
            FITSigning.Key(name: name, signer: signer, hash: hash, padding: padding == .pss ? .pss : .pkcs1)
        }
        // Read before anything is written: a tree that cannot hold the keys stops the signing.
        let tree = try control.map { try self.tree(at: $0, with: keys) }
        let signing = FITSigning(
            keys: keys,
            signsImages: signImages || required == .image,
            data: external || position != nil ? .external(position: position.map { Int($0.value) }) : .unchanged,
            signerVersion: Bedplate.configuration.version
        )
        try await options.sign("fit", with: signers, counters: [:], at: address) { sink in
            try await signing.sign(source, to: &sink)
            return ["key-names": keys.map(\.name).joined(separator: " ")]
        }
        if let tree, let controlOut { try DurableFile.write(tree, to: controlOut, mode: 0o644) }
    }

    /// What was given, else the names of `bedplate key`.
    private func names() throws -> [String] {
        guard keyName.isEmpty else {
            guard keyName.count == options.key.count else {
                throw ValidationError("\(keyName.count) names were given for \(options.key.count) keys")
            }
            return keyName
        }
        guard options.key.allSatisfy(KeyRing.isName) else {
            throw ValidationError("--key-name is needed for a key without a name")
        }
        return options.key
    }

    private func tree(at path: String, with keys: [FITSigning.Key]) throws -> [UInt8] {
        do {
            var tree = try DeviceTree(try DurableFile.read(path, atMost: 16 << 20))
            for key in keys {
                try key.node(required: required == .conf ? .configuration : .image).write(to: &tree)
            }
            return try tree.serialized()
        } catch let error as DeviceTreeError {
            throw BedplateError(
                .malformed,
                "'\(path)' is no control tree that the keys fit into: \(error.reason.rawValue)",
                location: "byte \(error.offset)"
            )
        }
    }
}
