import BootSigning
import Digests
import Foundation
import KeyStore
import Model
import OpenSSLOracle

/// mkimage and dtc in a directory of their own, with keys that both they and we sign with.
struct MakeImage: Sendable {
    let tools: OpenSSL
    static let time: UInt32 = 1_700_000_000
    private static let environment = ["SOURCE_DATE_EPOCH": "\(time)", "BEDPLATE_TEST_PASSPHRASE": "correct horse"]

    init() throws {
        tools = try OpenSSL()
        try FileManager.default.createDirectory(atPath: tools.path("keys"), withIntermediateDirectories: true)
        try tools.write((0..<9001).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }, to: "kernel")
        try tools.write(Array("a device tree".utf8), to: "fdt")
        try tools.write([UInt8](repeating: 0x5A, count: 1000), to: "ramdisk")
        try tools.write(Array("/dts-v1/; / { model = \"m\"; };".utf8), to: "control.dts")
        try tools.run("-q -O dtb -p 4096 -o control.dtb control.dts", program: "dtc")
    }

    /// A key that mkimage finds by its name, in both forms that it looks for.
    func key(_ name: String, _ algorithm: SigningPublicKey.Algorithm) throws -> SoftwareSigner {
        guard let passphrase = Passphrase(Array("correct horse".utf8)) else {
            throw BedplateError(.environment, "no passphrase")
        }
        let path = tools.path("keys/\(name).p8")
        let signer = try SoftwareSigner.create(algorithm, at: path, passphrase: passphrase, iterations: 1000)
        let pass = "-passin env:BEDPLATE_TEST_PASSPHRASE"
        try tools.run("pkey -in keys/\(name).p8 \(pass) -out keys/\(name).pem", environment: Self.environment)
        try tools.run("pkey -in keys/\(name).pem -out keys/\(name).key")
        try tools.run("req -batch -new -x509 -subj /CN=\(name) -key keys/\(name).pem -out keys/\(name).crt")
        return signer
    }

    /// An unsigned FIT of two configurations.
    ///
    /// - Parameter signature: the properties of each signature node.
    func build(_ signature: String, imageSignature: String = "", images: String = #""kernel", "ramdisk""#) throws
        -> [UInt8]
    {
        let second = images.contains("kernel") ? #"sign-images = "kernel", "fdt", "loadables";"# : ""
        let first = images.isEmpty ? "" : "sign-images = \(images);"
        let text = """
            /dts-v1/;
            / { description = "a FIT"; #address-cells = <1>;
                images {
                    kernel-1 { description = "k"; data = /incbin/("kernel"); type = "kernel"; arch = "arm64"; os = "linux";
                        compression = "none"; load = <0x80000>; entry = <0x80000>;
                        hash-1 { algo = "crc32"; }; hash-2 { algo = "sha256"; }; \(imageSignature) };
                    fdt-1 { description = "f"; data = /incbin/("fdt"); type = "flat_dt"; arch = "arm64"; compression = "none";
                        hash-1 { algo = "sha512"; }; \(imageSignature) };
                    ramdisk-1 { description = "r"; data = /incbin/("ramdisk"); type = "ramdisk"; arch = "arm64"; os = "linux";
                        compression = "none"; hash-1 { algo = "sha384"; }; \(imageSignature) };
                };
                configurations { default = "conf-1";
                    conf-1 { description = "c"; compatible = "v,b"; kernel = "kernel-1"; ramdisk = "ramdisk-1";
                        signature-1 { \(signature) \(first) }; };
                    conf-2 { kernel = "kernel-1"; fdt = "fdt-1"; loadables = "ramdisk-1", "kernel-1";
                        signature-1 { \(signature) \(second) }; };
                };
            };
            """
        try tools.write(Array(text.utf8), to: "source.its")
        try run("-f source.its unsigned.fit")
        return try tools.read("unsigned.fit")
    }

    /// Signs as mkimage does; with `-K` its control tree is written too.
    func sign(_ fit: [UInt8], _ options: String = "") throws -> [UInt8] {
        try tools.write(fit, to: "signed.fit")
        try run("-F -k keys -r \(options) signed.fit")
        return try tools.read("signed.fit")
    }

    @discardableResult
    func run(_ arguments: String) throws -> String {
        String(decoding: try tools.run(arguments, program: "mkimage", environment: Self.environment), as: UTF8.self)
    }

    /// The tree as dtc shows it.
    func text(_ tree: [UInt8]) throws -> String {
        try tools.write(tree, to: "shown.dtb")
        return String(decoding: try tools.run("-q -I dtb -O dts shown.dtb", program: "dtc"), as: UTF8.self)
    }

    /// What mkimage calls itself.
    func version() throws -> String {
        let words = try run("-V").split(whereSeparator: \.isWhitespace)
        return words.last.map(String.init) ?? ""
    }

    /// Signing as mkimage does it, so that even what nothing covers is the same.
    func signing(_ keys: [FITSigning.Key], signsImages: Bool = false, data: FITSigning.Data = .unchanged) throws
        -> FITSigning
    {
        FITSigning(
            keys: keys,
            signsImages: signsImages,
            data: data,
            signerName: "mkimage",
            signerVersion: try version(),
            timestamp: Self.time
        )
    }
}
