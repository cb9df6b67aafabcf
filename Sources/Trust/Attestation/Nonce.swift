import Digests
public import Foundation
public import Model

/// A nonce that any replica can check without having made it: authenticated, bound to one device, and expiring.
///
/// 32 octets, because every TPM's qualifying data holds as much: expiry (4, seconds since 1970), random (12), and
/// HMAC-SHA-256 over tenant, device and both, cut to 16. That it is accepted once is the store's conditional update.
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
        let expiry = UInt32(clamping: Int64(now.timeIntervalSince1970 + lifetime))
        let body = expiry.bigEndianBytes + randomOctets(12)
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

    private static func tag(_ body: [UInt8], _ device: String, _ tenant: Tenant, _ key: [UInt8]) -> [UInt8] {
        // The separator cannot occur in a tenant or a device identifier.
        let context = [UInt8]("bedplate nonce v1\0\(tenant.rawValue)\0\(device)\0".utf8)
        guard let tag = try? HashAlgorithm.sha256.hmac(key: key, context, body) else { return [] }
        return Array(tag.prefix(16))
    }
}
