import Foundation
import PKIX
import Testing

/// Runs over certificates as TPM makers issued them, if that data is at hand; says how many, or that it is absent.
@Suite struct ConformanceTests {
    private static let data: URL? = {
        let named = ProcessInfo.processInfo.environment["BEDPLATE_CONFORMANCE_DATA"].map { URL(fileURLWithPath: $0) }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let url = named ?? package.deletingLastPathComponent().appendingPathComponent("shared/data")
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }()

    private static func files(_ folder: String) throws -> [String: [UInt8]] {
        guard let data else {
            print("conformance: data absent, 0 of \(folder)")
            return [:]
        }
        let directory = data.appendingPathComponent(folder)
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            files[name] = [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
        }
        print("conformance: \(files.count) of \(folder)")
        return files
    }

    private static let in2020 = Date(timeIntervalSince1970: 1_590_000_000)

    @Test func `all 51 vendor anchors load; what they need is unsorted names alone, and seven need it`() throws {
        let files = try Self.files("tpm-vendor-roots")
        var lenient: [String] = []
        var anchors: [Certificate] = []
        for (name, text) in files {
            let blocks = try PEM.decode(text)
            #expect(blocks.map(\.label) == ["CERTIFICATE"], "\(name)")
            let certificate = try Certificate(der: blocks[0].bytes, allowing: .unsortedName)
            #expect(certificate.extensions.isCA == true && certificate.extensions.unknownCritical.isEmpty, "\(name)")
            _ = try VerificationKey(certificate.publicKey)
            if !certificate.leniency.isEmpty { lenient.append(name) }
            anchors.append(certificate)
        }
        guard !files.isEmpty else { return }
        #expect(files.count == 51)
        #expect(lenient.count == 7 && lenient.allSatisfy { $0.hasPrefix("N") }, "\(lenient)")
        // Every signature that can be checked within the set holds: positive control for reading and for verifying.
        var links = 0
        for certificate in anchors {
            let issuers = anchors.filter { $0.subject == certificate.issuer && $0 != certificate }
            guard !issuers.isEmpty else { continue }
            let verifier = ChainVerifier(anchors: issuers, allowing: [.unsortedName, .sha1Signature])
            let verdict = verifier.verify(certificate, at: Self.in2020)
            #expect(verdict.holds, "\(certificate): \(verdict.failures)")
            links += 1
        }
        #expect(links > 10)
    }

    @Test func `the ST endorsement keys chain at a date of 2020, and the padding is reported`() throws {
        let anchors = try Self.files("tpm-vendor-roots").values.map {
            try Certificate(der: PEM.decode($0)[0].bytes, allowing: .unsortedName)
        }
        let files = try Self.files("ek-certificates")
        guard !files.isEmpty else { return }
        for (name, leniency) in [
            ("keylime_st_ecdsa_sha256_der.der", Leniency()), ("keylime_st_sha256_with_rsa_der.der", .trailingPadding),
        ] {
            let bytes = try #require(files[name])
            let certificate = try EKCertificate(nv: bytes, allowing: leniency)
            #expect(certificate.leniency == leniency)
            let verifier = ChainVerifier(anchors: anchors, allowing: leniency)
            let verdict = certificate.judge(
                publicKey: certificate.certificate.publicKey,
                verifier: verifier,
                at: Self.in2020
            )
            #expect(verdict.holds, "\(name): \(verdict.failures)")
            #expect(certificate.tpmAttributes?.manufacturer == "id:53544D20")
            let late = certificate.judge(
                publicKey: certificate.certificate.publicKey,
                verifier: verifier,
                at: Date(timeIntervalSince1970: 1_850_000_000)
            )
            #expect(late.chain.failures.map(\.reason) == [.expired])
        }
    }

    @Test func `the Nuvoton certificate is read under its named leniency only`() throws {
        guard let bytes = try Self.files("ek-certificates")["keylime_nuvoton_ecdsa_sha256_der.der"] else { return }
        #expect(throws: X509Error(.needs(.unsortedName), "certificate", at: 0)) { try EKCertificate(nv: bytes) }
        let certificate = try EKCertificate(nv: bytes, allowing: .unsortedName)
        let pinned = ChainVerifier(anchors: [certificate.certificate], allowing: .unsortedName)
        #expect(pinned.verify(certificate.certificate, at: Self.in2020).holds)
    }
}
