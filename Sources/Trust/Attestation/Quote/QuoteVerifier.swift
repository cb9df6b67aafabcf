import Digests
public import Model
public import TPM2
import Wire

/// Verifies a quote: a pure function of bytes. The order of the checks is part of what it promises, because each later
/// check believes what the earlier ones established.
public enum QuoteVerifier {
    /// The judgement, and what was proven when all of it held.
    public struct Outcome: Sendable {
        public var judgement: Judgement
        public var verified: VerifiedQuote?
    }

    /// Checks what every statement needs (see `StatementVerifier`), then the *signed* selection against what will be
    /// appraised, the digest over the values, and the clock.
    ///
    /// - Parameters:
    ///   - values: what the device says its PCRs hold; believed only where the signed digest covers them.
    ///   - hierarchy: when the key is a primary, its hierarchy: the qualified signer is then computed and compared.
    public static func verify(
        _ signed: SignedStatement,
        values: PCRValues,
        key: AttestationKey,
        primaryIn hierarchy: Handle? = nil,
        expecting expectation: QuoteExpectation
    ) -> Outcome {
        var judgement = Judgement(reserving: 16)
        let verifier = StatementVerifier(
            key: key,
            hierarchy: hierarchy,
            nonce: expectation.nonce,
            allowsSHA1: expectation.allowsSHA1
        )
        guard let statement = verifier.verify(signed, is: .attestQuote, &judgement),
            case .quote(let selections, let digest) = statement.attest.attested
        else { return Outcome(judgement: judgement) }
        guard let covered = cover(selections.elements, values, expectation, &judgement) else {
            return Outcome(judgement: judgement)
        }
        checkDigest(covered.inOrder, digest.bytes, statement.hash, &judgement)
        let clock = DeviceClock(statement.attest)
        judgement.add(clock.judged(after: expectation.previous))
        guard judgement.holds else { return Outcome(judgement: judgement) }
        return Outcome(judgement: judgement, verified: VerifiedQuote(pcrs: covered.values, clock: clock))
    }

    /// The values that the signed selection covers, and in its order; nil if a value is missing, or if something that
    /// will be appraised is not covered.
    private static func cover(
        _ selections: [PCRSelection],
        _ values: PCRValues,
        _ expectation: QuoteExpectation,
        _ judgement: inout Judgement
    ) -> (values: PCRValues, inOrder: [[UInt8]])? {
        var covered: [HashAlgorithm: [Int: [UInt8]]] = [:]
        var inOrder: [[UInt8]] = []
        inOrder.reserveCapacity(24)
        for selection in selections {
            let pcrs = selection.pcrs
            guard !pcrs.isEmpty else { continue }
            // One look-up a bank, and no second dictionary where all that was given is covered: this is most of what
            // a quote costs beside its signature.
            let given = values.banks[selection.hash] ?? [:]
            let size = selection.hash.digestSize
            var bank = covered[selection.hash] ?? [:]
            let isWhole = bank.isEmpty && pcrs.count == given.count
            for pcr in pcrs {
                guard let value = given[pcr], value.count == size, bank[pcr] == nil else {
                    judgement.add(
                        Finding(
                            .quoteSelection,
                            claim: "each PCR of the signed selection is given once, in its bank's size",
                            expected: "\(selection.hash):\(pcr)",
                            found: given[pcr] == nil ? "no value" : "another size, or twice"
                        )
                    )
                    return nil
                }
                if !isWhole { bank[pcr] = value }
                inOrder.append(value)
            }
            covered[selection.hash] = isWhole ? given : bank
        }
        var missing: [String] = []
        for (hash, pcrs) in expectation.pcrs {
            let bank = covered[hash] ?? [:]
            for pcr in pcrs where bank[pcr] == nil { missing.append("\(hash):\(pcr)") }
        }
        guard
            judgement.check(
                missing.isEmpty && expectation.pcrs.contains { !$0.value.isEmpty },
                .quoteSelection,
                "the quote covers every PCR that is appraised",
                expected: describe(expectation.pcrs),
                found: "not covered: " + missing.sorted().joined(separator: " ")
            ),
            judgement.check(
                expectation.allowsSHA1 || expectation.pcrs.keys.allSatisfy { $0 != .sha1 },
                .quoteSHA1,
                "what is appraised does not rest on SHA-1",
                expected: "sha256 or better",
                found: "sha1"
            )
        else { return nil }
        return (PCRValues(covered), inOrder)
    }

    private static func checkDigest(
        _ values: [[UInt8]],
        _ digest: [UInt8],
        _ hash: HashAlgorithm,
        _ judgement: inout Judgement
    ) {
        let computed = (try? hash.digest(parts: values)) ?? []
        judgement.check(
            !computed.isEmpty && computed == digest,
            .quoteDigest,
            "the PCR values are the ones that were quoted",
            expected: Hexadecimal.encode(digest),
            found: Hexadecimal.encode(computed)
        )
    }

    private static func describe(_ pcrs: [HashAlgorithm: [Int]]) -> String {
        pcrs.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.key):" + $0.value.sorted().map(String.init).joined(separator: ",") }
            .joined(separator: " ")
    }
}
