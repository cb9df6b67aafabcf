import Digests
public import Foundation
public import Model

/// A nonce that any replica can check without having made it: authenticated, bound to one device, and expiring.
///
/// 32 octets, because every TPM's qualifying data holds as much: expiry (4, seconds since 1970; 2, milliseconds), random
/// (10), and HMAC-SHA-256 over tenant, device and both, cut to 16. That it is accepted once is the store's conditional
/// update.
public struct Nonce: Hashable, Sendable {
    public let bytes: [UInt8]

    /// Why a nonce is not accepted.
    public enum Refusal: Error, Hashable, Sendable {
        /// Not made by this service for this device.
        case foreign
        case expired(Date)
    }

    /// Makes a nonce.
    ///
    /// - Parameters:
    ///   - key: 32 octets, known to every replica.
    ///   - lifetime: seconds.
    public init(for device: String, tenant: Tenant, key: [UInt8], now: Date, lifetime: TimeInterval) {
        let order = Self.order(now: now, lifetime: lifetime)
        let expiry = UInt32(clamping: order / 1000)
        let milliseconds = order % 1000
        let body =
            expiry.bigEndianBytes
            + [UInt8(milliseconds >> 8), UInt8(truncatingIfNeeded: milliseconds)] + randomOctets(10)
        bytes = body + Self.tag(body, device, tenant, key)
    }

    /// Accepts a nonce that comes back, or says why not.
    public init(
        _ bytes: [UInt8],
        for device: String,
        tenant: Tenant,
        key: [UInt8],
        now: Date
    ) throws(Refusal) {
        let body = Array(bytes.prefix(16))
        guard bytes.count == 32, constantTimeEquals(Array(bytes.suffix(16)), Self.tag(body, device, tenant, key)) else {
            throw .foreign
        }
        self.bytes = bytes
        guard now < expires else { throw .expired(expires) }
    }

    public var expires: Date {
        Date(timeIntervalSince1970: TimeInterval(bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }))
    }

    /// Milliseconds: grows with the moment at which the nonce was granted.
    public var order: UInt64 {
        UInt64(bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }) * 1000
            + UInt64(bytes.dropFirst(4).prefix(2).reduce(UInt16(0)) { $0 << 8 | UInt16($1) })
    }

    /// The ``order`` of a nonce that is granted now.
    public static func order(now: Date, lifetime: TimeInterval) -> UInt64 {
        UInt64(clamping: Int64((now.timeIntervalSince1970 + lifetime) * 1000))
    }

    private static func tag(_ body: [UInt8], _ device: String, _ tenant: Tenant, _ key: [UInt8]) -> [UInt8] {
        // The separator cannot occur in a tenant or a device identifier.
        let context = [UInt8]("bedplate nonce v1\0\(tenant.rawValue)\0\(device)\0".utf8)
        guard let tag = try? HashAlgorithm.sha256.hmac(key: key, context, body) else { return [] }
        return Array(tag.prefix(16))
    }
}
