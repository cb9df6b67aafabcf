import ArgumentParser
import Attestation
import Digests
import Files
import Foundation
import Model
import TPM2
import TPMFiles
import Terminal
import Wire

struct VerifyQuote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quote",
        abstract: "Verify a quote over PCR values, and the event log behind them.",
        discussion: """
            Reads what tpm2_quote writes: -m, -s (tss or plain) and -o (serialized or
            values); the values may also be tpm2_pcrread's output or the directory
            /sys/class/tpm/tpm0/pcr-sha256.

              bedplate verify quote --quote q.msg --signature q.sig --key ak.tss \\
                  --pcrs q.pcrs --nonce 0123456789abcdef --log binary_bios_measurements
            """
    )

    @Option(help: ArgumentHelp("TPMS_ATTEST.", valueName: "file")) var quote: String
    @Option(help: ArgumentHelp("The signature.", valueName: "file")) var signature: String
    @Option(help: ArgumentHelp("The attestation key's public area (tss or tpmt), or PEM.", valueName: "file"))
    var key: String
    @Option(help: ArgumentHelp("The PCR values.", valueName: "file-or-directory")) var pcrs: String
    @Option(help: ArgumentHelp("The nonce that the quote answers.", valueName: "hex")) var nonce: String
    @Option(help: ArgumentHelp("The TCG event log.", valueName: "file")) var log: String?
    @Option(help: ArgumentHelp("A fault of the log to tolerate.", valueName: "name")) var erratum: [String] = []
    @Option(
        help: ArgumentHelp(
            "PCRs that must be covered, such as sha256:0,1,7. (default: every one that --pcrs gives)",
            valueName: "selection"
        )
    )
    var expect: [String] = []
    @Flag(help: "Take a PEM key for a restricted key of a TPM, which the file cannot show.") var assumeRestricted =
        false
    @Flag(help: "Believe evidence that rests on SHA-1.") var allowSha1 = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        guard let nonce = Hexadecimal.decode(nonce), !nonce.isEmpty else {
            throw BedplateError(
                .malformed,
                "the nonce is not hexadecimal",
                hint: "a quote without a nonce proves no time"
            )
        }
        let attest = try DurableFile.read(quote, atMost: 4096)
        let publicKey = try PublicKeyFile(
            try DurableFile.read(key, atMost: 16_384),
            assumesRestricted: assumeRestricted
        )
        let selection = Self.selection(attest)
        let values = try EvidenceFiles.values(pcrs, selection: selection)
        let outcome = QuoteVerifier.verify(
            SignedStatement(
                attest: attest,
                signature: try SignatureFile.read(
                    try DurableFile.read(signature, atMost: 4096),
                    signer: publicKey.publicArea
                )
            ),
            values: values,
            key: try AttestationKey(publicKey.publicArea),
            expecting: QuoteExpectation(
                nonce: nonce,
                pcrs: try expected(values),
                previous: nil,
                allowsSHA1: allowSha1
            )
        )
        var judgement = outcome.judgement
        if publicKey.attributesAreAssumed {
            judgement.add(
                Finding(.signerAssumed, .noted, claim: "that the key is restricted to what its TPM states was assumed")
            )
        }
        if let log {
            let bytes = try EvidenceFiles.log(log)
            let errata = try EvidenceFiles.errata(erratum)
            // Against values that nothing proves, only the log's form can be judged.
            let replay = LogReplay(bytes, against: outcome.verified?.pcrs.banks ?? [:], allowing: errata)
            judgement.add(replay.judgement)
        }
        try Terminal.print(judgement: judgement, json: json, "the quote verifies", "the quote DOES NOT verify")
    }

    /// What the quote says it is over; nil if it is no quote, which the verifier then finds.
    private static func selection(_ attest: [UInt8]) -> [PCRSelection]? {
        guard let attest = try? Attest(attest), case .quote(let selection, _) = attest.attested else { return nil }
        return selection.elements
    }

    /// What was asked for; else every value that was given, so that none is shown beside a quote that does not cover it.
    private func expected(_ values: PCRValues) throws -> [HashAlgorithm: [Int]] {
        guard expect.isEmpty else {
            return try expect.reduce(into: [:]) { all, text in
                let parts = text.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, let bank = HashAlgorithm(named: String(parts[0])) else {
                    throw BedplateError(.malformed, "'\(text)' does not look like sha256:0,1,7")
                }
                all[bank, default: []] += try parts[1].split(separator: ",").map { index in
                    guard let pcr = Int(index), (0..<24).contains(pcr) else {
                        throw BedplateError(.malformed, "'\(index)' is not a PCR")
                    }
                    return pcr
                }
            }
        }
        return values.banks.mapValues { $0.keys.sorted() }
    }
}

extension Finding.Code {
    fileprivate static let signerAssumed = Self("statement.signer.assumed")
}
