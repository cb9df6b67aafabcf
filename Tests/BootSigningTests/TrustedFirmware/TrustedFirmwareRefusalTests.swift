import BootSigning
import Digests
import Foundation
import Model
import PKIX
import Testing
import TrustedFirmware

@Suite struct TrustedFirmwareRefusalTests {
    /// One way to attack a package or to ask too much of a device.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var finding: Finding.Code
        /// Nil when the finding is about the device's trust state, which has no place in the package.
        var location: String?
        var mutate: @Sendable (TrustedFirmwareBench, inout [UInt8], inout DeviceTrust) async throws -> Void
        var testDescription: String { name }

        init(
            _ name: String,
            _ finding: Finding.Code,
            at location: String? = "byte ",
            _ mutate: @escaping @Sendable (TrustedFirmwareBench, inout [UInt8], inout DeviceTrust) async throws -> Void
        ) {
            (self.name, self.finding, self.location, self.mutate) = (name, finding, location, mutate)
        }
    }

    static let refusals: [Refusal] = table + certificates + chain + trust

    @Test(arguments: refusals)
    func `what no device may boot is refused with its own finding and place`(refusal: Refusal) async throws {
        let bench = try TrustedFirmwareBench()
        var (package, trust) = (try await bench.package(), try bench.trust)
        let control = try TrustedFirmwareFormat.verify(MemorySource(package), trust)
        #expect(control.holds, "\(control.failures)")
        try await refusal.mutate(bench, &package, &trust)
        let judgement = try TrustedFirmwareFormat.verify(MemorySource(package), trust)
        #expect(!judgement.holds)
        let finding = try #require(
            judgement.failures.first { $0.code == refusal.finding },
            "\(judgement.failures)"
        )
        if let location = refusal.location {
            #expect(finding.location?.hasPrefix(location) == true, "\(finding)")
            let digits = finding.location?.dropFirst("byte ".count) ?? ""
            let place = try #require(Int(digits))
            #expect((0...package.count).contains(place))
        }
    }

    @Test func `no two refusals have the same name`() {
        #expect(Set(Self.refusals.map(\.name)).count == Self.refusals.count)
    }

    // MARK: The table of contents

    private static let firstRow = 16

    /// Writes a little-endian number.
    static func put(_ value: UInt64, at place: Int, in bytes: inout [UInt8]) {
        for i in 0..<8 { bytes[place + i] = UInt8(truncatingIfNeeded: value >> UInt64(8 * i)) }
    }

    static func number(at place: Int, in bytes: [UInt8]) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
    }

    private static let table: [Refusal] = [
        Refusal("another magic", .table(.notPackage), at: "byte 0") { _, bytes, _ in bytes[0] ^= 1 },
        Refusal("a serial number of zero", .table(.zeroSerialNumber), at: "byte 4") { _, bytes, _ in
            bytes.replaceSubrange(4..<8, with: [0, 0, 0, 0])
        },
        Refusal("a flag that nobody defines", .table(.reservedFlags), at: "byte 8") { _, bytes, _ in bytes[8] = 1 },
        Refusal("an entry's flag that nobody defines", .table(.reservedFlags), at: "byte 48") { _, bytes, _ in
            bytes[firstRow + 39] = 0x80
        },
        Refusal("an image of no octets", .table(.emptyImage), at: "byte 40") { _, bytes, _ in
            put(0, at: firstRow + 24, in: &bytes)
        },
        Refusal("a size beyond the package", .table(.outsidePackage), at: "byte 32") { _, bytes, _ in
            put(UInt64(bytes.count), at: firstRow + 24, in: &bytes)
        },
        Refusal("a size that no number holds", .table(.outsidePackage), at: "byte 32") { _, bytes, _ in
            put(.max, at: firstRow + 24, in: &bytes)
        },
        Refusal("offset and size that wrap around", .table(.outsidePackage), at: "byte 32") { _, bytes, _ in
            put(UInt64.max - 15, at: firstRow + 16, in: &bytes)
        },
        Refusal("an image inside the table", .table(.insideTable), at: "byte 32") { _, bytes, _ in
            put(16, at: firstRow + 16, in: &bytes)
        },
        Refusal("two images that share octets", .table(.overlap), at: "byte 72") { _, bytes, _ in
            put(number(at: firstRow + 16, in: bytes) + 1, at: firstRow + 56, in: &bytes)
        },
        Refusal("a UUID that stands twice", .table(.duplicateImage), at: "byte 56") { _, bytes, _ in
            bytes.replaceSubrange((firstRow + 40)..<(firstRow + 56), with: bytes[firstRow..<(firstRow + 16)])
        },
        Refusal("a last row that comes early", .tableEnd) { _, bytes, _ in
            let rows = try TableOfContents(bytes, ofPackage: bytes.count).entries.count
            let last = firstRow + 40 * rows
            bytes.replaceSubrange((last - 40)..<last, with: bytes[last..<(last + 40)])
        },
        Refusal("no last row", .table(.truncated)) { _, bytes, _ in
            let rows = try TableOfContents(bytes, ofPackage: bytes.count).entries.count
            bytes = Array(bytes.prefix(firstRow + 40 * rows))
            for row in 0..<rows {
                put(0, at: firstRow + 40 * row + 16, in: &bytes)
                put(1, at: firstRow + 40 * row + 24, in: &bytes)
            }
        },
        Refusal("a table without images", .table(.noImages), at: "byte 16") { _, bytes, _ in
            bytes = Array(bytes.prefix(16)) + [UInt8](repeating: 0, count: 40)
            put(56, at: 32, in: &bytes)
        },
        Refusal("octets behind the package", .table(.packageSize)) { _, bytes, _ in bytes.append(0) },
        Refusal("a package that is cut off", .table(.packageSize)) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.alignment = 4096
            bytes = Array(try bench.octets(content).dropLast())
        },
        Refusal("octets in the padding", .packagePadding) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.alignment = 64
            bytes = try bench.octets(content)
            bytes[bytes.count - 1] = 1
        },
    ]

    // MARK: Certificates

    private static let certificates: [Refusal] = [
        Refusal("a digest extension that stands twice", .trustCertificateDuplicate) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .trustedBootCertificate) { template in
                let evil = ImageDigest(.sha256, [UInt8](repeating: 1, count: 32))
                template.parameters.append((.trustedBootHash, .digest(evil)))
            }
        },
        Refusal("octets inside an extension, behind its value", .trustCertificate) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socKeyCertificate) { template in
                template.parameters[1].value = .key(try bench.key(.soc) + [0x05, 0x00])
            }
        },
        Refusal("octets behind the last extension", .trustCertificate) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { tbs in
                let (head, list) = try TrustedFirmwareBench.parts(of: tbs, try bench.key(.soc))
                return DEREncoding.sequence(head, DEREncoding.explicit(3, DEREncoding.sequence(list, DEREncoding.null)))
            }
        },
        Refusal("an element behind the extensions", .trustCertificate) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { tbs in
                let (head, list) = try TrustedFirmwareBench.parts(of: tbs, try bench.key(.soc))
                let extensions = DEREncoding.explicit(3, DEREncoding.sequence(list))
                return DEREncoding.sequence(head, extensions, DEREncoding.octetString([1, 2, 3]))
            }
        },
        Refusal("a second list of extensions", .trustCertificate) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { tbs in
                let (head, list) = try TrustedFirmwareBench.parts(of: tbs, try bench.key(.soc))
                let extensions = DEREncoding.sequence(list)
                return DEREncoding.sequence(head, DEREncoding.explicit(3, extensions + extensions))
            }
        },
        Refusal("octets behind the certificate", .trustCertificate) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            let old = try #require(content[.nonTrustedCertificate])
            content.set(.nonTrustedCertificate, MemorySource(try old.octets(in: 0..<old.count) + [0]))
            bytes = try bench.octets(content)
        },
        Refusal("a certificate longer than the limit", .trustCertificate) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.set(.nonTrustedCertificate, MemorySource([UInt8](repeating: 0x30, count: 10_000)))
            bytes = try bench.octets(content)
        },
        Refusal("a negative counter", .trustCertificate) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { tbs in
                try exchanging([0x04, 0x03, 0x02, 0x01, 0x1F], for: [0x04, 0x03, 0x02, 0x01, 0x9F], in: tbs)
            }
        },
        Refusal("a digest of another length than its algorithm's", .trustCertificate) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { tbs in
                // The name of SHA-256 becomes that of SHA-384.
                try exchanging(
                    [0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20],
                    for: [0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x20],
                    in: tbs
                )
            }
        },
        Refusal("an extension that is not critical", .trustCertificate) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { tbs in
                let (head, list) = try TrustedFirmwareBench.parts(of: tbs, try bench.key(.soc))
                let value = DEREncoding.octetString(DEREncoding.unsigned([9]))
                let entry = DEREncoding.sequence(DEREncoding.oid(CertificateParameter.ccaCounter.oid), value)
                return DEREncoding.sequence(head, DEREncoding.explicit(3, DEREncoding.sequence(list, entry)))
            }
        },
        Refusal("an extension that the chain does not want here", .trustCertificateContent) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { template in
                template.parameters.append((.nonTrustedHash, .digest(.absent(.sha256))))
            }
        },
        Refusal("a certificate without its main digest", .trustCertificateContent) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { template in
                template.parameters.removeAll { $0.name == .socHash }
            }
        },
        Refusal("a signature that does not hold", .imageSignature) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate, signedBy: .scp) { template in
                template.subjectPublicKeyInfo = try bench.key(.soc)
            }
        },
        Refusal("octets behind the signature", .imageSignatureForm) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate, surgery: { $0 }, signature: { $0 + [0] })
        },
        Refusal("a signature of zeros", .imageSignatureForm) { bench, bytes, _ in
            bytes = try await bench.package(
                exchanging: .socCertificate,
                surgery: { $0 },
                signature: { _ in ECDSASignature(r: [], s: []).der }
            )
        },
    ]

    static func exchanging(_ old: [UInt8], for new: [UInt8], in bytes: [UInt8]) throws -> [UInt8] {
        var bytes = bytes
        let range = try #require(bytes.firstRange(of: old))
        bytes.replaceSubrange(range, with: new)
        return bytes
    }

    // MARK: The chain

    private static let chain: [Refusal] = [
        Refusal("a content certificate of another key than the key certificate names", .trustCertificateKey) {
            bench,
            bytes,
            _ in
            bytes = try await bench.package(exchanging: .socCertificate, signedBy: .scp) { _ in }
        },
        Refusal("a content certificate whose key certificate is missing", .trustCertificateParent) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.remove(.socKeyCertificate)
            bytes = try bench.octets(content)
        },
        Refusal("a key certificate signed by another root", .imageKeyTrusted) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .trustedKeyCertificate, signedBy: .soc) { _ in }
        },
        Refusal("an image without its certificate", .imageCoverage) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.remove(.socCertificate)
            bytes = try bench.octets(content)
        },
        Refusal("an image that is signed as absent", .imageCoverage) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.set(.trustedBootConfiguration, MemorySource([1, 2, 3]))
            bytes = try bench.octets(content)
        },
        Refusal("an image that the chain does not know", .packageImageUnknown) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.set(try #require(ImageUUID("01234567-89AB-CDEF-0123-456789ABCDEF")), MemorySource([1, 2, 3]))
            bytes = try bench.octets(content)
        },
        Refusal("an image of another chain", .packageImageUnknown) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.set(.siliconPartitionsCertificate, MemorySource([1, 2, 3]))
            bytes = try bench.octets(content)
        },
        Refusal("an image that was changed", .imageHash) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.set(.nonTrusted, MemorySource(TrustedFirmwareBench.image(.soc)))
            bytes = try bench.octets(content)
        },
        Refusal("an image that was taken out", .packageImageAbsent) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
            content.remove(.nonTrustedConfiguration)
            bytes = try bench.octets(content)
        },
        Refusal("certificates without a single image", .imageCoverage, at: nil) { bench, bytes, _ in
            var content = try await bench.signing.sign(TrustedFirmwareBench.content([.trustedBoot]))
            content.remove(.trustedBoot)
            bytes = try bench.octets(content)
        },
        Refusal("a certificate without its counter", .trustCounterPresent) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { $0.parameters.remove(at: 0) }
        },
        Refusal("certificates whose counters differ", .trustCounterConsistent) { bench, bytes, _ in
            bytes = try await bench.package(exchanging: .socCertificate) { template in
                template.parameters[0].value = .counter(32)
            }
        },
    ]

    // MARK: The device

    private static let trust: [Refusal] = [
        Refusal("a trusted counter below the fused one", .imageCounter) { _, _, trust in
            trust.counters["trusted"] = 32
        },
        Refusal("a non-trusted counter below the fused one", .imageCounter) { _, _, trust in
            trust.counters["non-trusted"] = 224
        },
        Refusal("a fused counter that the chain does not have", .imageCounterName, at: nil) { _, _, trust in
            trust.counters["counter"] = 0
        },
        Refusal("a device without a root key", .imageKeyRequired, at: nil) { _, _, trust in trust.digests = [] },
        Refusal("a device with another root key", .imageKeyTrusted) { _, _, trust in trust.digests[0].octets[0] ^= 1 },
        Refusal("a fused digest of no algorithm's length", .imageKeyTrusted) { _, _, trust in
            trust.digests[0].octets.removeLast()
        },
        Refusal("a root key whose digest is revoked", .imageKeyRevoked) { _, _, trust in
            trust.digests[0].isRevoked = true
        },
        Refusal("a root key that is revoked in one of two slots", .imageKeyRevoked) { _, _, trust in
            trust.digests.append(.init(trust.digests[0].octets, isRevoked: true))
        },
        Refusal("a revoked key of a content certificate", .imageKeyRevoked) { bench, _, trust in
            trust.keys = [.init(subjectPublicKeyInfo: try bench.key(.nonTrusted), isRevoked: true)]
        },
        Refusal("a revoked key of a key certificate, by its digest", .imageKeyRevoked) { bench, _, trust in
            let digest = try HashAlgorithm.sha256.digest(try bench.key(.trustedWorld))
            trust.digests.append(.init(digest, isRevoked: true))
        },
        Refusal("a root key that is held and revoked", .imageKeyRevoked) { bench, _, trust in
            trust.digests = []
            trust.keys = [.init(subjectPublicKeyInfo: try bench.key(.root), isRevoked: true)]
        },
        Refusal("another package than the expected one", .imageExpected, at: nil) { _, _, trust in
            trust.expectedImage = String(repeating: "0", count: 64)
        },
        Refusal("a device that demands a post-quantum signature", .imageHybrid, at: nil) { _, _, trust in
            trust.requiresHybrid = true
        },
    ]
}
