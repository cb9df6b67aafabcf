import Foundation
import OpenSSLOracle
import PKIX
import Testing

@Suite struct ChainVerifierTests {
    let maker: Manufacturer
    init() throws { maker = try Manufacturer.shared.get() }

    /// An hour from now: certificates are made while the tests run.
    private let now = Date() + 3600

    @Test func `a chain to a pinned root holds, and openssl agrees`() throws {
        let verdict = ChainVerifier(anchors: [maker.root]).verify(
            maker.rsaEK,
            intermediates: [maker.intermediate],
            at: now
        )
        #expect(verdict.holds)
        #expect(verdict.path == [maker.rsaEK, maker.intermediate, maker.root])
        #expect(verdict.anchor == maker.root)
        #expect(verdict.leniency.isEmpty)
        try maker.openssl.run("verify -CAfile root.pem -untrusted inter.pem rsa.pem")
    }

    @Test func `a pinned intermediate ends the path`() {
        let verdict = ChainVerifier(anchors: [maker.intermediate]).verify(maker.rsaEK, at: now)
        #expect(verdict.path == [maker.rsaEK, maker.intermediate])
    }

    @Test func `without the intermediate, without an anchor and under another maker the issuer is unknown`() throws {
        let verifier = ChainVerifier(anchors: [maker.root])
        #expect(verifier.verify(maker.rsaEK, at: now).failures.map(\.reason) == [.issuerUnknown])
        let nobody = ChainVerifier(anchors: []).verify(
            maker.rsaEK,
            intermediates: [maker.intermediate, maker.root],
            at: now
        )
        #expect(!nobody.holds)
        #expect(nobody.failures.map(\.reason) == [.issuerUnknown])
    }

    @Test func `validity includes both ends and nothing beyond`() {
        let verifier = ChainVerifier(anchors: [maker.intermediate])
        let validity = maker.rsaEK.validity
        let later = max(validity.notBefore, maker.intermediate.validity.notBefore)
        let sooner = min(validity.notAfter, maker.intermediate.validity.notAfter)
        #expect(verifier.verify(maker.rsaEK, at: later).holds)
        #expect(verifier.verify(maker.rsaEK, at: sooner).holds)
        #expect(verifier.verify(maker.rsaEK, at: validity.notBefore - 1).failures.map(\.reason) == [.notYetValid])
        #expect(verifier.verify(maker.rsaEK, at: validity.notAfter + 1).failures.map(\.reason) == [.expired])
    }

    @Test(arguments: [
        ("plain", ChainFailure.Reason.notCA), ("notca", .notCA), ("cansign", .keyUsage), ("servers", .purpose),
    ])
    func `an issuer that may not issue is refused`(section: String, reason: ChainFailure.Reason) throws {
        let name = "false-\(section)"
        try maker.openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out \(name).key")
        let issuer = try Certificate(der: maker.issue(name, subject: "/CN=\(name)", section, by: "root"))
        let leaf = try Certificate(der: maker.issue("ecc", subject: "/CN=leaf", "eccek", by: name))
        for anchors in [[maker.root], [issuer]] {
            let verdict = ChainVerifier(anchors: anchors)
                .verify(leaf, intermediates: [issuer], purpose: .ekCertificate, at: now)
            #expect(verdict.failures.map(\.reason) == [reason])
        }
        // The same failure, found twice, is still a failure.
        let twice = ChainVerifier(anchors: [issuer, issuer]).verify(
            leaf,
            intermediates: [issuer, issuer],
            purpose: .ekCertificate,
            at: now
        )
        #expect(!twice.holds)
    }

    @Test func `a path longer than an issuer allows is refused`() throws {
        try maker.openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out below.key")
        let below = try Certificate(der: maker.issue("below", subject: "/CN=below", "inter", by: "inter"))
        let leaf = try Certificate(der: maker.issue("ecc", subject: "/CN=leaf", "eccek", by: "below"))
        let verdict = ChainVerifier(anchors: [maker.root]).verify(
            leaf,
            intermediates: [maker.intermediate, below],
            at: now
        )
        #expect(verdict.failures.map(\.reason) == [.pathLength])
        #expect(ChainVerifier(anchors: [below]).verify(leaf, at: now).holds)
    }

