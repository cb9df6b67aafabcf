import ArgumentParser
import BootSigning
import Files
import Model
import TrustedFirmware

struct CreatePackage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a package of images.",
        discussion: """
            A file of that name is replaced. Other images than fiptool's go by a UUID.

              bedplate image fip create --image tb-fw=bl2.bin \\
                --image 01234567-89ab-cdef-0123-456789abcdef=blob.bin \\
                --align 16 --out fip.bin
            """
    )
    @OptionGroup var images: PackageImages
    @OptionGroup var layout: PackageLayout
    @Option(name: .shortAndLong, help: ArgumentHelp("The package.", valueName: "file")) var out: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        var content = FirmwarePackageContent()
        try layout.apply(to: &content)
        try images.set(in: &content)
        try await layout.write(content, to: out).print("created", json: json)
    }
}

/// How a package is laid out, on the command line.
struct PackageLayout: ParsableArguments {
    @Option(help: ArgumentHelp("Images begin at multiples of this.", valueName: "n")) var align = Number(1)
    @Option(help: ArgumentHelp("The platform's 16 bits of the header's flags.", valueName: "n"))
    var platformFlags: Number?

    func apply(to content: inout FirmwarePackageContent) throws {
        content.alignment = Int(align.value)
        guard let platformFlags else { return }
        guard let flags = UInt16(exactly: platformFlags.value) else {
            throw ValidationError("the platform has 16 bits of flags")
        }
        content.platformFlags = flags
    }

    func write(_ content: FirmwarePackageContent, to path: String) async throws -> WrittenFile {
        try await ImageOutput.stream(to: path) { sink in
            try content.write(to: &sink)
            return sink.count
        } finish: {
            WrittenFile(path, octets: $0, $1)
        }
    }
}
