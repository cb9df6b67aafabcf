import CBOR
import Crypto
import InstanceSupport
import OpenDICE
import PKIX
import Testing
import Wire

@Suite struct OpenDICECertificateTests {
    private let device = SyntheticInstance()

    private func certificate(_ change: (inout CBORMap) -> Void = { _ in }) throws -> [UInt8] {
        try SyntheticInstance.certificate(
            of: SyntheticInstance.info(device.layerKeys[0].publicKey),
            [0x20],
            device.inChain[0],
            by: device.uniqueKey,
            change
        )
    }

    @Test func `a certificate is read, and verified by its issuer's key only`() throws {
        let read = try OpenDICECertificate(try certificate())
        #expect(read.usage == .keyCertSign)
        #expect(read.publicKey == SyntheticInstance.info(device.layerKeys[0].publicKey))
        #expect(read.input?.codeHash == device.inChain[0].measurement)
        #expect(read.input?.mode == .normal)
        let configuration = try OpenDICEConfiguration(try #require(read.input).configurationDescriptor)
        #expect(configuration.componentName == "secure firmware" && configuration.securityVersion == 1)
        let issuer = try VerificationKey(SyntheticInstance.info(device.uniqueKey.publicKey))
        #expect(read.isSigned(by: issuer))
        #expect(!read.isSigned(by: try VerificationKey(device.publicKey)))
    }

    /// Computed apart from this code, by a Python script of HKDF (RFC 5869) and P-256, for the secret 00 01 … 1F.
    @Test func `a key's identifier is the profile's`() throws {
        let x = "ed3b43f354b1904db5923695c1dc270e26bc4d40109092b3cfee3631e4025c9c"
        let y = "49346e0097220f9f48f14556ab5a98b4b7db6eabe8cdb56fdac3d82b370a1f0c"
        let key = PublicKeyInfo.ellipticCurve(
            .p256,
            x: try #require(Hexadecimal.decode(x)),
            y: try #require(Hexadecimal.decode(y))
        )
        #expect(OpenDICEIdentifier.text(of: key) == "06ddb7f9968648675711bc4bbcc1edbf44030872")
        #expect(OpenDICEIdentifier.of(.ed25519([UInt8](repeating: 1, count: 32))) == nil)
    }

    @Test func `what the profile does not have is refused, under whatever signature`() throws {
        let changes: [(inout CBORMap) -> Void] = [
            { $0[3] = "audience" }, { $0[4] = 1 }, { $0[-4_670_546] = .bytes([1]) }, { $0[-4_670_554] = "profile" },
            { $0[1] = nil }, { $0[2] = nil }, { $0[1] = "" }, { $0[1] = .text(String(repeating: "A", count: 40)) },
            { $0[2] = .bytes([UInt8](repeating: 0, count: 20)) }, { $0[-4_670_552] = nil },
            { $0[-4_670_552] = .bytes([]) }, { $0[-4_670_552] = .bytes([0xA0]) }, { $0[-4_670_553] = nil },
            { $0[-4_670_553] = .bytes([]) }, { $0[-4_670_553] = .bytes([0]) }, { $0[-4_670_553] = .bytes([0x20, 0]) },
            { $0[-4_670_553] = .bytes([1, 1, 1]) }, { $0[-4_670_553] = 32 }, { $0[-4_670_545] = nil },
            { $0[-4_670_547] = nil }, { $0[-4_670_548] = nil }, { $0[-4_670_549] = nil }, { $0[-4_670_551] = nil },
            { $0[-4_670_551] = .bytes([1, 1]) }, { $0[-4_670_551] = 1 }, { $0[-4_670_545] = .bytes([1]) },
            { $0[-4_670_548] = .bytes([UInt8](repeating: 0, count: 1025)) },
        ]
        for (place, change) in changes.enumerated() {
            let octets = try certificate(change)
            #expect(throws: OpenDICEError.self, "change \(place)") { try OpenDICECertificate(octets) }
        }
        let good = try certificate()
        // With a tag, and longer than any.
        #expect(throws: OpenDICEError.self) { try OpenDICECertificate([0xD2] + good) }
        #expect(throws: OpenDICEError.self) {
            try OpenDICECertificate([UInt8](repeating: 0, count: OpenDICECertificate.sizeLimit + 1))
        }
    }
}
