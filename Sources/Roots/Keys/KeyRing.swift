public import Files
internal import Foundation
public import KeyStore
public import Model

/// The keys that have names: one file each, in one directory.
public struct KeyRing: Sendable {
    public let directory: String

    /// - Parameter directory: made when the first key is added.
    public init(_ directory: String) { self.directory = directory }

    /// The entry of this name.
    ///
    /// - Throws: ``BedplateError/Code/notFound`` if there is none.
    public func entry(_ name: String) throws(BedplateError) -> KeyEntry {
        let path = try path(name)
        guard FileManager.default.fileExists(atPath: path) else {
            throw BedplateError(.notFound, "there is no key '\(name)'", hint: "`bedplate key list` shows them")
        }
        let octets = try DurableFile.readPrivate(path)
        guard let entry = try? JSONDecoder().decode(KeyEntry.self, from: Data(octets)), entry.name == name else {
            throw BedplateError(.corrupt, "'\(path)' is not the entry of a key")
        }
        return entry
    }

    /// All entries by name.
    public func entries() throws(BedplateError) -> [KeyEntry] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        var entries: [KeyEntry] = []
        for file in files.sorted() where file.hasSuffix(".key.json") {
            entries.append(try entry(String(file.dropLast(".key.json".count))))
        }
        return entries
    }

    /// - Throws: ``BedplateError/Code/conflict`` if the name is taken.
    public func add(_ entry: KeyEntry) throws {
        let path = try path(entry.name)
        try PrivateDirectory.make(directory)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try DurableFile.create([UInt8](try encoder.encode(entry)) + [0x0A], at: path)
    }

    /// Whether the name is taken.
    public func contains(_ name: String) throws(BedplateError) -> Bool {
        FileManager.default.fileExists(atPath: try path(name))
    }

    /// Opens the key of this name, or, if there is none, what the text refers to.
    ///
    /// - Throws: ``BedplateError/Code/forbidden`` if another key is at the place than the entry has.
    public func open(_ text: String, secret: SecretSource? = nil) async throws -> any Signer {
        guard Self.isName(text), try contains(text) else { return try await KeyReference(text).open(secret: secret) }
        let entry = try entry(text)
        let signer = try await KeyReference(entry.reference).open(secret: secret)
        guard signer.publicKey == entry.signingPublicKey else {
            throw BedplateError(.forbidden, "there is another key at \(entry.reference) than '\(text)'")
        }
        return signer
    }

    /// The private key of this name, or, if there is none, what the text refers to: for what is no signature.
    ///
    /// - Throws: ``BedplateError/Code/forbidden`` for a key that cannot leave its home, and if another key is at the place
    ///   than the entry has.
    public func privateKey(_ text: String, secret: SecretSource? = nil) throws -> PrivateKeyFile {
        guard Self.isName(text), try contains(text) else {
            return try KeyReference(text).privateKey(secret: secret)
        }
        let entry = try entry(text)
        let key = try KeyReference(entry.reference).privateKey(secret: secret)
        guard key.publicKey == entry.signingPublicKey else {
            throw BedplateError(.forbidden, "there is another key at \(entry.reference) than '\(text)'")
        }
        return key
    }

    /// 1 to 64 letters, digits, full stops, hyphens and underscores, the first of them a letter or digit.
    public static func isName(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        func plain(_ octet: UInt8) -> Bool {
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
        }
        guard let first = octets.first, octets.count <= 64, plain(first) else { return false }
        return octets.allSatisfy { plain($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    private func path(_ name: String) throws(BedplateError) -> String {
        guard Self.isName(name) else {
            throw BedplateError(
                .malformed,
                "'\(name)' is no name of a key",
                hint: "1 to 64 letters, digits, '.', '-' and '_', the first a letter or digit"
            )
        }
        return directory + "/\(name).key.json"
    }
}
