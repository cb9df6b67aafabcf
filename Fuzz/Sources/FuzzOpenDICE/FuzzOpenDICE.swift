import CBOR
import COSE
import FuzzDriver
import OpenDICE
import PKIX

@_cdecl("FuzzOpenDICE_main")
public func fuzzOpenDICE(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as a DICE certificate and as a configuration descriptor. What is read has identifiers, a use and a key; it is
/// never signed by a key that signed nothing; and one octet less or more is no certificate.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    _ = try? OpenDICEConfiguration(bytes)
    guard let certificate = try? OpenDICECertificate(bytes) else { return 0 }
    precondition(certificate.issuer.utf8.count == 40 && certificate.subject.utf8.count == 40, "identifiers")
    precondition(certificate.usage.rawValue != 0, "a use")
    precondition(bytes.count <= OpenDICECertificate.sizeLimit, "the limit")
    precondition((try? OpenDICECertificate(Array(bytes.dropLast()))) == nil, "nothing is missing")
    precondition((try? OpenDICECertificate(bytes + [0])) == nil, "nothing is beside it")
    _ = OpenDICEIdentifier.of(certificate.publicKey)
    if let stranger { precondition(!certificate.isSigned(by: stranger), "nobody signed it") }
    if let input = certificate.input { _ = try? OpenDICEConfiguration(input.configurationDescriptor) }
    return 0
}

/// The generator of P-256, whose private key is 1: a fuzzer does not find its signatures.
private let stranger = try? VerificationKey(generator)
private let generator = PublicKeyInfo.ellipticCurve(
    .p256,
    x: [
        0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4, 0x40, 0xF2,
        0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96,
    ],
    y: [
        0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16,
        0x2B, 0xCE, 0x33, 0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
    ]
)

private func seeds() -> [[UInt8]] {
    let descriptor = CBOR.map(
        CBORMap([
            -70002: "application", -70003: "1.0.0+0", -70005: 1, -71000: 3,
            -71001: .bytes([UInt8](repeating: 6, count: 32)),
        ])
    ).octets
    guard let key = COSEKey.map(generator) else { return [descriptor] }
    var claims = CBORMap([
        1: .text(String(repeating: "0", count: 40)), 2: .text(String(repeating: "1", count: 40)),
        -4_670_552: .bytes(CBOR.map(key).octets), -4_670_553: .bytes([0x20]),
    ])
    func certificate() -> [UInt8] {
        let message = COSESign1(.es256, payload: CBOR.map(claims).octets, signature: [UInt8](repeating: 7, count: 64))
        return Array(message.octets.dropFirst())
    }
    let end = certificate()
    let digest = CBOR.bytes([UInt8](repeating: 5, count: 32))
    for label in [-4_670_545, -4_670_547, -4_670_549] as [CBOR] { claims[label] = digest }
    claims[-4_670_548] = .bytes(descriptor)
    claims[-4_670_551] = .bytes([1])
    return [descriptor, end, certificate()]
}
