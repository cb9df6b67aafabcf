import Foundation
import OpenSSLOracle
import PKIX

/// A TPM maker made with openssl: a root, an intermediate and endorsement-key certificates.
struct Manufacturer {
    static let shared = Result { try Manufacturer() }

    let openssl: OpenSSL
    let root: Certificate
    let intermediate: Certificate
    /// RSA 2048, issued by the intermediate.
    let rsaEK: Certificate
    /// P-256, issued by the intermediate.
    let eccEK: Certificate

    private init() throws {
        openssl = try OpenSSL()
        try openssl.write(Self.configuration.utf8, to: "c.cnf")
        try openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out root.key")
        try openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out inter.key")
        try openssl.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key")
        try openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ecc.key")
        try openssl.run(
            "req -x509 -new -key root.key -subj /CN=Root -days 3650 -config c.cnf -extensions root -sha384 -outform DER -out root.der"
        )
        try openssl.run("x509 -inform DER -in root.der -out root.pem")
        root = try Certificate(der: openssl.read("root.der"))
        intermediate = try Self.issue(
            openssl,
            "inter",
            subject: "/C=XX/O=Maker/CN=Intermediate",
            "inter",
            by: "root",
            "-sha384"
        )
        rsaEK = try Self.issue(openssl, "rsa", subject: "/CN=EK", "rsaek", by: "inter")
        eccEK = try Self.issue(openssl, "ecc", subject: "/CN=EK", "eccek", by: "inter")
    }

    /// A certificate for the key `name.key`, with the extensions of that section, signed by `issuer.key`.
    func issue(_ name: String, subject: String, _ section: String, by issuer: String, _ options: String = "") throws
        -> [UInt8]
    {
        try Self.request(openssl, name, subject: subject, section, by: issuer, options)
    }

    private static func issue(
        _ openssl: OpenSSL,
        _ name: String,
        subject: String,
        _ section: String,
        by issuer: String,
        _ options: String = ""
    ) throws -> Certificate {
        try Certificate(der: request(openssl, name, subject: subject, section, by: issuer, options))
    }

    private static func request(
        _ openssl: OpenSSL,
        _ name: String,
        subject: String,
        _ section: String,
        by issuer: String,
        _ options: String
    ) throws -> [UInt8] {
        let request = "\(name)-\(UUID().uuidString).csr"
        try openssl.run("req -new -key \(name).key -subj \(subject) -config c.cnf -out \(request)")
        let output =
            options.contains("-set_serial") ? options : "\(options) -set_serial 0x\(Int.random(in: 1...Int.max))"
        try openssl.run(
            "x509 -req -in \(request) -CA \(issuer).pem -CAkey \(issuer).key -days 900 -extfile c.cnf -extensions \(section) "
                + "-out \(request).pem \(output)"
        )
        if !FileManager.default.fileExists(atPath: openssl.path("\(name).pem")) {
            try openssl.write(openssl.read("\(request).pem"), to: "\(name).pem")
        }
        return try PEM.decode(openssl.read("\(request).pem"))[0].bytes
    }

    /// The certificate with `old` in its signed part replaced by `new` of equal length, signed again by the intermediate.
    func reissued(_ certificate: Certificate, replacing old: [UInt8], with new: [UInt8]) throws -> [UInt8] {
        var tbs = certificate.tbs
        guard old.count == new.count, let at = tbs.firstRange(of: old) else {
            throw OpenSSL.Failure(description: "nothing to replace")
        }
        tbs.replaceSubrange(at, with: new)
        let name = UUID().uuidString
        try openssl.write(tbs, to: "\(name).tbs")
        try openssl.run("dgst -sha256 -sign inter.key -out \(name).sig \(name).tbs")
        let algorithm = DEREncoding.sequence(DEREncoding.oid(OID(1, 2, 840, 10045, 4, 3, 2)))
        return DEREncoding.sequence(tbs, algorithm, DEREncoding.bitString(try openssl.read("\(name).sig")))
    }

    private static let configuration = """
        [req]
        distinguished_name=dn
        prompt=no
        utf8=yes
        [dn]
        CN=unused
        [root]
        basicConstraints=critical,CA:TRUE,pathlen:1
        keyUsage=critical,keyCertSign,cRLSign
        subjectKeyIdentifier=hash
        [inter]
        basicConstraints=critical,CA:TRUE,pathlen:0
        keyUsage=critical,keyCertSign
        extendedKeyUsage=2.23.133.8.1
        subjectKeyIdentifier=hash
        authorityKeyIdentifier=keyid
        certificatePolicies=critical,2.5.29.32.0
        [rsaek]
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,keyEncipherment
        extendedKeyUsage=2.23.133.8.1
        subjectAltName=critical,dirName:tpm
        subjectKeyIdentifier=hash
        authorityKeyIdentifier=keyid
        [eccek]
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,keyAgreement
        extendedKeyUsage=2.23.133.8.1
        subjectAltName=critical,dirName:tpm
        subjectKeyIdentifier=hash
        authorityKeyIdentifier=keyid
        [nopurpose]
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,keyAgreement
        subjectAltName=critical,dirName:tpm
        [otherpurpose]
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,keyAgreement
        extendedKeyUsage=serverAuth
        subjectAltName=critical,dirName:tpm
        [wrongusage]
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,digitalSignature
        extendedKeyUsage=2.23.133.8.1
        subjectAltName=critical,dirName:tpm
        [notpm]
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,keyAgreement
        extendedKeyUsage=2.23.133.8.1
        [critical]
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,keyAgreement
        1.2.3.4=critical,ASN1:NULL
        [plain]
        subjectKeyIdentifier=hash
        [notca]
        basicConstraints=critical,CA:FALSE
        [cansign]
        basicConstraints=critical,CA:TRUE
        keyUsage=critical,digitalSignature
        [servers]
        basicConstraints=critical,CA:TRUE
        extendedKeyUsage=serverAuth
        [tpm]
        0.2.23.133.2.1=id:53544D20
        0.2.23.133.2.2=Model
        0.2.23.133.2.3=id:00010002
        """
}
