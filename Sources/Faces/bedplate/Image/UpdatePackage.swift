import ArgumentParser
import BootSigning
import Files
import Model
import Terminal
import TrustedFirmware

struct UpdatePackage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Replace images of a package, or add some.",
        discussion: """
            The package itself is replaced, whole, unless --out names another file.
            Certificates stay as they are: those of an image that changed no longer fit
            it, and `bedplate image sign tf-a --from` makes new ones.

              bedplate image fip update fip.bin --image nt-fw=u-boot.bin
            """
    )
    @Argument(help: ArgumentHelp("The package.", valueName: "file")) var file: String
    @OptionGroup var images: PackageImages
    @OptionGroup var layout: PackageLayout
    @Option(name: .shortAndLong, help: ArgumentHelp("The changed package; else in its place.", valueName: "file"))
    var out: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        guard !images.image.isEmpty || layout.platformFlags != nil else {
            throw ValidationError("there is nothing to change: --image, --platform-flags")
        }
        var content = FirmwarePackageContent(of: try FirmwarePackage(try FileSource(file)))
        try layout.apply(to: &content)
        try images.set(in: &content)
        let written = try await layout.write(content, to: out ?? file)
        if content.hasCertificates { Terminal.note("the certificates in the package were not made anew") }
        try written.print("updated", json: json)
    }
}

extension FirmwarePackageContent {
    /// Whether the package has a chain of trust, which a change may break.
    var hasCertificates: Bool { images.contains { $0.uuid.name?.hasSuffix("-cert") == true } }
}
