internal import Crypto

/// Octets sealed by AES-256-GCM: a header that is authenticated, a nonce, the octets, a tag.
enum SealedData {
    static let header: [UInt8] = Array("BPSEAL01".utf8)
    static let nonceSize = 12
    static let tagSize = 16
    static let overhead = header.count + nonceSize + tagSize

    /// - Parameter nonce: 12 octets that this key never saw.
    static func seal(_ octets: [UInt8], _ key: SymmetricKey, nonce: [UInt8]) -> [UInt8]? {
        guard let nonce = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.seal(octets, using: key, nonce: nonce, authenticating: header),
            let combined = box.combined
        else { return nil }
        return header + Array(combined)
    }

    static func unseal(_ octets: [UInt8], _ key: SymmetricKey) -> [UInt8]? {
        guard octets.starts(with: header), let box = try? AES.GCM.SealedBox(combined: octets.dropFirst(header.count)),
            let opened = try? AES.GCM.open(box, using: key, authenticating: header)
        else { return nil }
        return Array(opened)
    }
}
