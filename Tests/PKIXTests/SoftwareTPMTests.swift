import Foundation
import OpenSSLOracle
import PKIX
import Testing

/// The certificates that swtpm's own authority issues: a second, independent maker.
@Suite struct SoftwareTPMTests {
    @Test func `the endorsement certificates that swtpm manufactures hold, and need no leniency`() throws {
        let place = try OpenSSL()
        let directory = place.directory.path
        try place.write("".utf8, to: "options")
        try place.write(
            """
            statedir = \(directory)
            signingkey = \(directory)/signkey.pem
            issuercert = \(directory)/issuercert.pem
            certserial = \(directory)/certserial

            """.utf8,
            to: "localca.conf"
        )
        try place.write(
            """
            create_certs_tool = swtpm_localca
            create_certs_tool_config = \(directory)/localca.conf
            create_certs_tool_options = \(directory)/options

            """.utf8,
            to: "setup.conf"
        )
        let setup = "--tpm2 --tpmstate \(directory) --config \(directory)/setup.conf --create-ek-cert --overwrite"
        for (options, file) in [("", "ek-rsa2048.crt"), (" --ecc", "ek-secp384r1.crt")] {
            try place.run("\(setup) --write-ek-cert-files \(directory)\(options)", program: "swtpm_setup")
            let certificate = try EKCertificate(nv: place.read(file))
            #expect(certificate.tpmAttributes?.model == "swtpm")
            let root = try Certificate(der: PEM.decode(place.read("swtpm-localca-rootca-cert.pem"))[0].bytes)
            let issuer = try Certificate(der: PEM.decode(place.read("issuercert.pem"))[0].bytes)
            let key = certificate.certificate.publicKey
            for (anchor, intermediates) in [(issuer, []), (root, [issuer])] {
                let verifier = ChainVerifier(anchors: [anchor])
                let verdict = certificate.judge(
                    publicKey: key,
                    verifier: verifier,
                    intermediates: intermediates,
                    at: Date() + 3600
                )
                #expect(verdict.holds, "\(file): \(verdict.failures)")
                #expect(verdict.leniency.isEmpty)
            }
        }
    }
}
