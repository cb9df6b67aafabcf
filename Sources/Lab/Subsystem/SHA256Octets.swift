internal import Crypto

/// SHA-256 as octets.
enum SHA256Octets {
    static func digest(_ parts: [UInt8]...) -> [UInt8] {
        var hasher = SHA256()
        for part in parts { hasher.update(data: part) }
        return Array(hasher.finalize())
    }
}
