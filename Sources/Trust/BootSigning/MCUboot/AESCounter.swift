internal import Crypto
internal import CryptoExtras
internal import Model

/// AES in counter mode from a counter of zero — SP 800-38A, 6.5 —, part after part; encrypts and decrypts alike.
///
/// MCUboot has no nonce: the key must be of one image only.
struct AESCounter {
    private let key: SymmetricKey
    private var offset = 0

    init(_ key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// A part may begin within a block; whole blocks cost least.
    mutating func apply(_ octets: [UInt8]) throws(BedplateError) -> [UInt8] {
        let skipped = offset % 16
        let block = UInt64(offset / 16)
        let counter =
            [UInt8](repeating: 0, count: 8)
            + (0..<8).reversed().map {
                UInt8(truncatingIfNeeded: block >> ($0 * 8))
            }
        offset += octets.count
        do {
            let nonce = try AES._CTR.Nonce(nonceBytes: counter)
            if skipped == 0 { return [UInt8](try AES._CTR.encrypt(octets, using: key, nonce: nonce)) }
            let input = [UInt8](repeating: 0, count: skipped) + octets
            return [UInt8](try AES._CTR.encrypt(input, using: key, nonce: nonce).dropFirst(skipped))
        } catch {
            throw BedplateError(.environment, "the payload cannot be encrypted", cause: error)
        }
    }
}
