import ArgumentParser
import BootSigning
import Files
import MasterBootImage
import Model
import Wire

struct SignMasterBootImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mbi",
        abstract: "Sign NXP's master boot image (MCX N54x, N94x).",
        discussion: """
            The key is one of the root keys, which are named by their public halves in
            the order of the device's slots; or an image signing key, with the certificate
            block that `sign mbi-certificate` made for it.

              bedplate image sign mbi app.bin --key rot0 --root rot0.pem --root rot1.pem \\
                --counter 7 --load-address 0 --out app.signed.bin
              bedplate image sign mbi app.bin --key isk --certificate isk.block \\
                --counter 7 --load-address 0 --out app.signed.bin
            """
    )
    @Argument(help: ArgumentHelp("The application, with its vector table.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("A root key's public half; up to four times.", valueName: "file"))
    var root: [String] = []
    @Option(help: ArgumentHelp("The certificate block of an image signing key.", valueName: "file"))
    var certificate: String?
    @Option(help: ArgumentHelp("The firmware version, which devices hold against theirs.", valueName: "n"))
    var counter: Number
    @Option(help: ArgumentHelp("Where the image runs.", valueName: "address")) var loadAddress: Number
    @Option(help: ArgumentHelp("Which of two images is tried first.", valueName: "n")) var imageVersion = Number(0)
    @Flag(help: "The image is started when the main one cannot be.") var recovery = false
    @Option(help: ArgumentHelp("TrustZone settings, as SPSDK writes them.", valueName: "file")) var trustZone: String?
    @OptionGroup var options: SigningOptions

    func run() async throws {
        guard root.isEmpty != (certificate == nil) else { throw ValidationError("give --root, or --certificate") }
        guard let version = UInt16(exactly: counter.value), let imageVersion = UInt16(exactly: imageVersion.value)
        else { throw ValidationError("the firmware and the image version have at most 16 bits") }
        let (source, address) = try ImageInput.open(file)
        let signers = try await options.signers()
        guard signers.count == 1, let signer = signers.first else { throw ValidationError("one --key signs") }
        let signing = MasterBootImageSigning(
            try block(signer),
            firmwareVersion: version,
            loadAddress: loadAddress.value,
            isRecovery: recovery,
            imageVersion: imageVersion,
            trustZone: try trustZone.map { try DurableFile.read($0, atMost: MBIManifest.trustZoneLimit) } ?? []
        )
        let counters = ["counter": UInt32(version)]
        try await options.sign("mbi", with: signers, counters: counters, at: address ?? loadAddress.value) { sink in
            try await signing.sign(source, with: signer, to: &sink)
            return ["rotkh": Hexadecimal.encode(try signing.block.root.fuseDigest)]
        }
    }

    private func block(_ signer: any Signer) throws -> MBICertificateBlock {
        guard let certificate else {
            return try MBICertificateBlock(roots: try root.map { try ImageKeyFile.read($0) }, signedBy: signer)
        }
        let octets = try DurableFile.read(certificate, atMost: MBICertificateBlock.sizeLimit)
        do throws(MBIFault) { return try MBICertificateBlock(octets) } catch {
            throw BedplateError(
                .malformed,
                "'\(certificate)' is no certificate block: \(error.reason.rawValue)",
                cause: error,
                location: "byte \(error.offset)"
            )
        }
    }
}
