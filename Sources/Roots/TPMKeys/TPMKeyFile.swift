internal import Files
internal import Foundation
internal import Model
internal import TPM2
internal import Wire

/// A key that a TPM gave out, encrypted under its storage root key: only that TPM can load it.
///
/// The storage root key's Name is kept with it, so that a session is salted only to the one that was there when the key
/// was made.
struct TPMKeyFile: Codable {
    static let format = "bedplate-tpm-key-1"
    private static let sizeLimit = 16_384

    private var format: String
    /// Hexadecimal; Part 1, 16.
    private var storageRootName: String
    /// TPMT_PUBLIC, hexadecimal.
    private var publicArea: String
    /// The content of TPM2B_PRIVATE, hexadecimal.
    private var privateArea: String
    /// Whether the key has an authorization value.
    var needsSecret: Bool

    init(storageRootName: [UInt8], _ publicArea: Public, _ privateArea: Buffer, needsSecret: Bool) throws {
        format = Self.format
        self.storageRootName = Hexadecimal.encode(storageRootName)
        self.publicArea = Hexadecimal.encode(try publicArea.serialized())
        self.privateArea = Hexadecimal.encode(privateArea.bytes)
        self.needsSecret = needsSecret
    }

    /// What a TPM needs to load it.
    struct Content {
        var storageRootName: [UInt8]
        var publicArea: Public
        var privateArea: Buffer
        var needsSecret: Bool
    }

    static func read(_ path: String) throws(BedplateError) -> Content {
        let octets = try DurableFile.read(path, atMost: sizeLimit)
        guard let file = try? JSONDecoder().decode(TPMKeyFile.self, from: Data(octets)), file.format == format,
            let name = Hexadecimal.decode(file.storageRootName), let area = Hexadecimal.decode(file.publicArea),
            let privateArea = Hexadecimal.decode(file.privateArea), privateArea.count <= 4096,
            let publicArea = try? Public(area)
        else { throw BedplateError(.malformed, "'\(path)' is not a key file of a TPM, of the format \(format)") }
        return Content(
            storageRootName: name,
            publicArea: publicArea,
            privateArea: Buffer(privateArea),
            needsSecret: file.needsSecret
        )
    }

    /// Writes the file; one that exists is never overwritten.
    func create(at path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try DurableFile.create([UInt8](try encoder.encode(self)) + [0x0A], at: path)
    }
}
