import BootSigning
import Digests
import Foundation
import HAB
import KeyStore
import Model
import PKIX

/// Four SRKs with their certificates, and the keys for commands and images that SRK 1 certified; all in memory.
struct HABKeys: Sendable {
    var roots: [SoftwareSigner]
    var certificates: [Certificate]
    var commands: HABSigning.Key
    var image: HABSigning.Key
    var commandSigner: SoftwareSigner
    var imageSigner: SoftwareSigner

    static let index = 1

    init(_ algorithm: SigningPublicKey.Algorithm, areAuthorities: Bool = true) async throws {
        roots = try (0..<4).map { _ in try SoftwareSigner.ephemeral(algorithm) }
        certificates = []
        for (number, root) in roots.enumerated() {
            let usage = areAuthorities ? Self.keyUsage([0x03, 0x02, 0x02, 0x04]) : []
            certificates.append(try await Self.certify(root, "SRK\(number)", by: root, "SRK\(number)", usage))
        }
        commandSigner = try SoftwareSigner.ephemeral(algorithm)
        imageSigner = try SoftwareSigner.ephemeral(algorithm)
        let (root, name) = (roots[Self.index], "SRK\(Self.index)")
        commands = HABSigning.Key(
            certificate: try await Self.certify(commandSigner, "CSF", by: root, name, Self.forSigning),
            signer: commandSigner
        )
        image = HABSigning.Key(
            certificate: try await Self.certify(imageSigner, "IMG", by: root, name, Self.forSigning),
            signer: imageSigner
        )
    }

    var table: HABRootKeyTable { get throws { try HABSigning.table(certificates) } }

    /// A device in whose fuses their hash is.
    func trust() throws -> DeviceTrust { DeviceTrust(digests: [.init(try table.fuseDigest)]) }

    func signing(room: Int = HABSigning.usualRoom, unlocks: [HABSigning.Unlock] = []) throws -> HABSigning {
        try HABSigning(
            table: table,
            rootIndex: Self.index,
            authentication: .certified(commands: commands, image: image),
            signingTime: Self.time,
            unlocks: unlocks,
            room: room
        )
    }

    func fastSigning(by index: Int = index, room: Int = HABSigning.usualRoom) throws -> HABSigning {
        try HABSigning(
            table: table,
            rootIndex: index,
            authentication: .fast(.init(certificate: certificates[index], signer: roots[index])),
            signingTime: Self.time,
            room: room
        )
    }

    static let time = Date(timeIntervalSince1970: 1_685_532_153)
    /// keyUsage digitalSignature.
    static let forSigning = keyUsage([0x03, 0x02, 0x07, 0x80])

    static func keyUsage(_ bits: [UInt8]) -> [UInt8] { element(OID(2, 5, 29, 15), bits) }

    static func element(_ type: OID, _ value: [UInt8], isCritical: Bool = false) -> [UInt8] {
        DEREncoding.sequence(
            DEREncoding.oid(type),
            isCritical ? DEREncoding.true : [],
            DEREncoding.octetString(value)
        )
    }

    /// A certificate with these extensions, signed as HAB wants it.
    static func certify(
        _ subject: SoftwareSigner,
        _ name: String,
        by issuer: SoftwareSigner,
        _ issuerName: String,
        _ extensions: [UInt8],
        hash: HashAlgorithm = .sha256
    ) async throws -> Certificate {
        try Certificate(der: await der(subject, name, by: issuer, issuerName, extensions, hash: hash))
    }

    static func der(
        _ subject: SoftwareSigner,
        _ name: String,
        by issuer: SoftwareSigner,
        _ issuerName: String,
        _ extensions: [UInt8],
        hash: HashAlgorithm = .sha256
    ) async throws -> [UInt8] {
        let isRSA = [.rsa2048, .rsa3072, .rsa4096].contains(issuer.publicKey.algorithm)
        let scheme: SignatureScheme = isRSA ? .rsaPKCS1(hash) : .ecdsa(hash)
        let algorithm =
            scheme.identifier
            ?? DEREncoding.sequence(
                DEREncoding.oid(OID(1, 2, 840, 113549, 1, 1, hash == .sha256 ? 11 : 12)),
                DEREncoding.null
            )
        let validity = Validity(notBefore: time, notAfter: time.addingTimeInterval(1e9))
        let tbs = DEREncoding.sequence(
            DEREncoding.explicit(0, [2, 1, 2]),
            DEREncoding.unsigned([0x12, UInt8(name.utf8.count), 0x78]),
            algorithm,
            Self.name(issuerName),
            validity.der ?? [],
            Self.name(name),
            subject.publicKey.subjectPublicKeyInfo,
            extensions.isEmpty ? [] : DEREncoding.explicit(3, DEREncoding.sequence(extensions))
        )
        let signature = try await issuer.sign(.message(tbs), scheme)
        return DEREncoding.sequence(tbs, algorithm, DEREncoding.bitString(signature))
    }

    private static func name(_ text: String) -> [UInt8] {
        let attribute = DEREncoding.sequence(DEREncoding.oid(OID(2, 5, 4, 3)), DEREncoding.utf8String(text))
        return DEREncoding.sequence(DEREncoding.value(0x31, attribute))
    }
}
