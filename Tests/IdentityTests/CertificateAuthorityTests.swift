import Digests
import Foundation
import Identity
import KeyStore
import Model
import OpenSSLOracle
import PKIX
import Testing

@Suite struct CertificateAuthorityTests {
    let openssl: OpenSSL
    init() throws { openssl = try OpenSSL() }

    private static let algorithms: [SigningPublicKey.Algorithm] = [.ecdsaP256, .ecdsaP384, .ed25519]
    private let now = Date()
    private var validity: Validity { Validity(notBefore: now - 60, notAfter: now + 86_400) }
    private var forLong: Validity {
        Validity(notBefore: now - 3600, notAfter: Date(timeIntervalSince1970: 253_402_300_799))
    }

    private func key(_ options: String) throws -> PublicKeyInfo {
        try openssl.run("genpkey \(options) -out ak.key")
        return try PublicKeyInfo(der: openssl.run("pkey -in ak.key -pubout -outform DER"))
    }

    private func authority(_ algorithm: SigningPublicKey.Algorithm = .ecdsaP256) async throws -> CertificateAuthority {
        try await .selfSigned(
            name: "Bedplate device CA",
            validity: forLong,
            signer: try SoftwareSigner.ephemeral(algorithm)
        )
    }

    @Test(arguments: algorithms)
    func `openssl verifies what each kind of key issues, and prints what was asked for`(
        algorithm: SigningPublicKey.Algorithm
    ) async throws {
        let authority = try await authority(algorithm)
        try openssl.write(PEM(label: "CERTIFICATE", bytes: authority.certificate.der).text.utf8, to: "ca.pem")
        for options in [
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        ] {
            let key = try key(options)
            let issued = try await authority.attestationKeyCertificate(for: key, device: "dev-0042", validity: validity)
            try openssl.write(PEM(label: "CERTIFICATE", bytes: issued.der).text.utf8, to: "ak.pem")
            try openssl.run("verify -x509_strict -check_ss_sig -CAfile ca.pem ak.pem")
            let text = String(decoding: try openssl.run("x509 -in ak.pem -noout -text"), as: UTF8.self)
            for part in [
                "Subject: CN = dev-0042", "Issuer: CN = Bedplate device CA", "2.23.133.8.3", "CA:FALSE", "Version: 3",
                "X509v3 Key Usage: critical\n                Digital Signature\n", "X509v3 Basic Constraints: critical",
            ] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(try openssl.run("x509 -in ak.pem -noout -pubkey") == openssl.run("pkey -in ak.key -pubout"))
            let verdict = ChainVerifier(anchors: [authority.certificate]).verify(
                issued,
                purpose: .akCertificate,
                at: now
            )
            #expect(verdict.holds)
            #expect(verdict.leniency.isEmpty)
            #expect(issued.publicKey == key)
        }
        let text = String(decoding: try openssl.run("x509 -in ca.pem -noout -text"), as: UTF8.self)
        #expect(text.contains("CA:TRUE, pathlen:0") && text.contains("Certificate Sign, CRL Sign"))
        #expect(text.contains("Not After : Dec 31 23:59:59 9999 GMT"))
    }

    @Test func `serial numbers are positive, 16 octets and never the same`() async throws {
        let authority = try await authority()
        let key = try key("-algorithm EC -pkeyopt ec_paramgen_curve:P-256")
        var serials: Set<[UInt8]> = []
        for _ in 0..<50 {
            let serial = try await authority.attestationKeyCertificate(for: key, device: "d", validity: validity).serial
            #expect(serial.count == 16 && (0x40..<0x80).contains(serial[0]))
            serials.insert(serial)
        }
        #expect(serials.count == 50)
    }

