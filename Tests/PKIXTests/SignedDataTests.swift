import Digests
import Foundation
import OpenSSLOracle
import PKIX
import Testing

@Suite struct SignedDataTests {
    private static let keys = [
        "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
    ]

    private func signed(_ options: String, _ digest: String = "sha256") throws -> (
        der: [UInt8], certificate: Certificate, content: [UInt8]
    ) {
        let openssl = try OpenSSL()
        let content = [UInt8](0...255)
        try openssl.write(content, to: "content")
        try openssl.run("genpkey \(options) -out key.pem")
        try openssl.run("req -x509 -new -key key.pem -sha256 -days 30 -subj /CN=signer -out cert.pem")
        try openssl.run("x509 -in cert.pem -outform DER -out cert.der")
        try openssl.run(
            "cms -sign -binary -nocerts -nosmimecap -md \(digest) -signer cert.pem -inkey key.pem -in content "
                + "-outform DER -out signature"
        )
        return (try openssl.read("signature"), try Certificate(der: openssl.read("cert.der")), content)
    }

    @Test(arguments: keys, [("sha256", HashAlgorithm.sha256), ("sha384", .sha384), ("sha512", .sha512)])
    func `what openssl signs is read, made again, and holds`(
        options: String,
        hash: (name: String, algorithm: HashAlgorithm)
    ) throws {
        let (der, certificate, content) = try signed(options, hash.name)
        let data = try SignedData(der: der)
        #expect(data.der == der)
        #expect(data.issuer == certificate.issuer.der)
        #expect(data.serial == certificate.serial)
        #expect(data.hash == hash.algorithm)
        #expect(try data.messageDigest == hash.algorithm.digest(content))
        #expect(abs(try #require(data.signingTime).timeIntervalSinceNow) < 3600)
        let key = try VerificationKey(certificate.publicKey)
        #expect(data.isValid(by: key))
        // Positive control: whatever the signature covers.
        var other = data
        other.messageDigest[0] ^= 1
        #expect(!other.isValid(by: key))
        other = data
        other.signingTime = Date(timeIntervalSince1970: 0)
        #expect(!other.isValid(by: key))
    }

    @Test func `it has one form: a flip makes another value, or is refused`() throws {
        let (der, certificate, _) = try signed(Self.keys[1])
        let key = try VerificationKey(certificate.publicKey)
        let sound = try SignedData(der: der)
        var octets = der
        for place in octets.indices {
            for bit in 0..<8 {
                octets[place] ^= 1 << bit
                if let read = try? SignedData(der: octets) {
                    #expect(read.der == octets)
                    #expect(read != sound)
                    #expect(
                        !read.isValid(by: key) || read.issuer != sound.issuer || read.serial != sound.serial,
                        "bit \(bit) of octet \(place)"
                    )
                }
                octets[place] ^= 1 << bit
            }
        }
        for cut in der.indices { #expect(throws: X509Error.self) { try SignedData(der: Array(der.prefix(cut))) } }
        #expect(throws: X509Error.self) { try SignedData(der: der + [0]) }
    }
}
