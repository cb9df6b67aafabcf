import Digests
import Foundation
import OpenSSLOracle
import PKIX
import Testing

@Suite struct CertificateTests {
    let maker: Manufacturer
    init() throws { maker = try Manufacturer.shared.get() }

    @Test func `the fields are those that openssl prints`() throws {
        let certificate = maker.intermediate
        #expect(certificate.subject.description == "C=XX, O=Maker, CN=Intermediate")
        #expect(certificate.issuer == maker.root.subject)
        #expect(certificate.extensions.isCA == true)
        #expect(certificate.extensions.pathLength == 0)
        #expect(certificate.extensions.keyUsage == .keyCertSign)
        #expect(certificate.extensions.keyPurposes == [.ekCertificate])
        #expect(certificate.extensions.policies.map(\.description) == ["2.5.29.32.0"])
        #expect(certificate.extensions.authorityKeyIdentifier == maker.root.extensions.subjectKeyIdentifier)
        #expect(certificate.signatureScheme == .ecdsa(.sha384))
        let span = certificate.validity.notAfter.timeIntervalSince(certificate.validity.notBefore)
        #expect(span == 900 * 86_400)
        #expect(abs(certificate.validity.notBefore.timeIntervalSinceNow) < 3600)
        #expect(certificate.tbs.firstRange(of: try #require(certificate.validity.der)) != nil)
        #expect(certificate.signatureScheme?.identifier.flatMap { certificate.tbs.firstRange(of: $0) } != nil)
        let key = try maker.openssl.run("pkey -in inter.key -pubout -outform DER")
        #expect(certificate.subjectPublicKeyInfo == key)
        #expect(certificate.publicKey.subjectPublicKeyInfo == key)
    }

    @Test func `times are read as openssl reads them, in both forms and in leap years`() throws {
        for (text, date) in [
            ("20240229235959Z", 1_709_251_199.0), ("20500101000000Z", 2_524_608_000),
            ("99991231235959Z", 253_402_300_799),
            ("19700101000000Z", 0), ("19500301000000Z", -626_054_400), ("21000301000000Z", 4_107_542_400),
        ] {
            let der = try maker.reissuedValidity(notAfter: text)
            #expect(try Certificate(der: der).validity.notAfter.timeIntervalSince1970 == date, "\(text)")
        }
        for text in ["20230229000000Z", "20231301000000Z", "20230101240000Z", "20230101000000+"] {
            #expect(throws: X509Error.self) { try Certificate(der: maker.reissuedValidity(notAfter: text)) }
        }
    }

    @Test func `a certificate cut at any byte is refused`() throws {
        for certificate in [maker.rsaEK, maker.eccEK] {
            for length in 0..<certificate.der.count {
                #expect(throws: X509Error.self) { try Certificate(der: Array(certificate.der.prefix(length))) }
            }
            #expect(throws: X509Error.self) { try Certificate(der: certificate.der + [0]) }
        }
    }

    @Test func `no byte can be changed without being refused or breaking the signature`() throws {
        let verifier = ChainVerifier(anchors: [maker.intermediate], allowing: Leniency(rawValue: .max))
        let original = maker.eccEK.der
        #expect(verifier.verify(maker.eccEK, at: Date() + 3600).holds)
        var read = 0
        for at in original.indices {
            for value in Set([0, 0xFF, 0x7F, 0x80, original[at] &+ 1, original[at] &- 1]) where value != original[at] {
                var der = original
                der[at] = value
                guard let certificate = try? Certificate(der: der, allowing: Leniency(rawValue: .max)) else { continue }
                read += 1
                #expect(!verifier.verify(certificate, at: Date() + 3600).holds, "byte \(at) as \(value)")
            }
        }
        #expect(read > 100)
    }

