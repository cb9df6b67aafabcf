import Crypto
import Digests
import Foundation
import Identity
import KeyStore
import Model
import OpenDICE
import OpenSSLOracle
import PKIX
import SoC
import Testing
import Wire

@testable import Subsystem

/// The block's certificates as X.509, judged by `openssl` and by this project's own reader.
@Suite("DICE certificates as X.509") struct CertificateFormTests {
    private func names(_ index: UInt8) -> String { "cert\(index).pem" }

    @Test func `openssl verifies the chain from the maker to the running layer's keys`() async throws {
        let openssl = try OpenSSL()
        var device = try Device.running(layer: 2, seed: 21)
        let point = Array(try #require(device.block.registers.instanceKey).publicKey.rawRepresentation)
        let now = Date()
        let validity = Validity(notBefore: now.addingTimeInterval(-60), notAfter: now.addingTimeInterval(86_400))
        let longer = Validity(notBefore: now.addingTimeInterval(-3600), notAfter: now.addingTimeInterval(172_800))
        let maker = try await CertificateAuthority.selfSigned(
            name: "Test maker",
            validity: longer,
            signer: try SoftwareSigner.ephemeral(.ecdsaP256),
            pathLength: 4
        )
        let instance = try await maker.instanceCertificate(
            for: .ellipticCurve(.p256, x: Array(point.prefix(32)), y: Array(point.suffix(32))),
            validity: validity
        )
        func write(_ der: [UInt8], _ name: String) throws {
            try openssl.write(der, to: "one.der")
            try openssl.run("x509 -inform DER -in one.der -out \(name)")
        }
        try write(maker.certificate.der, "maker.pem")
        try write(instance.der, "instance.pem")
        var chain = try openssl.read("instance.pem")
        for index in [0, 1, 2, 254, 255] as [UInt8] {
            let der = try device.done(.certificate, [index, 1])
            try write(der, names(index))
            // The measurement's extension is critical, as the profile wants it, and openssl does not know it: it says so,
            // and verifies the rest once it is told to pass it over. The unique secret's key is above any measurement.
            try openssl.write(chain, to: "chain.pem")
            let arguments = "-CAfile maker.pem -untrusted chain.pem \(names(index))"
            let strict = try openssl.attempt("verify -x509_strict \(arguments)")
            let text = String(decoding: strict.output, as: UTF8.self)
            #expect((strict.status == 0) == (index == 0), "\(text)")
            if index > 0 { #expect(text.contains("unhandled critical extension")) }
            try openssl.run("verify -x509_strict -ignore_critical \(arguments)")
            if index <= 2 { chain += try openssl.read(names(index)) }
            // The same key, names and use as the form of CBOR.
            let certificate = try Certificate(der: der)
            let other = try OpenDICECertificate(try device.done(.certificate, [index, 0]))
            #expect(certificate.publicKey == other.publicKey)
            #expect(certificate.extensions.keyUsage == other.usage)
            #expect(certificate.subject.text(OID(2, 5, 4, 5)) == other.subject)
            #expect(certificate.issuer.text(OID(2, 5, 4, 5)) == other.issuer)
            #expect(certificate.extensions.isCA == (index <= 2))
            let measured = certificate.extensions.opaque.filter { $0.isCritical }
            #expect(measured.isEmpty == (other.input == nil))
            if let input = other.input {
                // codeHash, the first field of OpenDiceInput, explicitly tagged.
                let value = try #require(measured.first).value
                #expect(Array(value.prefix(4 + input.codeHash.count + 2).suffix(input.codeHash.count)).count == 32)
                #expect(Hexadecimal.encode(value).contains("a0220420" + Hexadecimal.encode(input.codeHash)))
                #expect(Hexadecimal.encode(value).contains("a4220420" + Hexadecimal.encode(input.authorityHash)))
                #expect(Hexadecimal.encode(value).hasSuffix("a603020101"))
            }
        }
        // The positive control of the verification: another device's key under the same names.
        var stranger = try Device.running(layer: 2, seed: 22)
        try write(try stranger.done(.certificate, [255, 1]), "foreign.pem")
        #expect(
            try openssl.attempt("verify -ignore_critical -CAfile maker.pem -untrusted chain.pem foreign.pem").status
                != 0
        )
    }

    @Test func `openssl reads names, serial numbers and the time as the profile writes them`() throws {
        let openssl = try OpenSSL()
        var device = try Device.running(layer: 1, seed: 23)
        let der = try device.done(.certificate, [1, 1])
        let read = try OpenDICECertificate(try device.done(.certificate, [1]))
        try openssl.write(der, to: "one.der")
        let shown = String(
            decoding: try openssl.run("x509 -inform DER -in one.der -noout -subject -issuer -serial -dates"),
            as: UTF8.self
        )
        #expect(
            shown.contains("subject=serialNumber=\(read.subject)") || shown.contains("serialNumber = \(read.subject)")
        )
        #expect(shown.contains("issuer=serialNumber=\(read.issuer)") || shown.contains("serialNumber = \(read.issuer)"))
        #expect(shown.uppercased().contains("SERIAL=\(read.subject.uppercased())"))
        #expect(shown.contains("Mar 22 23:59:59 2018 GMT") && shown.contains("Dec 31 23:59:59 9999 GMT"))
        #expect(try device.ask(.certificate, [3, 1]).status == .absent)
    }
}
