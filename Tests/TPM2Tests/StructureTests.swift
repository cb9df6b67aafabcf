import Digests
import TPM2
import Testing
import Wire

/// One value of each structure, with the places of its 16-bit length fields.
struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    /// Offsets of 16-bit sizes, found by the round trip of every offset.
    let read: @Sendable ([UInt8]) throws(WireError) -> [UInt8]

    init<Structure: Wire & SendableMetatype>(_ name: String, _ value: Structure) {
        testDescription = name
        // A sample that cannot be written fails its round trip.
        bytes = (try? value.serialized()) ?? []
        read = { (bytes: [UInt8]) throws(WireError) -> [UInt8] in
            try Structure(bytes).serialized()
        }
    }

    static let clock = ClockInfo(clock: 5, resetCount: 1, restartCount: 2, safe: true)
    static let selection = List([PCRSelection(.sha256, [0, 23]), PCRSelection(.sha1, [])])
    static let all: [Sample] = [
        Sample("Buffer", Buffer([1, 2, 3])),
        Sample("PCRSelection", PCRSelection(.sha384, [1, 9])),
        Sample("List", selection),
        Sample("ClockInfo", clock),
        Sample("TimeInfo", TimeInfo(time: 9, clockInfo: clock)),
        Sample("Ticket", Ticket(tag: .creation, hierarchy: .owner, digest: [1, 2])),
        Sample("SymmetricDefinition", SymmetricDefinition.aes256CFB),
        Sample("Scheme", Scheme.ecdaa(.sha256, count: 7)),
        Sample("KeyedHashScheme", KeyedHashScheme.xor(.sha256, kdf: .kdf1SP800108)),
        Sample("ECCPoint", ECCPoint(x: [1], y: [2, 3])),
        Sample("Public RSA", Public.storageRootRSA2048),
        Sample("Public ECC", Public.attestationP256(label: [1, 2])),
        Sample("Public keyed hash", Public.sealed(policy: [1, 2])),
        Sample("Sized Public", Sized(Public.initialAttestationP256)),
        Sample("Sensitive", Sensitive(sensitiveType: .keyedHash, authValue: [1], seedValue: [2], sensitive: [3])),
        Sample("SensitiveCreate", SensitiveCreate(userAuth: [1], data: [2, 3])),
        Sample("Signature RSA", Signature.rsassa(hash: .sha256, signature: [1, 2])),
        Sample("Signature ECDSA", Signature.ecdsa(hash: .sha256, r: [1], s: [2])),
        Sample("Signature HMAC", Signature.hmac(hash: .sha256, digest: [UInt8](repeating: 1, count: 32))),
        Sample("TaggedHash", TaggedHash(hashAlg: .sha1, digest: [UInt8](repeating: 1, count: 20))),
        Sample(
            "NVPublic",
            NVPublic(nvIndex: .nvIndex(1), nameAlg: .sha256, attributes: .ownerRead, authPolicy: [1], dataSize: 4)
        ),
        Sample("Attest quote", attest(.attestQuote, .quote(pcrSelect: selection, pcrDigest: [1, 2]))),
        Sample("Attest certify", attest(.attestCertify, .certify(name: [1], qualifiedName: [2]))),
        Sample("Attest creation", attest(.attestCreation, .creation(objectName: [1], creationHash: [2]))),
        Sample(
            "Attest time",
            attest(.attestTime, .time(TimeInfo(time: 1, clockInfo: clock), firmwareVersion: 2))
        ),
        Sample(
            "CreationData",
            CreationData(
                pcrSelect: selection,
                pcrDigest: [1],
                locality: 1,
                parentNameAlg: .sha256,
                parentName: [2],
                parentQualifiedName: [3],
                outsideInfo: [4]
            )
        ),
        Sample("CapabilityData", CapabilityData.handles(List([.owner, .null]))),
        Sample(
            "CapabilityData properties",
            CapabilityData.tpmProperties(List([TaggedProperty(property: .manufacturer, value: 7)]))
        ),
    ]

    private static func attest(_ type: StructureTag, _ attested: Attested) -> Attest {
        Attest(
            type: type,
            qualifiedSigner: [1, 2],
            extraData: [3],
            clockInfo: clock,
            firmwareVersion: 4,
            attested: attested
        )
    }
}

