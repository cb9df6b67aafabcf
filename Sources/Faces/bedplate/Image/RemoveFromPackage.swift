import ArgumentParser
import BootSigning
import Files
import Model
import Terminal
import TrustedFirmware

struct RemoveFromPackage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take images away from a package.",
        discussion: """
            The package itself is replaced, whole, unless --out names another file. A
            package without images is none.

              bedplate image fip remove fip.bin --image hw-config
            """
    )
    @Argument(help: ArgumentHelp("The package.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("An image by fiptool's name or its UUID; may be given again.", valueName: "name"))
    var image: [String]
    @OptionGroup var layout: PackageLayout
    @Option(name: .shortAndLong, help: ArgumentHelp("The changed package; else in its place.", valueName: "file"))
    var out: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        var content = FirmwarePackageContent(of: try FirmwarePackage(try FileSource(file)))
        try layout.apply(to: &content)
        for name in image {
            guard content.remove(try PackageImages.uuid(name)) else {
                throw BedplateError(.notFound, "the package has no image '\(name)'")
            }
        }
        let written = try await layout.write(content, to: out ?? file)
        if content.hasCertificates { Terminal.note("the certificates in the package were not made anew") }
        try written.print("changed", json: json)
    }
}
