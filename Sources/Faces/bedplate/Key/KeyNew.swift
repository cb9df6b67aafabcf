import ArgumentParser
import Files
import Keys
import Model
import PKCS11
import TPMKeys
import Terminal

struct KeyNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a signing key.",
        discussion: """
            In a token the key can only sign and, as the token says, cannot leave. A key
            for releases is not made in software (a file, SoftHSM, swtpm) unless
            --allow-software is given, which the ledger records.

              bedplate key new board --pin file:passphrase
              bedplate key new release --for release --in 'pkcs11:token=signing'
              bedplate key new release --for release --in tpm:at=/dev/tpmrm0
            """
    )
    @OptionGroup var place: KeyCommand.Place
    @Argument(help: "The key's name.") var name: String
    @Option(name: .customLong("for"), help: "What it may sign: release or development.")
    var purpose = KeyPurpose.development
    @Option(help: ArgumentHelp("Where it lives: a path, pkcs11:… or tpm:…", valueName: "home"))
    var `in`: String?
    @Option(help: "What kind of key. ML-DSA: only in a file.")
    var kind = SigningPublicKey.Algorithm.ecdsaP256
    @OptionGroup var secret: KeyCommand.SecretOption
    @Flag(help: "Make a key for releases in software all the same; the ledger records it.")
    var allowSoftware = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let ring = place.ring
        guard try !ring.contains(name) else { throw BedplateError(.conflict, "there is a key '\(name)' already") }
        let source = try secret.source
        let home = try home(ring).absolute
        let policy = KeyPolicy(data: place.data, purpose: purpose, allowSoftware: allowSoftware)
        try await policy.admit(name, "\(home)", isSoftware: try home.isSoftware())
        Terminal.progress("making the key")
        let (signer, reference) = try await home.create(kind, secret: source)
        let entry = KeyEntry(name: name, reference: reference, purpose: purpose, signer)
        try await policy.record(entry, made: true)
        try ring.add(entry)
        let shown = KeyShown(entry)
        if json { try Terminal.print(json: shown) } else { shown.print() }
    }

    /// The home with the key's name filled in where it says none.
    private func home(_ ring: KeyRing) throws -> KeyReference {
        guard let text = self.in else {
            try PrivateDirectory.make(ring.directory)
            return .file(ring.directory + "/\(name).pem")
        }
        switch try KeyReference(text) {
        case .file(let path): return .file(path)
        case .pkcs11(var uri):
            guard uri.id == nil else {
                throw BedplateError(.malformed, "the id of a new key is chosen at random", hint: "leave id= out")
            }
            if uri.object == nil { uri.object = name }
            return .pkcs11(uri)
        case .tpm(var reference):
            if reference.place == .unnamed {
                try PrivateDirectory.make(ring.directory)
                reference.place = .file(ring.directory + "/\(name).tpm")
            }
            return .tpm(reference)
        }
    }
}
