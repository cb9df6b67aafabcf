import ArgumentParser
import BootSigning
import Digests
import Files
import Model
import Terminal
import TrustedFirmware

struct ListPackage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the images of a package: names, UUIDs, places, digests.",
        discussion: """
            Verifies nothing: `bedplate image verify` says what a device would do.

              bedplate image fip list fip.bin
            """
    )
    @Argument(help: ArgumentHelp("The package.", valueName: "file")) var file: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let source = try FileSource(file)
        let table = try FirmwarePackage(source).table
        let images = try TrustedFirmwareFormat.parts(source).map { part in
            ExtractedPart(part, sha256: try source.digest(.sha256, of: [part.range]).octets)
        }
        let flags = "0x" + String(table.platformFlags, radix: 16)
        if json {
            return try Terminal.print(json: Package(platformFlags: flags, octets: table.packageSize, images: images))
        }
        Terminal.print(fields: [("platform flags", flags), ("octets", String(table.packageSize))])
        for image in images { image.print() }
    }

    private struct Package: Encodable {
        var platformFlags: String
        var octets: Int
        var images: [ExtractedPart]
    }
}
