import Digests
import PKIX
import Testing
import TrustedFirmware

@Suite struct ChainOfTrustTests {
    @Test(arguments: ChainOfTrust.all)
    func `a chain is whole: every key is a root or carried by an earlier certificate, every image stands once`(
        chain: ChainOfTrust
    ) {
        var keys = Set(chain.roots)
        var images: [ImageUUID] = []
        for rule in chain.certificates {
            #expect(keys.contains(rule.signedBy), "\(rule.certificate)")
            #expect(rule.certificate.name != nil)
            images += rule.images + [rule.certificate]
            if let counter = rule.counter { #expect(counter.parameter?.kind == .counter) }
            for content in rule.content {
                switch content {
                case .image(let parameter, _, _): #expect(parameter.kind == .digest)
                case .key(let parameter, let role):
                    #expect(parameter.kind == .key)
                    if !chain.roots.contains(role) { #expect(keys.insert(role).inserted) }
                }
            }
        }
        #expect(Set(images).count == images.count)
        #expect(ChainOfTrust(named: chain.name) == chain)
    }

    @Test func `a parameter is one arc under the base, and a known one`() {
        #expect(CertificateParameter(OID(1, 3, 6, 1, 4, 1, 4128, 2100, 201)) == .trustedBootHash)
        #expect(CertificateParameter(OID(1, 3, 6, 1, 4, 1, 4128, 2100, 1)) == .trustedCounter)
        #expect(CertificateParameter.nonTrustedHash.oid.description == "1.3.6.1.4.1.4128.2100.1201")
        for oid in [
            OID(1, 3, 6, 1, 4, 1, 4128, 2100), OID(1, 3, 6, 1, 4, 1, 4128, 2100, 5),
            OID(1, 3, 6, 1, 4, 1, 4128, 2100, 1, 1), OID(1, 3, 6, 1, 4, 1, 4128, 2101, 1),
            OID(1, 3, 6, 1, 4, 1, 4128, 2100, 65737), OID(2, 5, 29, 14),
        ] { #expect(CertificateParameter(oid) == nil) }
    }

    @Test(arguments: [HashAlgorithm.sha256, .sha384, .sha512])
    func `a digest is read as it was written, and every truncation and extension is refused`(hash: HashAlgorithm) throws
    {
        let digest = ImageDigest(hash, try hash.digest([1, 2, 3]))
        let der = try #require(digest.der)
        #expect(try ImageDigest(der: der) == digest)
        #expect(!digest.isAbsent)
        #expect(ImageDigest.absent(hash).isAbsent)
        for count in der.indices { #expect(throws: X509Error.self) { try ImageDigest(der: Array(der.prefix(count))) } }
        #expect(throws: X509Error.self) { try ImageDigest(der: der + [0]) }
        #expect(ImageDigest(hash, [1]).der == nil)
        #expect(ImageDigest(.sha1, [UInt8](repeating: 0, count: 20)).der == nil)
    }

    @Test func `a counter that no boot loader reads is not written`() {
        #expect(TrustCertificate.Value.counter(0).der == [2, 1, 0])
        #expect(TrustCertificate.Value.counter(0x7FFF_FFFF).der == [2, 4, 0x7F, 0xFF, 0xFF, 0xFF])
        #expect(TrustCertificate.Value.counter(0x8000_0000).der == nil)
    }
}
