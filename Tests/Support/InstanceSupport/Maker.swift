import Foundation
public import Identity
import KeyStore
import Model
public import PKIX

/// A maker of devices: the authority that endorses instance keys.
public struct Maker: Sendable {
    public let authority: CertificateAuthority

    public init(_ name: String = "Test maker") async throws {
        authority = try await CertificateAuthority.selfSigned(
            name: name,
            validity: Self.validity(days: 365),
            signer: try SoftwareSigner.ephemeral(.ecdsaP256),
            pathLength: 4
        )
    }

    public func endorse(_ key: PublicKeyInfo) async throws -> [UInt8] {
        try await authority.instanceCertificate(for: key, validity: Self.validity(days: 30)).der
    }

    /// So many days from now on, and a few hours before.
    static func validity(days: Double) -> Validity {
        let now = Date()
        return Validity(
            notBefore: now.addingTimeInterval(days > 100 ? -86_400 : -3600),
            notAfter: now.addingTimeInterval(days * 86_400)
        )
    }
}
