import Attestation
import Crypto
import CryptoExtras
import TPM2
import Wire

/// Quote verification in process, against the bare signature verification of the same library.
///
/// Bare is SHA-256 over the statement and one verification, the signature being an object already. Ours is everything
/// that ``QuoteVerifier`` promises: two structures parsed, every check, a judgement with a finding for each.
enum QuoteBenchmark {
    /// The least part of the bare throughput that verification with the key at hand should reach.
    static let aim = 0.85

    static func run() async throws {
        var table = Table(
            "Quote verification, 8 PCRs, one thread (aim: \(aim) of bare with the key at hand)",
            "",
            "µs each",
            "a second",
            "of bare"
        )
        try await rsa(&table)
        try await p256(&table)
        table.print()
    }

    private static func rsa(_ table: inout Table) async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let forger = QuoteForger(.rsa2048(key))
        let quotes = try (0..<64).map { try forger.quote($0) }
        let signatures = quotes.map { _RSA.Signing.RSASignature(rawRepresentation: $0.raw) }
        let primitives = try key.publicKey.getKeyPrimitives()
        let bare = try _RSA.Signing.PublicKey(n: primitives.modulus, e: primitives.publicExponent)
        func isValid(_ key: _RSA.Signing.PublicKey, _ index: Int) -> Bool {
            let digest = SHA256.hash(data: quotes[index].signed.attest)
            return key.isValidSignature(signatures[index], for: digest, padding: .insecurePKCS1v1_5)
        }
        try await compare(
            "RSA-2048",
            forger,
            quotes,
            bare: { isValid(bare, $0) },
            bareParsing: {
                isValid(try _RSA.Signing.PublicKey(n: primitives.modulus, e: primitives.publicExponent), $0)
            },
            &table
        )
    }

    private static func p256(_ table: inout Table) async throws {
        let key = P256.Signing.PrivateKey()
        let forger = QuoteForger(.p256(key))
        let quotes = try (0..<64).map { try forger.quote($0) }
        let signatures = try quotes.map { try P256.Signing.ECDSASignature(rawRepresentation: $0.raw) }
        let raw = [UInt8](key.publicKey.rawRepresentation)
        let bare = try P256.Signing.PublicKey(rawRepresentation: raw)
        func isValid(_ key: P256.Signing.PublicKey, _ index: Int) -> Bool {
            key.isValidSignature(signatures[index], for: SHA256.hash(data: quotes[index].signed.attest))
        }
        try await compare(
            "P-256",
            forger,
            quotes,
            bare: { isValid(bare, $0) },
            bareParsing: { isValid(try P256.Signing.PublicKey(rawRepresentation: raw), $0) },
            &table
        )
    }

    private static func compare(
        _ name: String,
        _ forger: QuoteForger,
        _ quotes: [QuoteForger.Quote],
        bare: @escaping (Int) throws -> Bool,
        bareParsing: @escaping (Int) throws -> Bool,
        _ table: inout Table
    ) async throws {
        let area = try forger.publicArea.serialized()
        let key = try AttestationKey(try Public(area))
        func isVerified(_ key: AttestationKey, _ quote: QuoteForger.Quote) -> Bool {
            QuoteVerifier.verify(
                quote.signed,
                values: forger.values,
                key: key,
                primaryIn: .endorsement,
                expecting: quote.expectation
            ).verified != nil
        }
        func each(_ name: String, _ verify: @escaping (Int) throws -> Bool) -> Candidate {
            Candidate(name) { count in
                for number in 0..<count where try !verify(number % quotes.count) { throw WrongOutcome(name) }
            }
        }
        let timings = try await Comparison()([
            each("\(name): bare signature", bare),
            each("\(name): quote, key at hand") { isVerified(key, quotes[$0]) },
            each("\(name): bare, key parsed each time", bareParsing),
            each("\(name): quote, key parsed each time") { index in
                isVerified(try AttestationKey(try Public(area)), quotes[index])
            },
        ])
        for (index, timing) in timings.enumerated() {
            let ratio = index % 2 == 0 ? "" : Table.number(timing.speed(against: timings[index - 1]))
            table.add(timing.name, Table.microseconds(timing.median), Table.rate(1 / timing.median), ratio)
        }
    }
}
