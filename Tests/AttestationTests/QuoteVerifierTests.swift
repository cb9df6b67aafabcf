import Attestation
import Digests
import Model
import TPM2
import Testing
import Wire

@Suite struct QuoteVerifierTests {
    private func codes(
        _ forger: Forger,
        values: PCRValues? = nil,
        by other: AttestationKey? = nil,
        previous: DeviceClock? = nil,
        pcrs: [Int] = Array(0..<8)
    ) throws -> [Finding.Code] {
        let outcome = QuoteVerifier.verify(
            try forger.quote(),
            values: values ?? forger.values,
            key: try other ?? forger.attestationKey(),
            primaryIn: .endorsement,
            expecting: forger.expectation(pcrs, previous: previous)
        )
        #expect((outcome.verified != nil) == outcome.judgement.failures.isEmpty)
        return outcome.judgement.failures.map(\.code)
    }

    @Test func `a true quote is believed, and only its own PCRs`() throws {
        let forger = Forger()
        let outcome = QuoteVerifier.verify(
            try forger.quote(),
            values: forger.values,
            key: try forger.attestationKey(),
            primaryIn: .endorsement,
            expecting: forger.expectation()
        )
        #expect(outcome.judgement.holds)
        #expect(outcome.verified?.pcrs == forger.values)
        #expect(outcome.verified?.clock.resetCount == 5)
    }

    @Test func `values beside the signed selection are not passed on`() throws {
        var forger = Forger()
        forger.selection = [PCRSelection(.sha256, [0, 1])]
        let outcome = QuoteVerifier.verify(
            try forger.quote(),
            values: forger.values,
            key: try forger.attestationKey(),
            expecting: forger.expectation([0, 1])
        )
        #expect(outcome.verified?.pcrs.banks[.sha256]?.keys.sorted() == [0, 1])
    }

    @Test func `a quote over other PCRs than those appraised is refused`() throws {
        var forger = Forger()
        forger.selection = [PCRSelection(.sha256, 0..<7)]
        #expect(try codes(forger) == [.quoteSelection])
    }

    @Test func `relabelled values are refused`() throws {
        let forger = Forger()
        var values = forger.values
        (values[.sha256, 0], values[.sha256, 1]) = (values[.sha256, 1], values[.sha256, 0])
        #expect(try codes(forger, values: values) == [.quoteDigest])
    }

    @Test func `a value of another size is refused before it can shift the others`() throws {
        let forger = Forger()
        var values = forger.values
        values[.sha256, 0] = Array(repeating: 0, count: 31)
        values[.sha256, 1] = [0] + Array(repeating: 1, count: 32)
        #expect(try codes(forger, values: values) == [.quoteSelection])
    }

    @Test func `a selection that names a PCR twice is refused`() throws {
        var forger = Forger()
        forger.selection = [PCRSelection(.sha256, 0..<8), PCRSelection(.sha256, [0])]
        #expect(try codes(forger) == [.quoteSelection])
    }

    @Test func `nothing appraised is not a pass`() throws {
        #expect(try codes(Forger(), pcrs: []) == [.quoteSelection])
    }

    @Test func `a structure that no TPM made is refused`() throws {
        var forger = Forger()
        forger.magic = 0xFF54_4346
        #expect(try codes(forger) == [.statementMagic])
    }

    @Test func `another structure than a quote is refused`() throws {
        var forger = Forger()
        forger.type = .attestTime
        let time = TimeInfo(time: 1, clockInfo: forger.clock)
        let others: [(StructureTag, Attested)] = [
            (.attestTime, .time(time, firmwareVersion: 1)), (.attestCertify, .certify(name: [], qualifiedName: [])),
            (.attestCreation, .creation(objectName: [], creationHash: [])), (.attestNV, .other([1, 2, 3])),
        ]
        for (type, attested) in others {
            forger.type = type
            let outcome = QuoteVerifier.verify(
                try forger.sign(attested),
                values: forger.values,
                key: try forger.attestationKey(),
                expecting: forger.expectation()
            )
            #expect(outcome.judgement.failures.map(\.code) == [.statementType])
            #expect(outcome.verified == nil)
        }
    }

    @Test(arguments: [
        ObjectAttributes.restricted, .signEncrypt, .fixedTPM, .fixedParent, .sensitiveDataOrigin,
    ])
    func `a signer without one of its attributes is refused at verification`(missing: ObjectAttributes) throws {
        var forger = Forger()
        forger.attributes.remove(missing)
        #expect(try codes(forger) == [.signerAttributes])
    }

