import ArgumentParser
import Files
import Keys
import PKIX
import Terminal

struct KeyExportPublic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-public",
        abstract: "Print a key's public half: PEM, as openssl reads it.",
        discussion: """
              bedplate key export-public release > release.pub.pem
              bedplate key export-public release --der --out release.pub.der
            """
    )
    @OptionGroup var place: KeyCommand.Place
    @Argument(help: "The key's name.") var name: String
    @Flag(help: "DER instead of PEM.") var der = false
    @Option(help: ArgumentHelp("Write it here.", valueName: "file")) var out: String?
    @Flag(help: "Print JSON: the key as `show` does.") var json = false

    func run() async throws {
        let entry = try place.ring.entry(name)
        if json { return try Terminal.print(json: KeyShown(entry)) }
        let octets = [UInt8](entry.publicKey)
        let content = der ? octets : Array(PEM(label: "PUBLIC KEY", bytes: octets).text.utf8)
        if let out { try DurableFile.write(content, to: out, mode: 0o644) } else { Terminal.write(octets: content) }
    }
}