    @Test func `times are those asked for, before and after 2050 and on leap days`() async throws {
        let signer = try SoftwareSigner.ephemeral(.ecdsaP256)
        for (from, to) in [
            (-631_152_000.0, 951_827_696.0), (951_782_400, 2_524_607_999), (2_524_607_999, 2_524_608_000),
            (1_709_251_199, 253_402_300_799), (0, 4_107_542_400), (-1, 1),
        ] {
            let validity = Validity(
                notBefore: Date(timeIntervalSince1970: from),
                notAfter: Date(timeIntervalSince1970: to)
            )
            let authority = try await CertificateAuthority.selfSigned(name: "x", validity: validity, signer: signer)
            #expect(authority.certificate.validity == validity)
        }
        for (from, to) in [(1.0, 0.0), (-631_152_001, 0), (0, 253_402_300_800), (0, .infinity), (.nan, 0)] {
            let validity = Validity(
                notBefore: Date(timeIntervalSince1970: from),
                notAfter: Date(timeIntervalSince1970: to)
            )
            await #expect(throws: BedplateError(.malformed, "")) {
                try await CertificateAuthority.selfSigned(name: "x", validity: validity, signer: signer)
            }
        }
    }

    @Test(arguments: ["", String(repeating: "x", count: 65), "a\nb", "a\u{0}"])
    func `a name that is empty, too long or holds control characters is refused`(name: String) async throws {
        let authority = try await authority()
        let key = try key("-algorithm EC -pkeyopt ec_paramgen_curve:P-256")
        await #expect(throws: BedplateError(.malformed, "")) {
            try await authority.attestationKeyCertificate(for: key, device: name, validity: validity)
        }
    }

    @Test func `a weak key, an unknown one and a validity beyond the authority's are refused`() async throws {
        let authority = try await authority()
        let weak = try key("-algorithm RSA -pkeyopt rsa_keygen_bits:1024")
        for key in [weak, .other(.akCertificate), .ellipticCurve(.p256, x: [], y: [])] {
            await #expect(throws: BedplateError(.malformed, "")) {
                try await authority.attestationKeyCertificate(for: key, device: "d", validity: validity)
            }
        }
        let good = try key("-algorithm EC -pkeyopt ec_paramgen_curve:P-256")
        let early = Validity(notBefore: now - 7200, notAfter: now)
        await #expect(throws: BedplateError(.malformed, "")) {
            try await authority.attestationKeyCertificate(for: good, device: "d", validity: early)
        }
    }

    @Test func `a certificate of another key, or of no authority, makes no authority`() async throws {
        let signer = try SoftwareSigner.ephemeral(.ecdsaP256)
        let authority = try await CertificateAuthority.selfSigned(name: "x", validity: forLong, signer: signer)
        _ = try CertificateAuthority(certificate: authority.certificate, signer: signer)
        #expect(throws: BedplateError(.conflict, "")) {
            try CertificateAuthority(
                certificate: authority.certificate,
                signer: try SoftwareSigner.ephemeral(.ecdsaP256)
            )
        }
        let device = try SoftwareSigner.ephemeral(.ecdsaP256)
        let key = try PublicKeyInfo(der: device.publicKey.subjectPublicKeyInfo)
        let issued = try await authority.attestationKeyCertificate(for: key, device: "d", validity: validity)
        #expect(throws: BedplateError(.conflict, "")) { try CertificateAuthority(certificate: issued, signer: device) }
    }

    @Test func `a key store that signs something else is found before the certificate leaves`() async throws {
        for signer in try [Liar(lie: .anotherMessage), Liar(lie: .short), Liar(lie: .zeros)] {
            await #expect(throws: BedplateError(.unavailable, "")) {
                try await CertificateAuthority.selfSigned(name: "x", validity: forLong, signer: signer)
            }
        }
    }
}

/// A signer whose signatures are not what was asked for.
private struct Liar: Signer {
    enum Lie { case anotherMessage, short, zeros }
    let lie: Lie
    private let honest: SoftwareSigner
    var publicKey: SigningPublicKey { honest.publicKey }
    var home: KeyHome { honest.home }

    init(lie: Lie) throws {
        self.lie = lie
        honest = try SoftwareSigner.ephemeral(.ecdsaP256)
    }

    func sign(_ input: SigningInput, _ scheme: SignatureScheme) async throws -> [UInt8] {
        switch lie {
        case .anotherMessage: try await honest.sign(.message([0]), scheme)
        case .short: Array(try await honest.sign(input, scheme).dropLast())
        case .zeros: [UInt8](repeating: 0, count: 64)
        }
    }
}