@Suite struct StructureTests {
    @Test(arguments: Sample.all)
    func `a structure survives a round trip`(sample: Sample) throws {
        #expect(!sample.bytes.isEmpty)
        #expect(try sample.read(sample.bytes) == sample.bytes)
    }

    @Test(arguments: Sample.all)
    func `a structure cut at any byte, or with one more, is an error`(sample: Sample) {
        for length in sample.bytes.indices {
            #expect(throws: WireError.self, "cut at \(length)") { try sample.read(Array(sample.bytes[..<length])) }
        }
        #expect(throws: WireError.self) { try sample.read(sample.bytes + [0]) }
    }

    /// Every pair and quadruple of octets is treated as if it were a length, so that no length field is missed.
    @Test(arguments: Sample.all)
    func `a length of 0, the maximum, or one off is an error or is what was read`(sample: Sample) {
        for offset in sample.bytes.indices {
            for width in [1, 2, 4] where offset + width <= sample.bytes.count {
                let value = sample.bytes[offset..<offset + width].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                let maximum = UInt32.max >> (32 - 8 * UInt32(width))
                for other in [0, maximum, (value &+ 1) & maximum, (value &- 1) & maximum] {
                    var bytes = sample.bytes
                    for i in 0..<width { bytes[offset + i] = UInt8(other >> (8 * UInt32(width - 1 - i)) & 0xFF) }
                    // Never a trap, and never a value that is not exactly these octets.
                    guard let again = try? sample.read(bytes) else { continue }
                    #expect(again == bytes, "offset \(offset), width \(width)")
                }
            }
        }
    }

    @Test func `a buffer too long for its length field is refused, not cut`() {
        #expect(throws: WireError.self) { try Buffer([UInt8](repeating: 0, count: 65_536)).serialized() }
        #expect(throws: WireError.self) {
            try Sized(SensitiveCreate(data: Buffer([UInt8](repeating: 0, count: 65_535)))).serialized()
        }
    }

    @Test func `secrets are not printed`() {
        #expect(!"\(SensitiveCreate(userAuth: [77], data: [78]))".contains("7"))
    }
}

@Suite struct ResponseCodeTests {
    @Test(
        arguments: [
            (0x000, "TPM_RC_SUCCESS"), (0x1C4, "TPM_RC_VALUE: parameter 1"), (0x184, "TPM_RC_VALUE: handle 1"),
            (0x98E, "TPM_RC_AUTH_FAIL: session 1"), (0x9A2, "TPM_RC_BAD_AUTH: session 1"), (0x922, "TPM_RC_RETRY"),
            (0x921, "TPM_RC_LOCKOUT"), (0x101, "TPM_RC_FAILURE"), (0x01E, "TPM_RC_BAD_TAG"),
            (0x3E0, "TPM_RC_TICKET: parameter 3"),
            (0xB0143, "TPM_RC_COMMAND_CODE (from layer 11, not the TPM)"), (0x55F, "vendor's TPM_RC 0x55f"),
        ] as [(UInt32, String)]
    )
    func `a code says its name and what it is about`(code: UInt32, text: String) {
        #expect(ResponseCode(rawValue: code).description == text)
    }

    @Test func `no 16-bit code traps`() {
        for code in 0...UInt32(UInt16.max) { #expect(!ResponseCode(rawValue: code).description.isEmpty) }
    }

    @Test func `an error says command, code and place`() {
        #expect("\(TPMError.refused(.quote, ResponseCode(rawValue: 0x184)))" == "TPM2_Quote: TPM_RC_VALUE: handle 1")
    }
}
