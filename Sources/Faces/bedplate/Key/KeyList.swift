import ArgumentParser
import Files
import Keys
import Model
import PKCS11
import Terminal

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the keys that have names, or those in a token.",
        discussion: """
              bedplate key list
              bedplate key list --in 'pkcs11:token=signing'
            """
    )
    @OptionGroup var place: KeyCommand.Place
    @Option(help: ArgumentHelp("A token, to list what is in it.", valueName: "uri"))
    var `in`: String?
    @OptionGroup var secret: KeyCommand.SecretOption
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        if let text = self.in { return try await list(PKCS11URI(text)) }
        let keys = try place.ring.entries().map { KeyShown($0) }
        if json { return try Terminal.print(json: keys) }
        Terminal.print(
            table: ["NAME", "KIND", "MAY SIGN", "CAN LEAVE", "LIVES IN"],
            keys.map { [$0.name, $0.algorithm, $0.maySign, $0.canLeave ? "YES" : "no", $0.kind] }
        )
    }

    /// A key in a token, as the module reports it.
    private struct Reported: Encodable {
        var label: String
        var algorithm: String?
        var canLeave: Bool
        /// Whether no copy was ever outside.
        var neverLeft: Bool
        var uses: [String]
        var reference: String
    }

    private func list(_ uri: PKCS11URI) async throws {
        let token = try PKCS11Module.token(uri, in: try PKCS11Module.named(by: uri), secret: try secret.source)
        let keys = try await token.keys(id: uri.id, label: uri.object).map { key in
            var named = PKCS11URI(token: token.info.label, object: key.label, id: key.id.isEmpty ? nil : key.id)
            named.modulePath = uri.modulePath
            return Reported(
                label: key.label,
                algorithm: key.publicKey?.algorithm.rawValue,
                canLeave: key.attributes.isExportable,
                neverLeft: key.attributes.neverLeft,
                uses: key.attributes.uses.map(\.rawValue).sorted(),
                reference: named.description
            )
        }
        if json { return try Terminal.print(json: keys) }
        Terminal.print(token.description)
        if let software = token.software { Terminal.print("a program plays this token: \(software)") }
        Terminal.print(
            table: ["LABEL", "KIND", "CAN LEAVE", "EVER LEFT", "MAY DO"],
            keys.map {
                [
                    $0.label, $0.algorithm ?? "unknown", $0.canLeave ? "YES" : "no", $0.neverLeft ? "no" : "PERHAPS",
                    $0.uses.joined(separator: ", "),
                ]
            }
        )
    }
}
