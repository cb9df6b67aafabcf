internal import Digests
public import HAB
public import Model
public import PKIX

public import struct Foundation.Date

/// Signs an image for HABv4: makes the command sequence, and puts it behind the image.
///
/// One signature covers everything from the vector table up to the commands, so that nothing is left that nobody signed.
public struct HABSigning: Sendable {
    /// A key with the certificate that the SRK signed for it, or with that of the SRK.
    public struct Key: Sendable {
        public var certificate: Certificate
        public var signer: any Signer

        public init(certificate: Certificate, signer: any Signer) {
            self.certificate = certificate
            self.signer = signer
        }
    }

    /// Who signs.
    public enum Authentication: Sendable {
        /// One key the commands, another (or the same) the image, each certified by the SRK in use: an authority.
        case certified(commands: Key, image: Key)
        /// The SRK in use signs all by itself (HAB 4.1.2 and later): no authority.
        case fast(Key)

        var commands: Key {
            switch self {
            case .certified(let key, _), .fast(let key): key
            }
        }

        var image: Key {
            switch self {
            case .certified(_, let key), .fast(let key): key
            }
        }
    }

    /// Features of a part that HAB leaves unlocked: U-Boot on i.MX 8M needs `caam` with 1 (MID).
    public struct Unlock: Hashable, Sendable {
        public var engine: HABEngine
        public var features: UInt32

        public init(engine: HABEngine, features: UInt32) {
            self.engine = engine
            self.features = features
        }
    }

    public var table: HABRootKeyTable
    /// Which of the table's keys is in use.
    public var rootIndex: Int
    public var authentication: Authentication
    /// Said in both signatures; whole seconds.
    public var signingTime: Date
    public var unlocks: [Unlock]
    /// Of the command sequence: `0x43` is 4.3.
    public var version: UInt8
    /// Octets for the commands with keys, certificates and signatures, where the image reserves fewer.
    public var room: Int

    /// What NXP's tools reserve.
    public static let usualRoom = 0x2000

    /// - Throws: ``BedplateError/Code/malformed`` for another number of SRKs than 1 to 4 and for an index or version that
    ///   does not exist, ``BedplateError/Code/unsupportedScheme`` for keys that HAB does not know,
    ///   ``BedplateError/Code/conflict`` when a signer's key is not its certificate's, or the certificate not the SRK's.
    public init(
        table: HABRootKeyTable,
        rootIndex: Int,
        authentication: Authentication,
        signingTime: Date,
        unlocks: [Unlock] = [],
        version: UInt8 = 0x42,
        room: Int = HABSigning.usualRoom
    ) throws(BedplateError) {
        guard (1...HABRootKeyTable.limit).contains(table.keys.count), table.keys.indices.contains(rootIndex),
            version >> 4 == 4, unlocks.count <= 8, (0...HABCommandSequence.areaLimit).contains(room)
        else {
            throw BedplateError(.malformed, "SRK \(rootIndex) of \(table.keys.count), or a version that is not 4")
        }
        self.table = table
        self.rootIndex = rootIndex
        self.authentication = authentication
        self.signingTime = signingTime
        self.unlocks = unlocks
        self.version = version
        self.room = room
        try checkKeys()
    }

    /// The table of these certificates' keys, in the order of the fuses.
    public static func table(_ certificates: [Certificate]) throws(BedplateError) -> HABRootKeyTable {
        var keys: [HABRootKey] = []
        for certificate in certificates {
            guard let key = HABRootKey(certificate) else {
                throw BedplateError(
                    .unsupportedScheme,
                    "an SRK is RSA of 2048, 3072 or 4096 bits, P-256, P-384 or P-521"
                )
            }
            keys.append(key)
        }
        return HABRootKeyTable(keys: keys)
    }

    private func checkKeys() throws(BedplateError) {
        guard case .key(let root, let isAuthority) = table.keys[rootIndex] else {
            throw BedplateError(.malformed, "of SRK \(rootIndex), which is to be used, only the digest is given")
        }
        for key in [authentication.commands, authentication.image] {
            let info = try? PublicKeyInfo(der: key.signer.publicKey.subjectPublicKeyInfo)
            guard info == key.certificate.publicKey else {
                throw BedplateError(
                    .conflict,
                    "the key in \(key.signer.home.location) is not that of the certificate of \(key.certificate)"
                )
            }
            guard HABSignature.scheme(for: key.certificate.publicKey) != nil else {
                throw BedplateError(.unsupportedScheme, "HAB knows RSA and ECDSA")
            }
            switch authentication {
            case .fast:
                guard info == root, !isAuthority else {
                    throw BedplateError(
                        .conflict,
                        isAuthority
                            ? "SRK \(rootIndex) is an authority: it signs certificates, and no images"
                            : "the key in \(key.signer.home.location) is not SRK \(rootIndex)"
                    )
                }
            case .certified:
                guard isAuthority else {
                    throw BedplateError(.conflict, "SRK \(rootIndex) may not sign certificates")
                }
                guard key.certificate.signsForHAB else {
                    throw BedplateError(
                        .conflict,
                        "the certificate of \(key.certificate) is not one for signing images",
                        hint: "no CA, and keyUsage, if there is one, with digitalSignature only"
                    )
                }
                let scheme = HABSignature.scheme(for: root)
                guard let scheme, key.certificate.signatureScheme == scheme, let verifier = try? VerificationKey(root),
                    verifier.isValid(key.certificate.signature, for: key.certificate.tbs, scheme)
                else {
                    throw BedplateError(
                        .conflict,
                        "the certificate of \(key.certificate) is not signed by SRK \(rootIndex)"
                    )
                }
            }
        }
    }
}
