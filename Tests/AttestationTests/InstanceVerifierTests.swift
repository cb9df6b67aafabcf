import Attestation
import CBOR
import Crypto
import InstanceSupport
import Model
import OpenDICE
import PKIX
import PSAToken
import SoC
import Testing

/// Tokens and DICE chains: each alone, and whether they agree.
@Suite struct InstanceVerifierTests {
    private let nonce = [UInt8](repeating: 9, count: 32)

    private func evidence(_ device: SyntheticInstance) throws -> InstanceEvidence {
        InstanceEvidence(
            token: try device.token(nonce),
            chain: DICEEvidence(
                layers: try device.certificates(),
                application: try device.application(),
                encapsulation: try device.encapsulation()
            )
        )
    }

    private func expectation(_ device: SyntheticInstance) -> TokenExpectation {
        TokenExpectation(
            nonce: nonce,
            key: device.publicKey,
            implementation: [UInt8](repeating: 3, count: 32),
            debug: ComponentPolicy.closed
        )
    }

    private func failures(_ evidence: InstanceEvidence, _ device: SyntheticInstance) -> [Finding.Code] {
        let outcome = InstanceVerifier.verify(evidence, expecting: expectation(device))
        #expect((outcome.verified == nil) == !outcome.judgement.holds)
        return outcome.judgement.failures.map(\.code)
    }

    private func failures(_ device: SyntheticInstance) throws -> [Finding.Code] {
        failures(try evidence(device), device)
    }

    @Test func `a token and a chain that agree prove layers, versions and keys`() throws {
        let device = SyntheticInstance()
        let outcome = InstanceVerifier.verify(try evidence(device), expecting: expectation(device))
        let verified = try #require(outcome.verified, "\(outcome.judgement.failures)")
        #expect(verified.components.map(\.name) == ["PRoT", "App"])
        #expect(verified.components.map(\.securityVersion) == [1, 1])
        #expect(verified.bootSeed == device.bootSeed)
        #expect(verified.applicationKey == SyntheticInstance.info(device.applicationKey.publicKey))
        #expect(verified.encapsulationKey != nil)
        // The same of the block.
        let block = try BlockInstance()
        try block.boot()
        let chain = DICEEvidence(
            layers: try (0..<3).map { try block.done(.certificate, [$0]) },
            application: try block.done(.certificate, [255]),
            encapsulation: try block.done(.certificate, [254])
        )
        let real = InstanceVerifier.verify(
            InstanceEvidence(token: try block.done(.attest, nonce), chain: chain),
            expecting: TokenExpectation(nonce: nonce, key: block.publicKey, debug: ComponentPolicy.closed)
        )
        #expect(real.verified?.components.map(\.version) == ["1.2.0+0", "1.2.0+0"], "\(real.judgement.failures)")
    }

    @Test func `whatever token and chain do not say alike is a disagreement`() throws {
        let changes: [(inout SyntheticInstance) -> Void] = [
            { $0.inChain[0].measurement[0] ^= 1 }, { $0.inChain[1].measurement[31] ^= 1 },
            { $0.inChain[1].signer[0] ^= 1 }, { $0.inChain[0].version = "1.2.3+5" },
            { $0.inToken[1].measurement[0] ^= 1 }, { $0.inToken.swapAt(0, 1) }, { $0.inChain.swapAt(0, 1) },
            { $0.inToken.removeLast() }, { $0.inToken.append($0.inToken[0]) },
            {
                $0.inChain[0].lifecycle = 0b0001
                $0.inChain[1].lifecycle = 0b0001
            },
        ]
        for (place, change) in changes.enumerated() {
            var device = SyntheticInstance()
            #expect(try failures(device) == [])
            change(&device)
            #expect(try failures(device) == [.diceAgreement], "change \(place)")
        }
        // A chain of another boot, which measured something else, beside this boot's token.
        let device = SyntheticInstance()
        var other = device
        other.inChain[1].measurement[0] ^= 1
        other.inToken[1].measurement[0] ^= 1
        var mixed = try evidence(device)
        mixed.chain = try evidence(other).chain
        #expect(failures(mixed, device) == [.diceAgreement])
        #expect(try failures(other) == [])
    }

    @Test func `a chain that contradicts itself is refused, each time by its own finding`() throws {
        let changes: [(Finding.Code, (inout SyntheticInstance) -> Void)] = [
            (.diceInput, { $0.inChain[1].authority[0] ^= 1 }), (.diceInput, { $0.inChain[1].lifecycle = 1 }),
            (.diceMode, { $0.inChain[0].mode = 2 }), (.diceMode, { $0.inChain[1].mode = 3 }),
            (.diceMode, { $0.inChain[1].mode = 0 }), (.diceStructure, { $0.inChain[1].mode = 4 }),
            (.diceStructure, { $0.inChain[0].measurement.removeLast() }),
            (.diceInput, { $0.inChain[0].signer.removeLast() }),
        ]
        for (place, (code, change)) in changes.enumerated() {
            var device = SyntheticInstance()
            change(&device)
            #expect(try failures(device) == [code], "change \(place)")
        }
    }

