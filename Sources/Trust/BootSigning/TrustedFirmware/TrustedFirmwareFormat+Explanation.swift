internal import Digests
public import Model
internal import PKIX
public import TrustedFirmware
internal import Wire

extension TrustedFirmwareFormat {
    /// What the package is made of, read as a device that follows `chain` would.
    public static func explain(
        _ image: some OctetSource,
        chain: ChainOfTrust
    ) throws(BedplateError) -> ImageExplanation {
        let package = try FirmwarePackage(image)
        let table = package.table
        var explanation = ImageExplanation(format: name, regions: [], signatures: [])
        explanation.properties["chain"] = chain.name
        explanation.properties["serial number"] = "0x" + String(table.serialNumber, radix: 16)
        explanation.properties["platform flags"] = "0x" + String(table.platformFlags, radix: 16)
        explanation.notes.append(
            "No signature covers the header and the table: the serial number (bytes 4 to 7) and the platform's flags"
                + " (bytes 12 and 13) can be changed by anybody."
        )
        var digests: [ImageUUID: ImageDigest] = [:]
        for rule in chain.certificates {
            guard let entry = table[rule.certificate] else { continue }
            try describe(rule, entry, image, &explanation, &digests)
        }
        addRegions(table, chain, digests, &explanation)
        return explanation
    }

    private static func describe(
        _ rule: ChainOfTrust.Rule,
        _ entry: TableOfContents.Entry,
        _ image: some OctetSource,
        _ explanation: inout ImageExplanation,
        _ digests: inout [ImageUUID: ImageDigest]
    ) throws(BedplateError) {
        let name = "\(rule.certificate)"
        let der = try image.octets(in: entry.offset..<(entry.offset + min(entry.count, Certificate.sizeLimit + 1)))
        let certificate: TrustCertificate
        do { certificate = try TrustCertificate(der: der) } catch {
            explanation.notes.append("\(name) cannot be read: \(error)")
            return
        }
        let key = (try? HashAlgorithm.sha256.digest(certificate.certificate.subjectPublicKeyInfo)) ?? []
        let scheme = certificate.certificate.signatureScheme.map { "\($0)" } ?? "unknown"
        explanation.signatures.append(
            .init(
                name: name,
                scheme: "\(certificate.certificate.publicKey) \(scheme)",
                key: Hexadecimal.encode(key)
            )
        )
        for parameter in certificate.parameters {
            guard case .counter(let value) = parameter.value else { continue }
            explanation.properties["\(name) counter \(parameter.name)"] = "\(value)"
        }
        if rule.counter == nil { explanation.notes.append("\(name) is bound to no counter: it can be rolled back.") }
        for case .image(let parameter, let uuid, _) in rule.content {
            guard case .digest(let digest) = certificate[parameter]?.value, !digest.isAbsent else { continue }
            digests[uuid] = digest
        }
    }

    private static func addRegions(
        _ table: TableOfContents,
        _ chain: ChainOfTrust,
        _ digests: [ImageUUID: ImageDigest],
        _ explanation: inout ImageExplanation
    ) {
        let header = TableOfContents.offset(ofEntry: 0)
        var regions: [ImageExplanation.Region] = [
            .init(0..<header, "header", meaning: "serial number and flags"),
            .init(header..<table.count, "table of contents", meaning: "\(table.entries.count) images"),
        ]
        regions += table.gaps.map { .init($0, "padding") }
        for entry in table.entries {
            let isCertificate = chain.certificates.contains { $0.certificate == entry.uuid }
            let signature = isCertificate ? entry.uuid : chain.rule(for: entry.uuid)?.certificate
            let isCovered =
                signature.map { table[$0] != nil } == true && (isCertificate || digests[entry.uuid] != nil)
            regions.append(
                .init(
                    entry.range,
                    "\(entry.uuid)",
                    coveredBy: isCovered ? [signature].compactMap { $0?.description } : [],
                    meaning: entry.uuid.meaning
                )
            )
            if !isCovered { explanation.notes.append("\(entry.uuid): no certificate answers for it.") }
        }
        explanation.regions = regions.sorted { $0.offset < $1.offset }
    }
}
