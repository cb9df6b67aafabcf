import Attestation
import Crypto
import Digests
import Model
import TPM2
import Wire

/// Signs whatever a test wants, true or false, with a P-256 key whose public area says whatever the test wants: the
/// adversary that the verifier must withstand.
struct Forger {
    let key = P256.Signing.PrivateKey()
    var attributes: ObjectAttributes = [
        .restricted, .signEncrypt, .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth,
    ]
    var magic = Attest.generated
    var type = StructureTag.attestQuote
    var nonce: [UInt8] = Array(repeating: 7, count: 32)
    var clock = ClockInfo(clock: 1000, resetCount: 5, restartCount: 2, safe: true)
    var firmwareVersion: UInt64 = 10
    var hash = HashAlgorithm.sha256
    var nameHash = HashAlgorithm.sha256
    var values: PCRValues = {
        var values = PCRValues()
        for pcr in 0..<8 { values[.sha256, pcr] = [UInt8](repeating: UInt8(pcr), count: 32) }
        return values
    }()
    /// What the signed selection says; nil for all of ``values``.
    var selection: [PCRSelection]?

    var publicArea: Public {
        let raw = [UInt8](key.publicKey.rawRepresentation)
        return Public(
            nameAlg: nameHash,
            objectAttributes: attributes,
            authPolicy: [],
            key: .ecc(
                ECCParameters(symmetric: .null, scheme: .hash(.ecdsa, .sha256), curveID: .nistP256, kdf: .null),
                point: ECCPoint(x: Buffer(Array(raw.prefix(32))), y: Buffer(Array(raw.suffix(32))))
            )
        )
    }

    func attestationKey() throws -> AttestationKey { try AttestationKey(publicArea) }

    func quote() throws -> SignedStatement {
        let selections =
            selection
            ?? values.sortedBanks.map { PCRSelection($0, (values.banks[$0] ?? [:]).keys.sorted()) }
        var concatenated: [UInt8] = []
        for selection in selections {
            for pcr in selection.pcrs { concatenated += values[selection.hash, pcr] ?? [] }
        }
        return try sign(
            .quote(pcrSelect: List(selections), pcrDigest: Buffer(try HashAlgorithm.sha256.digest(concatenated)))
        )
    }

    func certify(_ name: [UInt8]) throws -> SignedStatement {
        try sign(.certify(name: Buffer(name), qualifiedName: Buffer(name)))
    }

    func sign(_ attested: Attested) throws -> SignedStatement {
        let name = try publicArea.name()
        let handle: [UInt8] = [0x40, 0, 0, 0x0B]
        let attest = Attest(
            magic: magic,
            type: type,
            qualifiedSigner: Buffer([0, 0x0B] + (try HashAlgorithm.sha256.digest(handle, name))),
            extraData: Buffer(nonce),
            clockInfo: clock,
            firmwareVersion: firmwareVersion,
            attested: attested
        )
        return try sign(try attest.serialized())
    }

    func sign(_ bytes: [UInt8]) throws -> SignedStatement {
        let raw = [UInt8](try key.signature(for: bytes).rawRepresentation)
        let signature = Signature.ecdsa(
            hash: hash,
            r: Buffer(Array(raw.prefix(32))),
            s: Buffer(Array(raw.suffix(32)))
        )
        return SignedStatement(attest: bytes, signature: try signature.serialized())
    }

    func expectation(
        _ pcrs: [Int] = Array(0..<8),
        previous: DeviceClock? = nil,
        allowsSHA1: Bool = false
    ) -> QuoteExpectation {
        QuoteExpectation(
            nonce: Array(repeating: 7, count: 32),
            pcrs: [.sha256: pcrs],
            previous: previous,
            allowsSHA1: allowsSHA1
        )
    }
}
