import BootSigning
import Digests
import Foundation
import FuzzDriver
import Model
import PKIX
import TrustedFirmware

@_cdecl("FuzzFIP_main")
public func fuzzFIP(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as a package and as a certificate. What is read must be written the same again and account for every
/// octet; a device whose root key nobody has must boot none of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let table = try? TableOfContents(Array(bytes.prefix(TableOfContents.sizeLimit)), ofPackage: bytes.count) {
        precondition(bytes.starts(with: table.serialized), "a table has one form")
        let places = ([0..<table.count] + table.gaps + table.entries.map(\.range)).sorted {
            $0.lowerBound < $1.lowerBound
        }
        let end = places.reduce(0) { end, range in
            precondition(range.lowerBound == end && !range.isEmpty, "every octet is somebody's")
            return range.upperBound
        }
        precondition(end == bytes.count, "up to the last")
        guard let explanation = try? TrustedFirmwareFormat.explain(MemorySource(bytes)) else {
            preconditionFailure("what has a table is explained")
        }
        precondition(explanation.regions.reduce(0) { $0 + $1.count } == bytes.count, "the regions are the package")
        for entry in table.entries { readCertificate(Array(bytes[entry.range])) }
    }
    readCertificate(bytes)
    for chain in ChainOfTrust.all {
        guard let judgement = try? TrustedFirmwareFormat.verify(MemorySource(bytes), nobody, chain: chain) else {
            preconditionFailure("a judgement, never an error")
        }
        precondition(!judgement.holds, "nobody signed this")
        precondition(judgement.failures.allSatisfy { !$0.description.isEmpty })
    }
    return 0
}

private func readCertificate(_ bytes: [UInt8]) {
    guard let certificate = try? TrustCertificate(der: bytes) else { return }
    for parameter in certificate.parameters {
        guard let der = parameter.value.der else { preconditionFailure("what is read can be written") }
        precondition(bytes[parameter.offset...].starts(with: der), "and is the same")
    }
}

private let nobody = DeviceTrust(digests: [.init([UInt8](repeating: 0xA5, count: 32))])

private func seeds() throws -> [[UInt8]] {
    let certificate = try certificate()
    var package = FirmwarePackageContent(platformFlags: 1)
    package.set(.trustedBoot, MemorySource([1, 2, 3]))
    package.set(.trustedBootCertificate, MemorySource(certificate))
    return try [certificate]
        + [1, 64].map { alignment in
            package.alignment = alignment
            var sink = MemorySink()
            try package.write(to: &sink)
            return sink.bytes
        }
}

/// A certificate with a signature that nobody made.
private func certificate() throws -> [UInt8] {
    let template = TrustCertificateTemplate(
        commonName: "Trusted Boot FW Certificate",
        serial: [0x42],
        validity: Validity(
            notBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notAfter: Date(timeIntervalSince1970: 2_300_000_000)
        ),
        subjectPublicKeyInfo: PublicKeyInfo.rsa(modulus: [UInt8](repeating: 0xC3, count: 256), exponent: 65537)
            .subjectPublicKeyInfo ?? [],
        parameters: [
            (.trustedCounter, .counter(31)),
            (.trustedBootHash, .digest(ImageDigest(.sha256, try HashAlgorithm.sha256.digest([1, 2, 3])))),
            (.configurationHash, .digest(.absent(.sha256))),
        ]
    )
    let scheme = SignatureScheme.rsaPSS(.sha256)
    return try TrustCertificateTemplate.certificate(
        try template.tbsCertificate(scheme),
        scheme,
        signature: [UInt8](repeating: 1, count: 256)
    )
}
