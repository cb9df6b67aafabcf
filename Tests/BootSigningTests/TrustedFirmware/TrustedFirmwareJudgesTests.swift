import BootSigning
import Digests
import Files
import Foundation
import Model
import OpenSSLOracle
import PKIX
import Testing
import TrustedFirmware

/// cert_create, fiptool and openssl, both ways: what they make is accepted, what is made here they accept.
@Suite struct TrustedFirmwareJudgesTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        var algorithm: SigningPublicKey.Algorithm
        var hash: HashAlgorithm
        var testDescription: String { "\(algorithm.rawValue) \(hash)" }
    }

    static let kinds: [Kind] = [
        Kind(algorithm: .ecdsaP256, hash: .sha256), Kind(algorithm: .ecdsaP384, hash: .sha384),
        Kind(algorithm: .ecdsaP256, hash: .sha512), Kind(algorithm: .rsa2048, hash: .sha256),
        Kind(algorithm: .rsa3072, hash: .sha256), Kind(algorithm: .rsa4096, hash: .sha256),
    ]

    /// Every image that cert_create's TBBR chain has an option for.
    static let images: [ImageUUID] = [
        .scpUpdater, .updater, .nonTrustedUpdater, .trustedBoot, .scp, .soc, .trustedOS, .trustedOSExtra1, .nonTrusted,
        .configuration, .hardwareConfiguration, .trustedBootConfiguration, .socConfiguration,
    ]

    static let certificates: [ImageUUID] = ChainOfTrust.tbbr.certificates.map(\.certificate)

    /// Runs cert_create over the bench's keys and the images, then returns the certificates.
    static func certCreate(
        _ oracle: OpenSSL,
        _ kind: Kind,
        _ images: [ImageUUID] = images
    ) throws -> [ImageUUID: [UInt8]] {
        for uuid in images { try oracle.write(TrustedFirmwareBench.image(uuid), to: "\(uuid).bin") }
        var options = "--tfw-nvctr 31 --ntfw-nvctr 223 -s \(kind.hash)"
        for role in TrustedFirmwareBench.roles(of: .tbbr) { options += " --\(role.rawValue)-key \(role.rawValue).pem" }
        for uuid in images { options += " --\(uuid) \(uuid).bin" }
        for uuid in certificates { options += " --\(uuid) \(uuid).crt" }
        try oracle.run(options, program: "cert_create")
        var made: [ImageUUID: [UInt8]] = [:]
        for uuid in certificates { made[uuid] = try oracle.read("\(uuid).crt") }
        return made
    }

    @Test(arguments: kinds)
    func `what cert_create and fiptool make is accepted`(kind: Kind) throws {
        let oracle = try OpenSSL()
        let bench = try TrustedFirmwareBench(kind.algorithm, hash: kind.hash, in: oracle)
        _ = try Self.certCreate(oracle, kind)
        let parts = Self.images.map { "--\($0) \($0).bin" } + Self.certificates.map { "--\($0) \($0).crt" }
        try oracle.run("create --align 16 \(parts.joined(separator: " ")) package.fip", program: "fiptool")
        let package = try FileSource(oracle.path("package.fip"))
        #expect(try TrustedFirmwareFormat.recognises(package))
        let judgement = try TrustedFirmwareFormat.verify(package, try bench.trust)
        #expect(judgement.holds, "\(judgement.failures)")
        #expect(judgement.findings.count { $0.code == .imageHash } == Self.images.count)
        #expect(judgement.findings.count { $0.code == .imageSignature } == Self.certificates.count)
        // The firmware update certificate can be rolled back, and that is said.
        #expect(judgement.findings.count { $0.code == .imageCounter && $0.severity == .noted } == 1)
        // Another device, the same package.
        var stranger = try bench.trust
        stranger.digests[0].octets[31] ^= 1
        #expect(!(try TrustedFirmwareFormat.verify(package, stranger).holds))
    }

    @Test(arguments: kinds)
    func `certificates say octet for octet what cert_create's say, and openssl verifies them`(kind: Kind) async throws {
        let oracle = try OpenSSL()
        let bench = try TrustedFirmwareBench(kind.algorithm, hash: kind.hash, in: oracle)
        let theirs = try Self.certCreate(oracle, kind)
        let signed = try await bench.signing.sign(TrustedFirmwareBench.content(Self.images))
        #expect(Set(signed.images.map(\.uuid)) == Set(Self.images + Self.certificates))
        for uuid in Self.certificates {
            let source = try #require(signed[uuid])
            let ours = try TrustCertificate(der: try source.octets(in: 0..<source.count))
            let other = try TrustCertificate(der: try #require(theirs[uuid]))
            #expect(ours.parameters.map(\.value) == other.parameters.map(\.value))
            for parameter in other.parameters {
                let der = try #require(parameter.value.der)
                #expect(other.certificate.der[parameter.offset...].starts(with: der))
            }
            #expect(try Self.fixed(ours.certificate) == Self.fixed(other.certificate), "\(uuid)")
            try oracle.write(ours.certificate.der, to: "ours.crt")
            try oracle.run("x509 -inform DER -in ours.crt -out ours.pem")
            try oracle.run("verify -check_ss_sig -ignore_critical -partial_chain -trusted ours.pem ours.pem")
            // Positive control: openssl does look.
            var broken = ours.certificate.der
            broken[broken.count - 1] ^= 1
            try oracle.write(broken, to: "broken.crt")
            try oracle.run("x509 -inform DER -in broken.crt -out broken.pem")
            let verdict = try oracle.attempt(
                "verify -check_ss_sig -ignore_critical -partial_chain -trusted broken.pem broken.pem"
            )
            #expect(verdict.status != 0)
        }
    }

    /// What two certificates of one content share: all but serial, period and signature.
    static func fixed(_ certificate: Certificate) throws -> [[UInt8]] {
        let tbs = certificate.tbs
        let key = try #require(tbs.firstRange(of: certificate.subjectPublicKeyInfo))
        let scheme = try #require(certificate.signatureScheme?.identifier)
        // cert_create gives RSA-PSS over SHA-256 only the salt that is verified here; all others are ECDSA.
        #expect(tbs.firstRange(of: scheme) != nil)
        return [scheme, certificate.issuer.der, certificate.subject.der, Array(tbs[key.lowerBound...])]
    }

    @Test func `fiptool unpacks and rebuilds what is made here, octet for octet, streamed from file to file`()
        async throws
    {
        let oracle = try OpenSSL()
        let bench = try TrustedFirmwareBench()
        let blob = try #require(ImageUUID("01234567-89AB-CDEF-0123-456789ABCDEF"))
        for (alignment, flags) in [(1, UInt16(0)), (16, 0), (4096, 0xBEEF)] {
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.set(blob, MemorySource([1, 2, 3]))
            (content.alignment, content.platformFlags) = (alignment, flags)
            let made = content
            let table = try await DurableFile.stream(to: oracle.path("ours.fip")) { sink in try made.write(to: &sink) }
            #expect(table.packageSize % alignment == 0)
            for uuid in made.images.map(\.uuid) {
                try? FileManager.default.removeItem(atPath: oracle.path("\(uuid).bin"))
            }
            try oracle.run("unpack --force ours.fip", program: "fiptool")
            var parts = ""
            for image in made.images {
                let octets = try image.source.octets(in: 0..<image.source.count)
                #expect(try oracle.read("\(image.uuid).bin") == octets, "\(image.uuid)")
                parts += image.uuid == blob ? "" : " --\(image.uuid) \(image.uuid).bin"
            }
            parts += " --blob uuid=\(blob.text),file=\(blob).bin"
            let options = "--align \(alignment) --plat-toc-flags 0x\(String(flags, radix: 16))"
            try oracle.run("create \(options)\(parts) theirs.fip", program: "fiptool")
            #expect(try oracle.read("theirs.fip") == oracle.read("ours.fip"))
        }
    }

    @Test func `updating and removing give the package that fiptool gives`() async throws {
        let oracle = try OpenSSL()
        let bench = try TrustedFirmwareBench()
        try oracle.write(try await bench.package(), to: "package.fip")
        try oracle.write([9, 9, 9], to: "new.bin")
        let package = try FirmwarePackage(FileSource(oracle.path("package.fip")))
        var content = FirmwarePackageContent(of: package)
        content.set(.soc, MemorySource([9, 9, 9]))
        content.set(.hardwareConfiguration, MemorySource([9, 9, 9]))
        content.remove(.nonTrusted)
        let changed = try bench.octets(content)
        try oracle.run("update --soc-fw new.bin --hw-config new.bin package.fip", program: "fiptool")
        try oracle.run("remove --nt-fw package.fip", program: "fiptool")
        #expect(try oracle.read("package.fip") == changed)
        let info = String(decoding: try oracle.run("info package.fip", program: "fiptool"), as: UTF8.self)
        let table = try FirmwarePackage(MemorySource(changed)).table
        for entry in table.entries {
            let line =
                "offset=0x\(String(entry.offset, radix: 16).uppercased()), "
                + "size=0x\(String(entry.count, radix: 16).uppercased()), cmdline=\"--\(entry.uuid)\""
            #expect(info.contains(line))
        }
    }

    @Test func `a salt that is not as long as the digest is refused: cert_create's RSA over SHA-384`() throws {
        let oracle = try OpenSSL()
        let kind = Kind(algorithm: .rsa2048, hash: .sha384)
        let bench = try TrustedFirmwareBench(kind.algorithm, hash: kind.hash, in: oracle)
        _ = try Self.certCreate(oracle, kind)
        let parts = Self.images.map { "--\($0) \($0).bin" } + Self.certificates.map { "--\($0) \($0).crt" }
        try oracle.run("create \(parts.joined(separator: " ")) package.fip", program: "fiptool")
        let judgement = try TrustedFirmwareFormat.verify(FileSource(oracle.path("package.fip")), try bench.trust)
        #expect(judgement.failures.contains { $0.code == .trustSignatureScheme })
        #expect(!judgement.holds)
    }
}
