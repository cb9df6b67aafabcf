internal import Crypto

/// A SHA-256 digest that was computed elsewhere, in the form that swift-crypto signs.
struct GivenDigest: Digest {
    static let byteCount = 32

    private let octets: [UInt8]

    /// Nil unless there are 32 octets.
    init?(_ octets: [UInt8]) {
        guard octets.count == Self.byteCount else { return nil }
        self.octets = octets
    }

    func makeIterator() -> IndexingIterator<[UInt8]> { octets.makeIterator() }

    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        unsafe try octets.withUnsafeBytes(body)
    }

    var description: String { "a SHA-256 digest" }
}
