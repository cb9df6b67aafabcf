import Digests
import Terminal
import Wire

/// A file that a command wrote, as it says it.
struct WrittenFile: Encodable {
    var file: String
    var octets: Int
    var sha256: String

    init(_ file: String, octets: Int, _ digest: MessageDigest) {
        self.file = file
        self.octets = octets
        sha256 = Hexadecimal.encode(digest.octets)
    }

    /// `encrypted: …`, or JSON.
    func print(_ verb: String, json: Bool) throws {
        if json { return try Terminal.print(json: self) }
        Terminal.print(fields: [(verb, file), ("octets", String(octets)), ("sha256", sha256)])
    }
}