    @Test func `a signer that also decrypts is refused`() throws {
        var forger = Forger()
        forger.attributes.insert(.decrypt)
        #expect(try codes(forger) == [.signerAttributes])
    }

    @Test func `another key's quote is refused`() throws {
        #expect(try codes(Forger(), by: Forger().attestationKey()) == [.statementSignature])
    }

    @Test(arguments: [[], [7], Array(repeating: 8, count: 32)] as [[UInt8]])
    func `another nonce is refused`(nonce: [UInt8]) throws {
        var forger = Forger()
        forger.nonce = nonce
        #expect(try codes(forger) == [.statementNonce])
    }

    @Test func `an empty nonce is refused even if the quote has the same`() throws {
        var forger = Forger()
        forger.nonce = []
        var expectation = forger.expectation()
        expectation.nonce = []
        let outcome = QuoteVerifier.verify(
            try forger.quote(),
            values: forger.values,
            key: try forger.attestationKey(),
            expecting: expectation
        )
        #expect(outcome.judgement.failures.map(\.code) == [.statementNonce])
    }

    @Test func `a signature that names another hash than the key's is refused`() throws {
        var forger = Forger()
        forger.hash = .sha1
        #expect(try codes(forger) == [.statementHash])
    }

    @Test func `SHA-1 PCRs are refused unless a policy names them`() throws {
        var forger = Forger()
        forger.values = PCRValues([.sha1: [0: Array(repeating: 1, count: 20)]])
        let quote = try forger.quote()
        for allowed in [false, true] {
            let outcome = QuoteVerifier.verify(
                quote,
                values: forger.values,
                key: try forger.attestationKey(),
                expecting: QuoteExpectation(nonce: forger.nonce, pcrs: [.sha1: [0]], previous: nil, allowsSHA1: allowed)
            )
            #expect(outcome.judgement.failures.map(\.code) == (allowed ? [] : [.quoteSHA1]))
        }
    }

    private func clock(_ clock: UInt64, _ reset: UInt32, _ restart: UInt32, firmware: UInt64 = 10) -> DeviceClock {
        DeviceClock(clock: clock, resetCount: reset, restartCount: restart, safe: true, firmwareVersion: firmware)
    }

    @Test func `counters and clock never run backwards`() throws {
        let forger = Forger()
        #expect(try codes(forger, previous: clock(1000, 5, 2)) == [])
        #expect(try codes(forger, previous: clock(1001, 5, 2)) == [.quoteClock])
        #expect(try codes(forger, previous: clock(1000, 5, 3)) == [.quoteRestart])
        #expect(try codes(forger, previous: clock(1, 6, 0)) == [.quoteReset])
        #expect(try codes(forger, previous: clock(1, 5, 0, firmware: 11)) == [.quoteFirmware])
        // A reset that says its clock is safe may not lose time; one that says it is not, may.
        #expect(try codes(forger, previous: clock(2000, 4, 9)) == [.quoteClock])
        var unsafe = forger
        unsafe.clock.safe = false
        #expect(try codes(unsafe, previous: clock(2000, 4, 9)) == [])
        #expect(try codes(unsafe, previous: clock(2000, 5, 2)) == [.quoteClock])
    }

    @Test func `every bit of a quote matters`() throws {
        let forger = Forger()
        let quote = try forger.quote()
        let key = try forger.attestationKey()
        for octet in quote.attest.indices {
            for bit in 0..<8 {
                var attest = quote.attest
                attest[octet] ^= 1 << bit
                let outcome = QuoteVerifier.verify(
                    SignedStatement(attest: attest, signature: quote.signature),
                    values: forger.values,
                    key: key,
                    expecting: forger.expectation()
                )
                #expect(outcome.verified == nil)
            }
        }
    }

    @Test func `a quote cut at any byte, or one byte longer, is refused as malformed`() throws {
        let forger = Forger()
        let quote = try forger.quote()
        let key = try forger.attestationKey()
        func verify(_ attest: [UInt8], _ signature: [UInt8]) -> [Finding.Code] {
            QuoteVerifier.verify(
                SignedStatement(attest: attest, signature: signature),
                values: forger.values,
                key: key,
                expecting: forger.expectation()
            ).judgement.failures.map(\.code)
        }
        for length in quote.attest.indices {
            #expect(verify(Array(quote.attest.prefix(length)), quote.signature) == [.statementStructure])
        }
        for length in quote.signature.indices {
            #expect(verify(quote.attest, Array(quote.signature.prefix(length))) == [.statementStructure])
        }
        #expect(verify(quote.attest + [0], quote.signature) == [.statementStructure])
        #expect(verify(quote.attest, quote.signature + [0]) == [.statementStructure])
    }
}
