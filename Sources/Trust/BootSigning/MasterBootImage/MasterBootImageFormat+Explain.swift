internal import Digests
internal import MasterBootImage
public import Model
internal import PKIX
internal import Wire

extension MasterBootImageFormat {
    public static func explain(_ image: some OctetSource) throws(BedplateError) -> ImageExplanation {
        let layout: MBILayout
        switch try MBILayout.read(image) {
        case .success(let read): layout = read
        case .failure(let fault):
            throw BedplateError(
                .malformed,
                "the image cannot be read as a signed master boot image: \(fault.reason.rawValue)",
                cause: fault,
                location: "byte \(fault.offset)"
            )
        }
        let block = layout.trailer.block
        var explanation = ImageExplanation(format: name, regions: [], signatures: [])
        explanation.properties = properties(layout)
        let fused = Hexadecimal.encode(try block.root.fuseDigest)
        explanation.signatures.append(
            .init(
                name: "image",
                scheme: scheme(block.imageKey),
                key: block.signingKey == nil ? fused : Hexadecimal.encode(try block.imageKey.digest)
            )
        )
        if block.signingKey != nil {
            explanation.signatures.append(.init(name: "certificate", scheme: scheme(block.root.key), key: fused))
        }
        explanation.regions = regions(layout)
        if layout.end < image.count {
            explanation.regions.append(.init(layout.end..<image.count, "what follows the image"))
            explanation.notes.append("\(image.count - layout.end) octets follow the image; nothing covers them")
        }
        if layout.header.isRecovery {
            explanation.notes.append("a recovery image: the chip starts it when the main one cannot be")
        }
        return explanation
    }

    private static func properties(_ layout: MBILayout) -> [String: String] {
        let root = layout.trailer.block.root
        var properties = [
            "counter": "\(layout.trailer.manifest.firmwareVersion)",
            "load address": "0x\(String(layout.header.loadAddress, radix: 16))",
            "root key": "\(root.index) of \(root.keyCount)",
        ]
        if layout.header.imageVersion > 0 { properties["image version"] = "\(layout.header.imageVersion)" }
        if let certificate = layout.trailer.block.signingKey {
            properties["isk"] = "\(certificate.constraint)"
            if !certificate.userData.isEmpty { properties["isk data"] = Hexadecimal.encode(certificate.userData) }
        }
        return properties
    }

    private static func regions(_ layout: MBILayout) -> [ImageExplanation.Region] {
        let (block, start) = (layout.trailer.block, layout.blockOffset)
        let image = ["image"]
        let (root, certificate) = (start + block.offsets.root, start + block.offsets.certificate)
        var regions: [ImageExplanation.Region] = [
            .init(0..<start, "application", coveredBy: image, meaning: "with the header in its vector table"),
            .init(start..<root, "certificate block header", coveredBy: image),
        ]
        if block.signingKey == nil {
            regions.append(.init(root..<certificate, "root record", coveredBy: image))
        } else {
            let signature = start + block.offsets.signature
            let both = ["certificate"] + image
            regions += [
                .init(root..<certificate, "root record", coveredBy: both),
                .init(certificate..<signature, "image signing key's certificate", coveredBy: both),
                .init(signature..<layout.manifestOffset, "signature of the certificate", coveredBy: image),
            ]
        }
        let settings = layout.trailer.manifest.trustZone.count
        regions += [
            .init(
                layout.manifestOffset..<layout.checksumOffset,
                "manifest",
                coveredBy: image,
                meaning: settings > 0 ? "with \(settings) octets of TrustZone settings" : nil
            ),
            .init(layout.checksumOffset..<layout.signatureOffset, "checksum", coveredBy: image),
            .init(layout.signatureOffset..<layout.end, "signature of the image"),
        ]
        return regions
    }

    private static func scheme(_ key: MBIPublicKey) -> String { "ecdsa-\(key.curve.rawValue)-\(key.hash)" }
}
