internal import Digests
public import Files
public import Model

extension DurableFile {
    /// Reads a secret of exactly `count` octets, or makes a random one first if there is no file.
    public static func loadOrCreateSecret(_ path: String, count: Int = 32) throws(BedplateError) -> [UInt8] {
        let secret: [UInt8]
        do {
            secret = try readPrivate(path, atMost: count)
        } catch  where error.code == .notFound {
            do {
                try create(randomOctets(count), at: path)
            } catch  where error.code == .conflict {
                // Another process was first; its secret is the one.
            }
            secret = try readPrivate(path, atMost: count)
        }
        guard secret.count == count else { throw BedplateError(.corrupt, "\(path) does not hold \(count) bytes") }
        return secret
    }
}
