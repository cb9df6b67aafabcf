import ArgumentParser
import Keys
import Model
import Terminal

struct KeyImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Give a name to a key that exists: in a file, a token or a TPM.",
        discussion: """
            The private key stays where it is. It is opened once, and its public key
            pinned: another key at the same place is refused later.

              bedplate key import hsm 'pkcs11:token=signing;object=release' --for release
            """
    )
    @OptionGroup var place: KeyCommand.Place
    @Argument(help: "The name.") var name: String
    @Argument(help: "Where it lives: a path, pkcs11:… or tpm:…") var home: String
    @Option(name: .customLong("for"), help: "What it may sign: release or development.")
    var purpose = KeyPurpose.development
    @OptionGroup var secret: KeyCommand.SecretOption
    @Flag(help: "Take a software key for releases all the same; the ledger records it.")
    var allowSoftware = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let ring = place.ring
        guard try !ring.contains(name) else { throw BedplateError(.conflict, "there is a key '\(name)' already") }
        let reference = try KeyReference(home).absolute
        let signer = try await reference.open(secret: try secret.source)
        let entry = KeyEntry(name: name, reference: reference, purpose: purpose, signer)
        let policy = KeyPolicy(data: place.data, purpose: purpose, allowSoftware: allowSoftware)
        try await policy.admit(name, "\(reference)", isSoftware: entry.home.isSoftware)
        try await policy.record(entry, made: false)
        try ring.add(entry)
        let shown = KeyShown(entry)
        if json { try Terminal.print(json: shown) } else { shown.print() }
    }
}
