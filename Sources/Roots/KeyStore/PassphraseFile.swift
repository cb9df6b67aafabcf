internal import Digests
internal import Files
public import Model
internal import Wire

/// Where a passphrase comes from: a private file.
public enum PassphraseFile {
    /// Reads the passphrase, the file's one line; makes a random one of 256 bits first if there is no file.
    ///
    /// `openssl pkey -passin file:PATH` reads the same.
    public static func loadOrCreate(_ path: String) throws(BedplateError) -> Passphrase {
        if let existing = try loadIfPresent(path) { return existing }
        do {
            try DurableFile.create(Array(Hexadecimal.encode(randomOctets(32)).utf8) + [0x0A], at: path)
        } catch  where error.code == .conflict {
            // Another process was first; its passphrase is the one.
        }
        return try load(path)
    }

    /// Reads the passphrase from a file that only its owner can read.
    public static func load(_ path: String) throws(BedplateError) -> Passphrase {
        var bytes = try DurableFile.readPrivate(path, atMost: Passphrase.sizeLimit + 2)
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        guard !bytes.contains(0x0A), let passphrase = Passphrase(bytes) else {
            throw BedplateError(.malformed, "\(path) must hold one line of 1 to \(Passphrase.sizeLimit) bytes")
        }
        return passphrase
    }

    private static func loadIfPresent(_ path: String) throws(BedplateError) -> Passphrase? {
        do {
            return try load(path)
        } catch  where error.code == .notFound {
            return nil
        }
    }
}
