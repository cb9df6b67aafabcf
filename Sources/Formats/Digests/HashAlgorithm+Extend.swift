internal import Crypto

extension HashAlgorithm {
    /// The digest of a part of a larger buffer, without copying it first.
    public func digest(slice bytes: ArraySlice<UInt8>) throws(UnsupportedHash) -> [UInt8] {
        var register: [UInt8] = []
        try fold(bytes, into: &register)
        return register
    }

    /// Extends a PCR: `register` becomes H(register ‖ digest) (TPM 2.0 Part 1, "Extend of a PCR"). Reuses the register's storage.
    public func extend(_ register: inout [UInt8], with digest: ArraySlice<UInt8>) throws(UnsupportedHash) {
        try fold(digest, into: &register)
    }

    private func fold(_ bytes: ArraySlice<UInt8>, into register: inout [UInt8]) throws(UnsupportedHash) {
        switch self {
        case .sha1: fold(Insecure.SHA1.self, bytes, into: &register)
        case .sha256: fold(SHA256.self, bytes, into: &register)
        case .sha384: fold(SHA384.self, bytes, into: &register)
        case .sha512: fold(SHA512.self, bytes, into: &register)
        default: throw UnsupportedHash(self)
        }
    }

    private func fold<H: HashFunction>(_ type: H.Type, _ bytes: ArraySlice<UInt8>, into register: inout [UInt8]) {
        var hasher = H()
        hasher.update(data: register)
        hasher.update(data: bytes)
        register.removeAll(keepingCapacity: true)
        register.append(contentsOf: hasher.finalize())
    }
}
