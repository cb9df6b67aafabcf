import Foundation
import FuzzDriver
import PKIX

@_cdecl("FuzzEKCertificate_main")
public func fuzzEKCertificate(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

private let everything = Leniency(rawValue: .max)
private let moment = Date(timeIntervalSince1970: 1_600_000_000)
/// Made anew each time: a key that a global keeps lies behind a tagged pointer, which the leak check cannot follow.
private func strangerVerifier() -> ChainVerifier {
    let anchor = try? Certificate(der: certificate(subject: "CA", [caConstraints]))
    return ChainVerifier(anchors: [anchor].compactMap(\.self), allowing: everything)
}

/// Any octets as an NV index: read with every leniency and with none, judged against an anchor that signed nothing.
/// What is read must be a part of the input, say the same when it is read again, and never be trusted.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let read = try? EKCertificate(nv: bytes, allowing: everything) {
        let inner = read.certificate
        precondition(bytes.firstRange(of: inner.der) != nil, "the original octets")
        precondition(inner.der.firstRange(of: inner.tbs) != nil, "the signed part is a part")
        precondition((try? Certificate(der: inner.der, allowing: inner.leniency)) != nil, "what it needed is enough")
        precondition(((try? EKCertificate(nv: bytes)) != nil) == read.leniency.isEmpty, "strict is strict")
        let verdict = read.judge(
            publicKey: inner.publicKey,
            verifier: strangerVerifier(),
            intermediates: [inner],
            at: moment
        )
        precondition(!verdict.holds && !verdict.chain.holds, "nobody signed this")
        _ = (inner.description, verdict.checks, read.tpmAttributes, inner.issuer.description)
        if let written = inner.publicKey.subjectPublicKeyInfo {
            precondition((try? PublicKeyInfo(der: written)) == inner.publicKey)
        }
    }
    if let signature = try? ECDSASignature(der: bytes) { precondition(signature.der == bytes, "DER has one form") }
    _ = (try? PublicKeyInfo(der: bytes, allowing: everything)).flatMap { try? VerificationKey($0) }
    if let blocks = try? PEM.decode(bytes) {
        let text = blocks.map(\.text).joined()
        precondition((try? PEM.decode(Array(text.utf8))) == blocks)
    }
    return 0
}

private func seeds() -> [[UInt8]] {
    let leaf = certificate(subject: "EK", leafExtensions)
    let header: [UInt8] = [0x10, 0x01, 0x00, UInt8((leaf.count + 2) >> 8), UInt8((leaf.count + 2) & 0xFF), 0x10, 0x02]
    return [
        leaf, leaf + [UInt8](repeating: 0xFF, count: 60), leaf + [UInt8](repeating: 0, count: 60), header + leaf,
        certificate(subject: "CA", [caConstraints]), certificate(subject: "EK", leafExtensions, rsa: true),
        Array(PEM(label: "CERTIFICATE", bytes: leaf).text.utf8), ECDSASignature(r: [1], s: [0xFF]).der,
    ]
}

/// A certificate with a signature that nobody made.
private func certificate(subject: String, _ extensions: [[UInt8]], rsa: Bool = false) -> [UInt8] {
    let ecdsa = DEREncoding.sequence(DEREncoding.oid(OID(1, 2, 840, 10045, 4, 3, 2)))
    let pkcs1 = DEREncoding.sequence(DEREncoding.oid(OID(1, 2, 840, 113549, 1, 1, 11)), DEREncoding.null)
    let algorithm = rsa ? pkcs1 : ecdsa
    let modulus = [UInt8](repeating: 0xC3, count: 256)
    let key: PublicKeyInfo =
        rsa ? .rsa(modulus: modulus, exponent: 65537) : .ellipticCurve(.p256, x: basePointX, y: basePointY)
    let tbs = DEREncoding.sequence(
        DEREncoding.explicit(0, DEREncoding.unsigned([2])),
        DEREncoding.unsigned([0x42, 0x01]),
        algorithm,
        name((OID(2, 5, 4, 3), "CA")),
        DEREncoding.sequence(
            DEREncoding.value(0x17, Array("200101000000Z".utf8)),
            DEREncoding.value(0x18, Array("99991231235959Z".utf8))
        ),
        name((OID(2, 5, 4, 3), subject)),
        key.subjectPublicKeyInfo ?? [],
        DEREncoding.explicit(3, DEREncoding.value(0x30, extensions.flatMap(\.self)))
    )
    return DEREncoding.sequence(tbs, algorithm, DEREncoding.bitString(ECDSASignature(r: [1], s: [2]).der))
}

private func name(_ attributes: (OID, String)...) -> [UInt8] {
    let members = attributes.map {
        DEREncoding.value(0x31, DEREncoding.sequence(DEREncoding.oid($0), DEREncoding.utf8String($1)))
    }
    return DEREncoding.value(0x30, members.flatMap(\.self))
}

private func entry(_ oid: OID, _ value: [UInt8]) -> [UInt8] {
    DEREncoding.sequence(DEREncoding.oid(oid), DEREncoding.true, DEREncoding.octetString(value))
}

private let caConstraints = entry(OID(2, 5, 29, 19), DEREncoding.sequence(DEREncoding.true, DEREncoding.unsigned([1])))
private let leafExtensions = [
    entry(OID(2, 5, 29, 19), DEREncoding.sequence()),
    entry(OID(2, 5, 29, 15), [0x03, 0x02, 0x03, 0x08]),
    entry(OID(2, 5, 29, 37), DEREncoding.sequence(DEREncoding.oid(.ekCertificate))),
    entry(OID(2, 5, 29, 32), DEREncoding.sequence(DEREncoding.sequence(DEREncoding.oid(OID(2, 5, 29, 32, 0))))),
    entry(OID(2, 5, 29, 14), DEREncoding.octetString([1, 2, 3])),
    entry(OID(2, 5, 29, 35), DEREncoding.sequence(DEREncoding.value(0x80, [1, 2, 3]))),
    entry(
        OID(2, 5, 29, 17),
        DEREncoding.sequence(
            DEREncoding.explicit(
                4,
                name(
                    (OID(2, 23, 133, 2, 1), "id:53544D20"),
                    (OID(2, 23, 133, 2, 2), "Model"),
                    (OID(2, 23, 133, 2, 3), "id:00010002")
                )
            )
        )
    ),
]

// The base point of P-256 (SP 800-186, 3.2.1.3): a public key on the curve.
private let basePointX: [UInt8] = [
    0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4, 0x40, 0xF2,
    0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96,
]
private let basePointY: [UInt8] = [
    0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16,
    0x2B, 0xCE, 0x33, 0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
]
