import BootSigning
import Digests
import Foundation
import KeyStore
import Model
import OpenSSLOracle
import PKIX
import TrustedFirmware

/// Keys, images and a signed package; and the public tools beside them, with the same keys.
struct TrustedFirmwareBench: Sendable {
    var signers: [ChainOfTrust.KeyRole: any Signer] = [:]
    var chain: ChainOfTrust
    var hash: HashAlgorithm

    static let counters: [ChainOfTrust.Counter: UInt32] = [.trusted: 31, .nonTrusted: 223, .cca: 7]
    static let validity = Validity(
        notBefore: Date(timeIntervalSince1970: 1_700_000_000),
        notAfter: Date(timeIntervalSince1970: 2_300_000_000)
    )

    /// All roles have keys of their own, in memory.
    init(
        _ algorithm: SigningPublicKey.Algorithm = .ecdsaP256,
        hash: HashAlgorithm = .sha256,
        chain: ChainOfTrust = .tbbr
    ) throws {
        self.chain = chain
        self.hash = hash
        for role in Self.roles(of: chain) { signers[role] = try SoftwareSigner.ephemeral(algorithm) }
    }

    /// The keys lie in files that the tools read: `rot.pem` and so on in the oracle's directory.
    init(_ algorithm: SigningPublicKey.Algorithm, hash: HashAlgorithm, in oracle: OpenSSL) throws {
        chain = .tbbr
        self.hash = hash
        guard let passphrase = Passphrase(Array("bench".utf8)) else { throw OpenSSL.Failure(description: "passphrase") }
        for role in Self.roles(of: chain) {
            let file = "\(role.rawValue).encrypted"
            signers[role] = try SoftwareSigner.create(
                algorithm,
                at: oracle.path(file),
                passphrase: passphrase,
                iterations: 1
            )
            try oracle.run("pkey -in \(file) -passin pass:bench -out \(role.rawValue).pem")
        }
    }

    static func roles(of chain: ChainOfTrust) -> [ChainOfTrust.KeyRole] {
        let named = chain.certificates.flatMap { rule in
            rule.content.compactMap { if case .key(_, let role) = $0 { role } else { nil } }
        }
        return chain.roots + Set(named).subtracting(chain.roots).sorted { $0.rawValue < $1.rawValue }
    }

    var signing: TrustedFirmwareSigning {
        TrustedFirmwareSigning(
            chain: chain,
            signers: signers,
            counters: Self.counters,
            hash: hash,
            validity: Self.validity
        )
    }

    /// A device that is fused for exactly this chain.
    var trust: DeviceTrust {
        get throws {
            var trust = DeviceTrust(counters: ["trusted": 31, "non-trusted": 223])
            if chain == .cca { trust.counters["cca"] = 7 }
            for (place, root) in chain.roots.enumerated() {
                let key = try key(root)
                if place == 0 {
                    trust.digests.append(.init(try TrustedFirmwareFormat.rootKeyDigest(of: key)))
                } else {
                    trust.keys.append(.init(subjectPublicKeyInfo: key, name: root.rawValue))
                }
            }
            return trust
        }
    }

    func key(_ role: ChainOfTrust.KeyRole) throws -> [UInt8] {
        guard let signer = signers[role] else { throw OpenSSL.Failure(description: "no key \(role.rawValue)") }
        return signer.publicKey.subjectPublicKeyInfo
    }

    /// What the image holds: octets that tell it from the others.
    static func image(_ uuid: ImageUUID, _ count: Int = 48) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) ^ uuid.octets[$0 % 16] }
    }

    static func content(_ images: [ImageUUID]) -> FirmwarePackageContent {
        var content = FirmwarePackageContent()
        for uuid in images { content.set(uuid, MemorySource(image(uuid))) }
        return content
    }

    /// BL2, BL31, BL33 and a configuration: most of a usual package, and both counters.
    static let usual: [ImageUUID] = [.trustedBoot, .soc, .nonTrusted, .nonTrustedConfiguration]

    func package(_ images: [ImageUUID] = usual) async throws -> [UInt8] {
        try octets(try await signing.sign(Self.content(images)))
    }

    func octets(_ content: FirmwarePackageContent) throws -> [UInt8] {
        var sink = MemorySink()
        try content.write(to: &sink)
        return sink.bytes
    }
}

extension TrustedFirmwareBench {
    /// The package with one certificate exchanged for what `edit` makes of its template, signed again by its key.
    func package(
        exchanging uuid: ImageUUID,
        signedBy role: ChainOfTrust.KeyRole? = nil,
        _ edit: (inout TrustCertificateTemplate) throws -> Void
    ) async throws -> [UInt8] {
        try await package(exchanging: uuid, signedBy: role, template: edit) { $0 }
    }

    /// The package with one certificate whose TBSCertificate `surgery` changed, signed again.
    func package(
        exchanging uuid: ImageUUID,
        signedBy role: ChainOfTrust.KeyRole? = nil,
        template edit: (inout TrustCertificateTemplate) throws -> Void = { _ in },
        surgery: ([UInt8]) throws -> [UInt8],
        signature: ([UInt8]) -> [UInt8] = { $0 }
    ) async throws -> [UInt8] {
        var content = try await signing.sign(Self.content(Self.usual))
        guard let rule = chain.certificates.first(where: { $0.certificate == uuid }), let old = content[uuid],
            let signer = signers[role ?? rule.signedBy]
        else { throw OpenSSL.Failure(description: "no certificate \(uuid)") }
        let read = try TrustCertificate(der: try old.octets(in: 0..<old.count))
        var template = TrustCertificateTemplate(
            commonName: rule.commonName,
            serial: [0x42],
            validity: Self.validity,
            subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo,
            parameters: read.parameters.map { ($0.name, $0.value) }
        )
        try edit(&template)
        let scheme = SignatureScheme.ecdsa(.sha256)
        let tbs = try surgery(try template.tbsCertificate(scheme))
        let made = signature(try await signer.sign(.message(tbs), scheme))
        content.set(uuid, MemorySource(try TrustCertificateTemplate.certificate(tbs, scheme, signature: made)))
        return try octets(content)
    }

    /// The elements of the TBSCertificate before the extensions, and the content of the extension list.
    static func parts(of tbs: [UInt8], _ key: [UInt8]) throws -> (head: [UInt8], extensions: [UInt8]) {
        guard let range = tbs.firstRange(of: key) else { throw OpenSSL.Failure(description: "no key in it") }
        let outer = 2 + Int(tbs[1] & 0x7F)
        // [3] and SEQUENCE, each with a length of one or two octets behind 0x81 or 0x82.
        var rest = tbs[range.upperBound...]
        for _ in 0..<2 {
            guard let length = rest.dropFirst().first else { throw OpenSSL.Failure(description: "short") }
            rest = rest.dropFirst(length < 0x80 ? 2 : 2 + Int(length & 0x7F))
        }
        return (Array(tbs[outer..<range.upperBound]), Array(rest))
    }
}
