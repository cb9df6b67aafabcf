import Foundation
import PKIX
import Testing

@Suite struct EKCertificateTests {
    let maker: Manufacturer
    init() throws { maker = try Manufacturer.shared.get() }

    private func verdict(
        _ der: [UInt8],
        key: PublicKeyInfo?,
        allowing leniency: Leniency = []
    ) throws -> EKVerdict {
        let certificate = try EKCertificate(nv: der, allowing: leniency)
        let verifier = ChainVerifier(anchors: [maker.intermediate], allowing: leniency)
        return certificate.judge(publicKey: key, verifier: verifier, at: Date() + 3600)
    }

    @Test func `a maker's certificate holds for its own key, RSA and elliptic curve`() throws {
        for certificate in [maker.rsaEK, maker.eccEK] {
            let verdict = try verdict(certificate.der, key: certificate.publicKey)
            #expect(verdict.holds)
            #expect(Set(verdict.checks.map(\.subject)) == Set(EKVerdict.Check.Subject.allCases))
            #expect(verdict.leniency.isEmpty)
        }
        let attributes = try EKCertificate(nv: maker.rsaEK.der).tpmAttributes
        #expect(attributes == .init(manufacturer: "id:53544D20", model: "Model", version: "id:00010002"))
    }

    @Test func `another TPM's key fails, and no key at all never holds`() throws {
        #expect(try verdict(maker.rsaEK.der, key: maker.eccEK.publicKey).failures.map(\.subject) == [.publicKey])
        let unbound = try verdict(maker.rsaEK.der, key: nil)
        #expect(unbound.failures.isEmpty)
        #expect(!unbound.holds)
    }

    @Test(arguments: [
        ("nopurpose", EKVerdict.Check.Subject.keyPurpose), ("otherpurpose", .keyPurpose), ("wrongusage", .keyUsage),
        ("notpm", .tpmAttributes),
    ])
    func `a certificate for something else fails by name`(section: String, subject: EKVerdict.Check.Subject) throws {
        let der = try maker.issue("ecc", subject: "/CN=other", section, by: "inter")
        #expect(try verdict(der, key: maker.eccEK.publicKey).failures.map(\.subject) == [subject])
    }

    @Test func `a missing purpose is tolerated by name only, another purpose never`() throws {
        let missing = try maker.issue("ecc", subject: "/CN=other", "nopurpose", by: "inter")
        let lenient = try verdict(missing, key: maker.eccEK.publicKey, allowing: .missingKeyPurpose)
        #expect(lenient.holds)
        #expect(lenient.leniency == .missingKeyPurpose)
        let other = try maker.issue("ecc", subject: "/CN=other", "otherpurpose", by: "inter")
        #expect(try !verdict(other, key: maker.eccEK.publicKey, allowing: .missingKeyPurpose).holds)
    }

    @Test func `a CA's certificate is no endorsement key`() throws {
        let certificate = try EKCertificate(nv: maker.intermediate.der)
        let verdict = certificate.judge(
            publicKey: maker.intermediate.publicKey,
            verifier: ChainVerifier(anchors: [maker.root]),
            at: Date() + 3600
        )
        #expect(Set(verdict.failures.map(\.subject)) == [.endEntity, .keyUsage, .tpmAttributes])
    }

    @Test(arguments: [UInt8(0x00), 0xFF])
    func `padding is tolerated by name only and reported`(filler: UInt8) throws {
        let padded = maker.eccEK.der + [UInt8](repeating: filler, count: 100)
        #expect(throws: X509Error(.needs(.trailingPadding), "NV index", at: 0)) { try EKCertificate(nv: padded) }
        let verdict = try verdict(padded, key: maker.eccEK.publicKey, allowing: .trailingPadding)
        #expect(verdict.holds)
        #expect(verdict.leniency == .trailingPadding)
        #expect(throws: X509Error.self) { try EKCertificate(nv: padded + [1], allowing: .trailingPadding) }
        // Read leniently, judged strictly: refused.
        let certificate = try EKCertificate(nv: padded, allowing: .trailingPadding)
        let strict = ChainVerifier(anchors: [maker.intermediate])
        #expect(!certificate.judge(publicKey: maker.eccEK.publicKey, verifier: strict, at: Date() + 3600).holds)
    }

    @Test func `the wrapper of the TPM 1_2 age is tolerated by name only, and its size must be true`() throws {
        let der = maker.eccEK.der
        func wrapped(_ size: Int, _ rest: [UInt8] = []) -> [UInt8] {
            [0x10, 0x01, 0x00, UInt8(size >> 8 & 0xFF), UInt8(size & 0xFF), 0x10, 0x02] + der + rest
        }
        let good = wrapped(der.count + 2)
        #expect(throws: X509Error(.needs(.storedCertificateHeader), "NV index", at: 0)) { try EKCertificate(nv: good) }
        let read = try EKCertificate(nv: good, allowing: .storedCertificateHeader)
        #expect(read.certificate.der == der)
        #expect(read.leniency == .storedCertificateHeader)
        for size in [0, 1, 2, der.count + 1, der.count + 3, 0xFFFF] {
            #expect(throws: X509Error.self) { try EKCertificate(nv: wrapped(size), allowing: .storedCertificateHeader) }
        }
        let both: Leniency = [.storedCertificateHeader, .trailingPadding]
        let padding = [UInt8](repeating: 0xFF, count: 40)
        #expect(throws: X509Error(.needs(both), "NV index", at: 0)) {
            try EKCertificate(nv: wrapped(der.count + 2, padding))
        }
        #expect(try EKCertificate(nv: wrapped(der.count + 2, padding), allowing: both).leniency == both)
        for length in good.indices {
            #expect(throws: X509Error.self) {
                try EKCertificate(nv: Array(good.prefix(length)), allowing: .storedCertificateHeader)
            }
        }
    }

    @Test func `an NV index cut at any byte, or of a size that lies, is refused`() throws {
        let der = maker.rsaEK.der
        let all = Leniency(rawValue: .max)
        for length in der.indices {
            #expect(throws: X509Error.self) { try EKCertificate(nv: Array(der.prefix(length)), allowing: all) }
        }
        for size in [0, 1, der.count - 5, der.count - 3, 0xFFFF] {
            var lying = der
            (lying[2], lying[3]) = (UInt8(size >> 8), UInt8(size & 0xFF))
            #expect(throws: X509Error.self) { try EKCertificate(nv: lying, allowing: all) }
        }
        #expect(throws: X509Error.self) { try EKCertificate(nv: [UInt8](repeating: 0xFF, count: 1600), allowing: all) }
        #expect(throws: X509Error.self) { try EKCertificate(nv: [UInt8](repeating: 0, count: 1600), allowing: all) }
        #expect(throws: X509Error.self) { try EKCertificate(nv: [UInt8](repeating: 0, count: 1 << 20), allowing: all) }
    }
}
