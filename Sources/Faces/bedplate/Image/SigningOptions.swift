import ArgumentParser
import BootSigning
import Digests
import Files
import Foundation
import Keys
import Model
import Service
import Terminal
import Wire

/// What every signing command shares: keys, policy, the output, and the record in the ledger.
struct SigningOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The key: a name of `bedplate key`, a path, pkcs11:… or tpm:…",
            valueName: "key"
        )
    )
    var key: [String]
    @OptionGroup var secret: KeyCommand.SecretOption
    @Option(help: ArgumentHelp("What may be signed, with which key.", valueName: "json")) var policy: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The signed image.", valueName: "file")) var out: String
    @OptionGroup var place: KeyCommand.Place
    @Flag(help: "Print JSON.") var json = false

    /// Opens a key by its name or reference.
    func open(_ text: String) async throws -> any Signer {
        try await place.ring.open(text, secret: try secret.source)
    }

    func signers() async throws -> [any Signer] {
        var signers: [any Signer] = []
        for text in key { signers.append(try await open(text)) }
        return signers
    }

    /// Signs under the policy: the output appears once the ledger has the record of it, and not at all if anything fails.
    ///
    /// - Parameters:
    ///   - keys: DER SubjectPublicKeyInfo of others whose word the image is: the policy holds for them too.
    ///   - address: of the image's first octet, for Intel HEX.
    ///   - body: writes the image; returns what the record shall say of it.
    func sign(
        _ format: String,
        with signers: [any Signer],
        counters: [String: UInt32],
        relyingOn keys: [[UInt8]] = [],
        at address: UInt32? = nil,
        _ body: (inout HashingSink<ImageOutput>) async throws -> [String: String]
    ) async throws {
        let policy = try policy.map { try SigningPolicy(json: try DurableFile.read($0, atMost: 1 << 20)) }
        let now = Date()
        var judgement = Judgement()
        for key in signers.map(\.publicKey.subjectPublicKeyInfo) + keys {
            judgement.add(try (policy ?? SigningPolicy()).judge(key: key, counters: counters, at: now))
        }
        guard judgement.holds else {
            return try Terminal.print(judgement: judgement, json: json, "", "nothing was signed")
        }
        let signed = try await ImageOutput.stream(to: out, at: address, body) { details, digest in
            var details = details
            for (name, value) in counters { details["counter." + name] = String(value) }
            let records = try signers.map { signer in
                try SigningRecord.make(
                    image: digest,
                    format: format,
                    key: signer.publicKey,
                    home: signer.home,
                    details: details,
                    person: Self.person,
                    tool: EvidenceRecord.Collector(tool: "bedplate", version: Bedplate.configuration.version),
                    at: now
                )
            }
            let receipts = try await DataDirectory.append(records, to: place.data)
            return Signed(
                file: out,
                format: format,
                sha256: Hexadecimal.encode(digest.octets),
                details: details,
                entries: receipts.map(\.index)
            )
        }
        if json { return try Terminal.print(json: signed) }
        Terminal.print(fields: [
            ("signed", signed.file), ("sha256", signed.sha256),
            ("ledger", "entry " + signed.entries.map(String.init).joined(separator: ", ")),
        ])
    }

    private struct Signed: Encodable {
        var file: String
        var format: String
        var sha256: String
        var details: [String: String]
        var entries: [UInt64]
    }

    /// As this machine knows whoever signs; nobody vouches for it.
    private static var person: String {
        NSUserName() + "@" + ProcessInfo.processInfo.hostName
    }
}
