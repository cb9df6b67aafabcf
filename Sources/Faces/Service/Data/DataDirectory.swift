internal import Digests
internal import Files
public import Foundation
internal import Identity
public import KeyStore
internal import Ledger
internal import Model
internal import PKIX
internal import Release
internal import Wire

/// The directory with everything that survives the service: the store and the keys (``File`` names them).
///
/// Keys are made first and the store last, each file whole or not at all, so a crash at any moment leaves a directory
/// that the next start completes. Once there is a store, a missing key is an error and is never replaced by a new one:
/// devices and verifiers rely on the old. Encryption at rest protects a key file that is copied without the passphrase
/// beside it; whoever reads the whole directory has the keys.
public struct DataDirectory: Sendable {
    public let path: String
    let keys: ServiceKeys

    /// The files, by what they are.
    enum File: String, CaseIterable {
        case store = "bedplate.sqlite"
        case passphrase
        case authorityKey = "ca.key.pem"
        case authorityCertificate = "ca.cert.der"
        case resultKey = "result.key.pem"
        case ledgerKey = "ledger.key.pem"
        case storageKey = "storage.key"
        case nonceKey = "nonce.key"
        case operatorToken = "operator.token"
    }

    /// `$BEDPLATE_DATA`, else `~/.local/share/bedplate`.
    public static func standardPath() -> String {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["BEDPLATE_DATA"], !path.isEmpty { return path }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/.local/share/bedplate"
    }

    /// Opens the directory; makes what is missing as long as there is no store in it.
    ///
    /// - Parameter iterations: PBKDF2 iterations of the key files.
    /// - Throws: ``BedplateError`` with code `environment` when it is not private, or when a key is missing.
    public init(path: String, now: Date = Date(), iterations: Int = SoftwareSigner.iterations) async throws {
        self.path = path
        try PrivateDirectory.make(path)
        try PrivateDirectory.check(path)
        func place(_ file: File) -> String { path + "/" + file.rawValue }
        if FileManager.default.fileExists(atPath: place(.store)) {
            for file in File.allCases where !FileManager.default.fileExists(atPath: place(file)) {
                throw BedplateError(
                    .environment,
                    "\(place(file)) is missing beside a store; it is not replaced by a new one",
                    hint: "restore it from a backup"
                )
            }
        }
        let passphrase = try PassphraseFile.loadOrCreate(place(.passphrase))
        let authorityKey = try SoftwareSigner.loadOrCreate(
            .ecdsaP256,
            at: place(.authorityKey),
            passphrase: passphrase,
            iterations: iterations
        )
        keys = ServiceKeys(
            authority: try await Self.authority(at: place(.authorityCertificate), authorityKey, now: now),
            result: try SoftwareSigner.loadOrCreate(
                .ecdsaP256,
                at: place(.resultKey),
                passphrase: passphrase,
                iterations: iterations
            ),
            ledger: try SoftwareSigner.loadOrCreate(
                .ed25519,
                at: place(.ledgerKey),
                passphrase: passphrase,
                iterations: iterations
            ),
            nonce: try DurableFile.loadOrCreateSecret(place(.nonceKey)),
            vault: try SecretVault(key: try DurableFile.loadOrCreateSecret(place(.storageKey))),
            operatorToken: try Self.operatorToken(at: place(.operatorToken))
        )
    }

    var storePath: String { path + "/" + File.store.rawValue }

    /// Reads the operator's token of a directory that a service made: for a command line on the same machine.
    public static func operatorToken(in path: String) throws -> String {
        String(decoding: try operatorToken(existingAt: path + "/" + File.operatorToken.rawValue), as: UTF8.self)
    }

    private static func authority(
        at path: String,
        _ signer: SoftwareSigner,
        now: Date
    ) async throws -> CertificateAuthority {
        if !FileManager.default.fileExists(atPath: path) {
            let day = 86_400.0
            let made = try await CertificateAuthority.selfSigned(
                name: "Bedplate CA " + ServiceKeys.fingerprint(signer.publicKey),
                validity: Validity(
                    notBefore: now.addingTimeInterval(-day),
                    notAfter: now.addingTimeInterval(20 * 365 * day)
                ),
                signer: signer
            )
            do {
                try DurableFile.create(made.certificate.der, at: path, mode: 0o600)
            } catch  where error.code == .conflict {
                // Another process was first; its certificate is the one.
            }
        }
        let certificate = try Certificate(der: try DurableFile.readPrivate(path, atMost: Certificate.sizeLimit))
        return try CertificateAuthority(certificate: certificate, signer: signer)
    }

    private static func operatorToken(at path: String) throws -> [UInt8] {
        if !FileManager.default.fileExists(atPath: path) {
            do {
                try DurableFile.create(Array(Hexadecimal.encode(randomOctets(32)).utf8) + [0x0A], at: path)
            } catch  where error.code == .conflict {
                // Another process was first; its token is the one.
            }
        }
        return try operatorToken(existingAt: path)
    }

    private static func operatorToken(existingAt path: String) throws -> [UInt8] {
        var token = try DurableFile.readPrivate(path, atMost: 256)
        if token.last == 0x0A { token.removeLast() }
        guard token.count >= 32, token.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw BedplateError(.environment, "\(path) does not hold a token of 32 printable characters or more")
        }
        return token
    }
}
