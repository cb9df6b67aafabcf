public import API
internal import Files
internal import Foundation
internal import Model

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What the agent keeps on the device: who it is, which TPM it may believe, and sealed secrets. Nothing in it is secret;
/// it is owner-only because it decides which TPM is believed.
///
/// ```text
/// DIR/lock                      held while a command works
/// DIR/device.json               identity: written in one step when the service has granted it
/// DIR/attestation.cert.der      the attestation key's certificate
/// DIR/issuer.cert.der
/// DIR/secrets/NAME.json         sealed secrets, useless on any other TPM and in any other state
/// ```
public final class AgentState {
    /// Who the device is.
    public struct Identity: Codable, Sendable {
        public var version = 1
        public var device: String
        public var name: String
        public var service: String
        /// The kind of root; nil for a TPM.
        public var root: RootName?
        /// Empty for a root that has one key only.
        public var endorsementTemplate: String
        /// Hexadecimal Name of the endorsement key: pinned, every later session is salted to this key and no other. For a
        /// PSA root the SHA-256 of its instance certificate.
        public var endorsementKeyName: String
        public var attestationTemplate: String
        /// Hexadecimal Name; for a PSA root its instance id.
        public var attestationKeyName: String
        /// What to attest under unless something else is said.
        public var policy: String?
        /// The service's key for results, as it was at enrolment: what it did not sign is not believed. A device that was
        /// enrolled before there was this pin has none, and enrolls again.
        public var resultKey: JSONWebKey?

        public init(
            device: String,
            name: String,
            service: String,
            root: RootName?,
            endorsementTemplate: String,
            endorsementKeyName: String,
            attestationTemplate: String,
            attestationKeyName: String,
            policy: String?,
            resultKey: JSONWebKey?
        ) {
            self.device = device
            self.name = name
            self.service = service
            self.root = root
            self.endorsementTemplate = endorsementTemplate
            self.endorsementKeyName = endorsementKeyName
            self.attestationTemplate = attestationTemplate
            self.attestationKeyName = attestationKeyName
            self.policy = policy
            self.resultKey = resultKey
        }

        var pins: Pins {
            Pins(
                endorsementTemplate: endorsementTemplate,
                endorsementKeyName: endorsementKeyName,
                attestationTemplate: attestationTemplate,
                attestationKeyName: attestationKeyName
            )
        }
    }

    /// What of a root's keys is pinned: the fields of an ``Identity`` that are the root's.
    public struct Pins: Sendable {
        public var endorsementTemplate: String
        public var endorsementKeyName: String
        public var attestationTemplate: String
        public var attestationKeyName: String

        public init(
            endorsementTemplate: String,
            endorsementKeyName: String,
            attestationTemplate: String,
            attestationKeyName: String
        ) {
            self.endorsementTemplate = endorsementTemplate
            self.endorsementKeyName = endorsementKeyName
            self.attestationTemplate = attestationTemplate
            self.attestationKeyName = attestationKeyName
        }
    }

    public let directory: String
    private let lock: Int32

    public static var standardDirectory: String {
        if geteuid() == 0 { return "/var/lib/bedplate-agent" }
        let base = ProcessInfo.processInfo.environment["XDG_STATE_HOME"] ?? NSHomeDirectory() + "/.local/state"
        return base + "/bedplate-agent"
    }

    /// Opens the directory, and waits for no one: a second command at the same time is refused.
    public init(_ directory: String) throws {
        self.directory = directory
        try PrivateDirectory.make(directory + "/secrets")
        // Who can write here decides which TPM and which service are believed. Nothing here is secret: reading is not forbidden.
        for place in [directory, directory + "/secrets"] { try PrivateDirectory.check(place, forbidding: 0o022) }
        // The path is copied by the call.
        lock = unsafe open(directory + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw BedplateError(.environment, "'\(directory)/lock' cannot be opened") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw BedplateError(
                .environment,
                "another agent works in '\(directory)'",
                hint: "wait for it to end; the lock goes away with its process"
            )
        }
    }

    deinit { close(lock) }

    /// Nil before the device was enrolled.
    public func identity() throws -> Identity? {
        let path = directory + "/device.json"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let bytes = try DurableFile.read(path, atMost: 65_536)
            let identity = try JSONDecoder().decode(Identity.self, from: Data(bytes))
            guard identity.version == 1 else { throw BedplateError(.corrupt, "version \(identity.version)") }
            return identity
        } catch {
            throw BedplateError(.corrupt, "the device's state cannot be read", cause: error, location: path)
        }
    }

    /// - Throws: `environment` when the device was not enrolled.
    public func enrolledIdentity() throws -> Identity {
        guard let identity = try identity() else {
            throw BedplateError(
                .environment,
                "this device is not enrolled: '\(directory)' has no identity",
                hint: "enroll it first, or give --state"
            )
        }
        return identity
    }

    /// The certificates go first: an identity never stands without them.
    func store(_ identity: Identity, certificate: [UInt8], issuer: [UInt8]) throws {
        try DurableFile.write(certificate, to: directory + "/attestation.cert.der")
        try DurableFile.write(issuer, to: directory + "/issuer.cert.der")
        try DurableFile.write(Self.json(identity), to: directory + "/device.json")
    }

    func store(_ secret: KeptSecret, named name: String) throws {
        try DurableFile.write(Self.json(secret), to: try path(of: name))
    }

    func secret(named name: String) throws -> KeptSecret {
        let path = try path(of: name)
        guard FileManager.default.fileExists(atPath: path) else {
            throw BedplateError(
                .notFound,
                "no secret '\(name)' was released to this device",
                hint: "`bedplate-agent attest --release \(name)` asks for it"
            )
        }
        do {
            let bytes = try DurableFile.read(path, atMost: 65_536)
            return try JSONDecoder().decode(KeptSecret.self, from: Data(bytes))
        } catch {
            throw BedplateError(.corrupt, "the sealed secret cannot be read", cause: error, location: path)
        }
    }

    public func secretNames() -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory + "/secrets")
        return (names ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    private func path(of name: String) throws -> String {
        let isName =
            !name.isEmpty && name.utf8.count <= 64 && !name.hasPrefix(".")
            && name.utf8.allSatisfy {
                $0 == 0x2D || $0 == 0x2E || $0 == 0x5F || UnicodeScalar($0).properties.isAlphabetic
                    || (0x30...0x39).contains($0)
            }
        guard isName else {
            throw BedplateError(.malformed, "'\(name)' is not a secret's name: letters, digits, '-', '_' and '.'")
        }
        return directory + "/secrets/" + name + ".json"
    }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }
}