    @Test func `more than the limits is refused`() {
        #expect(throws: X509Error(.tooLong, "certificate", at: 8192)) {
            try Certificate(der: [UInt8](repeating: 0x30, count: 8193))
        }
        let nested = (0..<600).reduce([0x05, 0x00] as [UInt8]) { inner, _ in DEREncoding.sequence(inner) }
        #expect(throws: X509Error(.notDER, "certificate", at: 0)) { try Certificate(der: nested) }
        #expect(throws: X509Error.self) { try Certificate(der: [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]) }
        #expect(throws: X509Error.self) { try Certificate(der: [0x30, 0x80, 0x00, 0x00]) }
    }

    @Test func `an RSAES-OAEP key is read under its named leniency only`() throws {
        let rsa: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
        let der = try maker.reissued(maker.rsaEK, replacing: rsa, with: rsa.dropLast() + [0x07])
        try maker.openssl.write(der, to: "oaep.der")
        let text = String(decoding: try maker.openssl.run("x509 -inform DER -in oaep.der -noout -text"), as: UTF8.self)
        #expect(text.contains("Public Key Algorithm: rsaesOaep"))
        #expect(throws: X509Error(.needs(.oaepKeyAlgorithm), "certificate", at: 0)) { try Certificate(der: der) }
        let certificate = try Certificate(der: der, allowing: .oaepKeyAlgorithm)
        #expect(certificate.leniency == .oaepKeyAlgorithm)
        #expect(certificate.publicKey == maker.rsaEK.publicKey)
        let strict = ChainVerifier(anchors: [maker.intermediate])
        #expect(strict.verify(certificate, at: Date() + 3600).failures.map(\.reason) == [.leniency])
        let lenient = ChainVerifier(anchors: [maker.intermediate], allowing: .oaepKeyAlgorithm)
        #expect(lenient.verify(certificate, at: Date() + 3600).leniency == .oaepKeyAlgorithm)
    }

    @Test(arguments: ["-7", "0"])
    func `a serial number that is not positive is read under its named leniency only`(serial: String) throws {
        let der = try maker.issue("ecc", subject: "/CN=x", "eccek", by: "inter", "-set_serial \(serial)")
        #expect(throws: X509Error(.needs(.nonPositiveSerial), "certificate", at: 0)) { try Certificate(der: der) }
        #expect(try Certificate(der: der, allowing: .nonPositiveSerial).leniency == .nonPositiveSerial)
    }

    @Test func `a name whose set is out of order is read under its named leniency only`() throws {
        let der = try maker.issue("ecc", subject: "/CN=aaaa+O=bbbb", "eccek", by: "inter")
        let sorted = try Certificate(der: der)
        let first: [UInt8] = [0x30, 0x0B, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0C, 0x04, 0x61, 0x61, 0x61, 0x61]
        let second: [UInt8] = [0x30, 0x0B, 0x06, 0x03, 0x55, 0x04, 0x0A, 0x0C, 0x04, 0x62, 0x62, 0x62, 0x62]
        let unsorted = try maker.reissued(sorted, replacing: first + second, with: second + first)
        #expect(throws: X509Error(.needs(.unsortedName), "certificate", at: 0)) { try Certificate(der: unsorted) }
        #expect(try Certificate(der: unsorted, allowing: .unsortedName).subject.description == "O=bbbb, CN=aaaa")
    }

    @Test func `a default that is spelled out is read under its named leniency only`() throws {
        let critical: [UInt8] = [0x06, 0x03, 0x55, 0x1D, 0x11, 0x01, 0x01, 0xFF]
        let der = try maker.reissued(maker.eccEK, replacing: critical, with: critical.dropLast() + [0x00])
        #expect(throws: X509Error(.needs(.explicitDefault), "certificate", at: 0)) { try Certificate(der: der) }
        #expect(try Certificate(der: der, allowing: .explicitDefault).leniency == .explicitDefault)
    }

    @Test func `an extension that appears twice is refused`() throws {
        let authority: [UInt8] = [0x06, 0x03, 0x55, 0x1D, 0x23]
        let der = try maker.reissued(maker.eccEK, replacing: authority, with: [0x06, 0x03, 0x55, 0x1D, 0x0E])
        let error = #expect(throws: X509Error.self) { try Certificate(der: der) }
        #expect(error?.reason == .duplicate)
    }

    @Test func `a signature algorithm that the signed part does not name is refused`() throws {
        let certificate = maker.eccEK
        let algorithm = DEREncoding.sequence(DEREncoding.oid(OID(1, 2, 840, 10045, 4, 3, 3)))
        let der = DEREncoding.sequence(certificate.tbs, algorithm, DEREncoding.bitString(certificate.signature))
        let error = #expect(throws: X509Error.self) { try Certificate(der: der) }
        #expect(error?.field == "signature")
    }

    @Test func `a name cannot forge a line of a log`() throws {
        let der = try maker.issue("ecc", subject: "/CN=abcd", "eccek", by: "inter")
        let forged = try maker.reissued(
            Certificate(der: der),
            replacing: [0x0C, 0x04, 0x61, 0x62, 0x63, 0x64],
            with: [0x0C, 0x04, 0x61, 0x0A, 0x2C, 0x1B]
        )
        #expect(try Certificate(der: forged).description == #"CN=a\0a\,\1b"#)
    }
}

extension Manufacturer {
    /// The P-256 EK certificate with another notAfter, with a signature that no longer holds.
    func reissuedValidity(notAfter text: String) throws -> [UInt8] {
        let certificate = eccEK
        let now = DEREncoding.value(0x18, Array("20200101000000Z".utf8))
        let time = DEREncoding.value(0x18, Array(text.utf8))
        let algorithm = DEREncoding.sequence(DEREncoding.oid(OID(1, 2, 840, 10045, 4, 3, 2)))
        let tbs = DEREncoding.sequence(
            DEREncoding.explicit(0, DEREncoding.unsigned([2])),
            DEREncoding.unsigned([1]),
            algorithm,
            certificate.issuer.der,
            DEREncoding.sequence(now, time),
            certificate.subject.der,
            certificate.subjectPublicKeyInfo
        )
        return DEREncoding.sequence(tbs, algorithm, DEREncoding.bitString([0]))
    }
}
