internal import Digests
internal import SwiftASN1

internal import struct Foundation.Date

extension SignedData {
    /// Reads all of `der`.
    public init(der: [UInt8]) throws(X509Error) {
        guard der.count <= Self.sizeLimit else { throw X509Error(.tooLong, "SignedData", at: Self.sizeLimit) }
        var outer = try DERFields(DERFields.parse(der[...], "ContentInfo"), .sequence, "ContentInfo")
        let type = try outer.required(.objectIdentifier, "contentType")
        guard try type.oid("contentType") == .cmsSignedData else {
            throw X509Error(.badValue, "contentType", at: type.offset)
        }
        let content = try outer.required(.context(0), "content").explicit("content")
        try outer.finish()

        var data = try DERFields(content, .sequence, "SignedData")
        let version = try data.required(.integer, "version")
        guard try version.small("version") == 1 else { throw X509Error(.badValue, "version", at: version.offset) }
        _ = try data.required(.set, "digestAlgorithms")
        _ = try data.required(.sequence, "encapContentInfo")
        let signers = try data.required(.set, "signerInfos")
        try data.finish()

        var infos = try DERFields(signers, .set, "signerInfos")
        var signer = try DERFields(infos.required(.sequence, "signerInfo"), .sequence, "signerInfo")
        try infos.finish()
        _ = try signer.required(.integer, "version")
        var name = try DERFields(signer.required(.sequence, "sid"), .sequence, "sid")
        let issuer = try name.required(.sequence, "issuer")
        let serial = try name.required(.integer, "serialNumber").integer("serialNumber")
        try name.finish()
        let (hash, hasNull) = try Self.digestAlgorithm(signer.required(.sequence, "digestAlgorithm"))
        let attributes = try signer.required(.context(0), "signedAttrs")
        let (scheme, namesHash) = try Self.scheme(signer.required(.sequence, "signatureAlgorithm"), hash)
        let signature = try signer.required(.octetString, "signature").octets(.octetString, "signature")
        try signer.finish()

        let (digest, time) = try Self.read(attributes)
        self.init(
            issuer: [UInt8](issuer.encodedBytes),
            serial: [UInt8](serial),
            hash: hash,
            messageDigest: digest,
            signingTime: time,
            scheme: scheme,
            signature: [UInt8](signature),
            form: Form(hasNull: hasNull, namesHash: namesHash)
        )
        // The rest, octet for octet: the other identifiers of the hash, the versions, the kinds and order of attributes.
        guard digest.count == hash.digestSize else {
            throw X509Error(.badValue, "messageDigest", at: attributes.offset)
        }
        let made = self.der ?? []
        guard made == der else {
            let place = zip(made, der).enumerated().first { $1.0 != $1.1 }?.offset ?? min(made.count, der.count)
            throw X509Error(.badValue, "SignedData", at: place)
        }
    }

    private static func digestAlgorithm(_ node: ASN1Node) throws(X509Error) -> (HashAlgorithm, hasNull: Bool) {
        var fields = try DERFields(node, .sequence, "digestAlgorithm")
        let oid = try fields.required(.objectIdentifier, "digestAlgorithm").oid("digestAlgorithm")
        let parameters = fields.any()
        try fields.finish()
        let hashes: [HashAlgorithm] = [.sha256, .sha384, .sha512]
        guard let hash = hashes.first(where: { $0.signedDataOID == oid }) else {
            throw X509Error(.badValue, "digestAlgorithm", at: node.offset)
        }
        return (hash, parameters != nil)
    }

    private static func scheme(
        _ node: ASN1Node,
        _ hash: HashAlgorithm
    ) throws(X509Error) -> (SignatureScheme, namesHash: Bool) {
        var fields = try DERFields(node, .sequence, "signatureAlgorithm")
        let oid = try fields.required(.objectIdentifier, "signatureAlgorithm").oid("signatureAlgorithm")
        switch oid {
        case .rsaEncryption: return (.rsaPKCS1(hash), false)
        case .sha256WithRSA, .sha384WithRSA, .sha512WithRSA: return (.rsaPKCS1(hash), true)
        case .ecdsaWithSHA256, .ecdsaWithSHA384, .ecdsaWithSHA512: return (.ecdsa(hash), false)
        default: throw X509Error(.badValue, "signatureAlgorithm", at: node.offset)
        }
    }

    private static func read(_ node: ASN1Node) throws(X509Error) -> (digest: [UInt8], time: Date?) {
        var digest: [UInt8]?
        var time: Date?
        var attributes = try DERFields(node, .context(0), "signedAttrs")
        while let attribute = attributes.any() {
            var fields = try DERFields(attribute, .sequence, "attribute")
            let type = try fields.required(.objectIdentifier, "attrType").oid("attrType")
            var values = try DERFields(fields.required(.set, "attrValues"), .set, "attrValues")
            try fields.finish()
            let value = values.any()
            try values.finish()
            guard let value else { throw X509Error(.unexpected, "attrValues", at: attribute.offset) }
            switch type {
            case .cmsContentType: break
            case .cmsMessageDigest: digest = [UInt8](try value.octets(.octetString, "messageDigest"))
            case .cmsSigningTime: time = try Validity.time(value, "signingTime", at: value.offset)
            default: throw X509Error(.unexpected, "attribute \(type)", at: attribute.offset)
            }
        }
        guard let digest else { throw X509Error(.unexpected, "signedAttrs", at: node.offset) }
        return (digest, time)
    }
}