    @Test func `an unknown critical extension is refused`() throws {
        let leaf = try Certificate(der: maker.issue("ecc", subject: "/CN=leaf", "critical", by: "inter"))
        let verdict = ChainVerifier(anchors: [maker.intermediate]).verify(leaf, at: now)
        #expect(verdict.failures.map(\.reason) == [.unknownCritical])
        #expect(verdict.failures.first?.detail == "1.2.3.4")
    }

    @Test func `another key of the same name did not sign`() throws {
        try maker.openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out imposter.key")
        let imposter = try Certificate(
            der: maker.issue("imposter", subject: "/C=XX/O=Maker/CN=Intermediate", "inter", by: "root")
        )
        #expect(imposter.subject == maker.intermediate.subject)
        let alone = ChainVerifier(anchors: [imposter]).verify(maker.rsaEK, at: now)
        #expect(alone.failures.map(\.reason) == [.signature])
        #expect(ChainVerifier(anchors: [imposter, maker.intermediate]).verify(maker.rsaEK, at: now).holds)
    }

    @Test func `SHA-1 is verified under its named leniency only`() throws {
        let leaf = try Certificate(der: maker.issue("ecc", subject: "/CN=leaf", "eccek", by: "inter", "-sha1"))
        #expect(
            ChainVerifier(anchors: [maker.intermediate]).verify(leaf, at: now).failures.map(\.reason) == [.leniency]
        )
        let lenient = ChainVerifier(anchors: [maker.intermediate], allowing: .sha1Signature).verify(leaf, at: now)
        #expect(lenient.holds)
        #expect(lenient.leniency == .sha1Signature)
    }

    @Test func `certificates that issue each other end the search`() throws {
        for name in ["loopa", "loopb"] {
            try maker.openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out \(name).key")
        }
        let first = try Certificate(der: maker.issue("loopa", subject: "/CN=loopa", "root", by: "root"))
        let second = try Certificate(der: maker.issue("loopb", subject: "/CN=loopb", "root", by: "loopa"))
        let back = try Certificate(der: maker.issue("loopa", subject: "/CN=loopa", "root", by: "loopb"))
        let leaf = try Certificate(der: maker.issue("ecc", subject: "/CN=leaf", "eccek", by: "loopb"))
        let verdict = ChainVerifier(anchors: []).verify(leaf, intermediates: [first, second, back], at: now)
        #expect(!verdict.holds)
        let bounded = ChainVerifier(anchors: [maker.root], signatureLimit: 1).verify(
            leaf,
            intermediates: [first, second, back],
            at: now
        )
        #expect(bounded.failures.map(\.reason).contains(.limit))
    }

    @Test func `RSA issuers verify with PKCS1 and with PSS, in each digest`() throws {
        try maker.openssl.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out rsaca.key")
        let issuer = try Certificate(der: maker.issue("rsaca", subject: "/CN=rsaca", "root", by: "root"))
        let verifier = ChainVerifier(anchors: [issuer])
        for hash in ["sha256", "sha384", "sha512"] {
            for options in ["", " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest"] {
                let leaf = try Certificate(
                    der: maker.issue("ecc", subject: "/CN=leaf", "eccek", by: "rsaca", "-\(hash)\(options)")
                )
                #expect(verifier.verify(leaf, at: now).holds, "\(hash)\(options)")
                guard let identifier = leaf.signatureScheme?.identifier else { continue }
                #expect(leaf.tbs.firstRange(of: identifier) != nil, "written as openssl writes it: \(hash)\(options)")
            }
        }
        let salted = "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20"
        let odd = try Certificate(der: maker.issue("ecc", subject: "/CN=leaf", "eccek", by: "rsaca", salted))
        #expect(verifier.verify(odd, at: now).failures.map(\.reason) == [.algorithm])
    }

    @Test func `a key below 2048 bits is refused`() throws {
        try maker.openssl.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out weak.key")
        let issuer = try Certificate(der: maker.issue("weak", subject: "/CN=weak", "root", by: "root"))
        let leaf = try Certificate(der: maker.issue("ecc", subject: "/CN=leaf", "eccek", by: "weak"))
        #expect(ChainVerifier(anchors: [issuer]).verify(leaf, at: now).failures.map(\.reason) == [.algorithm])
    }
}