    @Test func `a chain of other keys, of keys for other uses, or with a link too few or too many is refused`() throws {
        let device = SyntheticInstance()
        let whole = try evidence(device)
        let last = device.layerKeys[1]
        let info = SyntheticInstance.info(device.applicationKey.publicKey)
        func changed(_ change: (inout DICEEvidence) throws -> Void) throws -> [Finding.Code] {
            var other = whole
            try change(&other.chain)
            return failures(other, device)
        }
        #expect(try changed { _ in } == [])
        // Another device's chain, whole and true for itself.
        let other = try evidence(SyntheticInstance())
        #expect(try changed { $0 = other.chain } == [.diceSignature])
        #expect(try changed { $0.application = other.chain.application } == [.diceSignature])
        #expect(try changed { $0.encapsulation = other.chain.encapsulation } == [.diceSignature])
        // The two ends exchanged: each is for what it is for.
        #expect(try changed { $0.application = whole.chain.encapsulation ?? [] } == [.diceUsage])
        #expect(try changed { $0.encapsulation = whole.chain.application } == [.diceUsage])
        for usage in [[0x20], [0x21], [0x11], [0, 1]] as [[UInt8]] {
            #expect(
                try changed { $0.application = try SyntheticInstance.certificate(of: info, usage, nil, by: last) }
                    == [.diceUsage]
            )
        }
        #expect(try changed { $0.layers.removeLast() } == [.diceSignature])
        #expect(try changed { $0.layers.removeFirst() } == [.diceSignature])
        #expect(try changed { $0.layers = [$0.layers[0]] } == [.diceStructure])
        #expect(try changed { $0.layers = [] } == [.diceStructure])
        #expect(try changed { $0.layers += [UInt8](repeating: 0, count: 9).map { [$0] } } == [.diceStructure])
        #expect(try changed { $0.layers[0] = $0.layers[1] } == [.diceSignature])
        // Names that are not the keys', under good signatures.
        for label in [1, 2] as [CBOR] {
            #expect(
                try changed {
                    $0.application = try SyntheticInstance.certificate(of: info, [1], nil, by: last) {
                        $0[label] = .text(String(repeating: "0", count: 40))
                    }
                } == [.diceIdentifier]
            )
        }
        // A measurement at an end, and none at a layer.
        #expect(
            try changed {
                $0.application = try SyntheticInstance.certificate(of: info, [1], device.inChain[0], by: last)
            } == [.diceInput]
        )
        #expect(
            try changed {
                $0.layers[1] = try SyntheticInstance.certificate(
                    of: SyntheticInstance.info(device.layerKeys[0].publicKey),
                    [0x20],
                    nil,
                    by: device.uniqueKey
                )
            } == [.diceInput]
        )
        // A point that is on no curve.
        let nowhere = PublicKeyInfo.ellipticCurve(
            .p256,
            x: [UInt8](repeating: 1, count: 32),
            y: [UInt8](repeating: 1, count: 32)
        )
        #expect(
            try changed { $0.application = try SyntheticInstance.certificate(of: nowhere, [1], nil, by: last) }
                == [.diceUsage]
        )
    }

    @Test func `an open device and one in another lifecycle are refused`() throws {
        for (lifecycle, codes) in [
            (0x3000, [.debugStatus]), (0x3001, [.debugStatus]), (0x3002, [.debugStatus]), (0x3005, [.debugStatus]),
            (0x2003, [.tokenLifecycle]), (0x6000, [.tokenLifecycle, .debugStatus]), (0x4003, [.tokenLifecycle]),
        ] as [(UInt16, [Finding.Code])] {
            var device = SyntheticInstance()
            device.lifecycle = lifecycle
            #expect(try failures(device) == codes, "\(lifecycle)")
        }
        var closed = SyntheticInstance()
        closed.lifecycle = 0x3004
        #expect(try failures(closed) == [])
        var nameless = SyntheticInstance()
        nameless.bootSeed = nil
        #expect(try failures(nameless) == [.tokenClaims])
    }

    @Test func `no octet of token or certificates can be changed, cut off or added`() throws {
        let device = SyntheticInstance()
        let whole = try evidence(device)
        func refused(_ octets: [UInt8], _ put: (inout InstanceEvidence, [UInt8]) -> Void) {
            for place in 0...octets.count {
                var changed = octets
                if place < octets.count { changed[place] ^= 1 << UInt8(place % 8) } else { changed.append(0) }
                var other = whole
                put(&other, changed)
                let outcome = InstanceVerifier.verify(other, expecting: expectation(device))
                #expect(outcome.verified == nil && !outcome.judgement.holds, "octet \(place)")
                guard place.isMultiple(of: 5) else { continue }
                put(&other, Array(octets.prefix(place)))
                if place < octets.count { #expect(failures(other, device) != []) }
            }
        }
        refused(whole.token) { $0.token = $1 }
        for (place, certificate) in whole.chain.layers.enumerated() {
            refused(certificate) { $0.chain.layers[place] = $1 }
        }
        refused(whole.chain.application) { $0.chain.application = $1 }
        refused(whole.chain.encapsulation ?? []) { $0.chain.encapsulation = $1 }
    }
}
