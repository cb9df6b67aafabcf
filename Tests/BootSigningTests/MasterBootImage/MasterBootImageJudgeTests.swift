import BootSigning
import Digests
import Foundation
import KeyStore
import MasterBootImage
import Model
import PKIX
import Programs
import Testing

/// NXP's own tool and ours judge each other. SPSDK's `mbi verify` refused the one sound image it was given, SPSDK's own,
/// for a reason that is not known here, so its classes are asked.
@Suite struct MasterBootImageJudgeTests {
    /// Kinds of chains: root keys, the one in use, an image signing key or none.
    struct Chain: Sendable, CustomTestStringConvertible {
        var curve: EllipticCurve
        var roots: Int
        var used: Int
        var signingKey: EllipticCurve?
        var userData: [UInt8] = []
        var hasTrustZone = false

        var testDescription: String {
            "\(curve) \(used) of \(roots)" + (signingKey.map { " and \($0)" } ?? "")
                + (hasTrustZone ? " TrustZone" : "")
        }
    }

    private static let chains = [
        Chain(curve: .p256, roots: 1, used: 0, hasTrustZone: true),
        Chain(curve: .p384, roots: 4, used: 3),
        Chain(curve: .p256, roots: 4, used: 2, signingKey: .p256, userData: [UInt8](1...96)),
        Chain(curve: .p384, roots: 2, used: 1, signingKey: .p256),
        Chain(curve: .p384, roots: 1, used: 0, signingKey: .p384, userData: [1, 2, 3, 4], hasTrustZone: true),
    ]

    private let directory: URL
    private let judges: URL

    init() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        judges = root.appending(path: ".build/judges/bin")
        guard FileManager.default.isExecutableFile(atPath: judges.appending(path: "nxpimage").path) else {
            throw ProgramFailure("nxpimage is not in .build/judges: run Scripts/install-judges")
        }
        directory = FileManager.default.temporaryDirectory.appending(path: "mbi-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try write(Array(Self.script.utf8), to: "judge.py")
        try write((0..<1001).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }, to: "app.bin")
    }

    @Test(arguments: chains)
    func `we boot what SPSDK signs and burn the hash that it computes, and it accepts what we sign`(
        chain: Chain
    ) async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let keys = MasterBootImageKeys(
            roots: try (0..<chain.roots).map { try signer("root\($0)", chain.curve) },
            signingKey: try signer("isk", chain.signingKey ?? .p256)
        )
        var block = try keys.block(chain.used)
        if chain.signingKey != nil { block = try await keys.certified(chain.used, data: chain.userData) }
        var trust = try keys.trust()
        trust.counters = chain.signingKey == nil ? ["counter": 7] : ["counter": 7, "isk": 3]

        // What SPSDK makes of the same keys.
        try write(chain.userData, to: "data.bin")
        try write(Array(certificates(chain).utf8), to: "block.yaml")
        let report = try export("theirs", block: "block.yaml", chain)
        #expect(report.uppercased().contains("RKTH: " + hexadecimal(try block.root.fuseDigest).uppercased()))
        let theirs = try read("theirs.bin")
        let judgement = try MasterBootImageFormat.verify(MemorySource(theirs), trust)
        #expect(judgement.holds, "\(judgement.failures)")
        let trailer = try MBITrailer(Array(theirs[Int(MBIHeader(theirs).blockOffset)...]))
        var unsigned = (trailer.block, block)
        unsigned.0.signingKey?.signature = []
        unsigned.1.signingKey?.signature = []
        #expect(unsigned.0 == unsigned.1)

        // What SPSDK makes with our certificate block: all octets are ours but for the signature.
        let signing = MasterBootImageSigning(
            block,
            firmwareVersion: 7,
            loadAddress: 0x1000_0000,
            isRecovery: chain.used == 2,
            imageVersion: UInt16(chain.used),
            trustZone: trailer.manifest.trustZone
        )
        #expect(trailer.manifest.trustZone.count == (chain.hasTrustZone ? 980 : 0))
        let ours = try await keys.signed(read("app.bin"), signing, by: chain.used)
        try write(ours, to: "ours.bin")
        try write(block.octets, to: "ours.block")
        _ = try export("both", block: "ours.block", chain)
        let size = block.imageKey.signatureSize
        #expect(try Array(read("both.bin").dropLast(size)) == Array(ours.dropLast(size)))

        // SPSDK's classes and openssl verify ours; a flipped octet of the application is seen by both.
        var damaged = ours
        damaged[100] ^= 1
        try write(damaged, to: "damaged.bin")
        let lines = try judge("ours.bin", "theirs.bin", "damaged.bin")
        let facts =
            "rkth=\(hexadecimal(try block.root.fuseDigest)) root=\(chain.used)/\(chain.roots) firmware=7 "
            + "load=0x10000000 version=\(chain.used) recovery=\(chain.used == 2 ? 1 : 0) "
            + "isk=\(chain.signingKey == nil ? "none" : "3:\(hexadecimal(chain.userData)):True") "
            + "settings=\(chain.hasTrustZone ? 1 : 0)"
        #expect(
            lines == [
                facts + " crc=True signature=True", facts + " crc=True signature=True",
                facts + " crc=False signature=False",
            ]
        )
        let publicKey = chain.signingKey == nil ? "root\(chain.used).pub" : "isk.pub"
        #expect(try openssl(verifies: ours, by: publicKey, block.imageKey))
        #expect(try !openssl(verifies: damaged, by: publicKey, block.imageKey))
    }

    // MARK: the tools

    /// SPSDK keeps a cache, which tests that run at once would spoil for each other.
    private func run(_ name: String, _ arguments: String...) throws -> Program {
        let environment = ["SPSDK_CACHE_FOLDER": directory.path, "SPSDK_DEBUG_LOGGING_DISABLED": "1"]
        let program = [judges.appending(path: name).path]
        return try Program(program + arguments, in: directory, environment: environment)
    }

    private func export(_ name: String, block: String, _ chain: Chain) throws -> String {
        let signer = chain.signingKey == nil ? "root\(chain.used).pem" : "isk.pem"
        let configuration = """
            family: mcxn947
            masterBootOutputFile: \(name).bin
            outputImageExecutionTarget: xip
            outputImageAuthenticationType: signed
            inputImageFile: app.bin
            outputImageExecutionAddress: 0x10000000
            firmwareVersion: 7
            outputImageSubtype: \(chain.used == 2 ? "recovery" : "main")
            imageVersion: \(chain.used)
            certBlock: \(block)
            signer: type=file;file_path=\(signer)
            \(chain.hasTrustZone ? "trustZonePresetFile: tz.bin" : "")

            """
        try write(Array(configuration.utf8), to: "\(name).yaml")
        try write(Array("TZ-M".utf8) + [0, 0x40, 0, 0] + [UInt8](repeating: 0, count: 972), to: "tz.bin")
        let program = try run("nxpimage", "mbi", "export", "-c", "\(name).yaml")
        guard program.status == 0 else { throw ProgramFailure("nxpimage: \(program.text) \(program.errorText)") }
        return program.text
    }

    private func certificates(_ chain: Chain) -> String {
        let roots = (0..<chain.roots).map { "rootCertificate\($0)File: root\($0).pub\n" }.joined()
        return "family: mcxn947\ncontainerOutputFile: block.bin\n\(roots)mainRootCertId: \(chain.used)\n"
            + (chain.signingKey == nil
                ? "useIsk: false\n"
                : """
                useIsk: true
                signer: type=file;file_path=root\(chain.used).pem
                iskPublicKey: isk.pub
                iskCertificateConstraint: 3
                \(chain.userData.isEmpty ? "" : "iskCertData: data.bin")

                """)
    }

    /// What SPSDK's classes read and verify in each file: one line each.
    private func judge(_ files: String...) throws -> [String] {
        var lines: [String] = []
        for file in files {
            let program = try run("python", "judge.py", file)
            guard program.status == 0 else { throw ProgramFailure("judge.py: \(program.errorText)") }
            lines.append(String(program.text.split(separator: "\n").last ?? ""))
        }
        return lines
    }

    private static let script = """
        import sys
        from spsdk.crypto.crc import CrcAlg, from_crc_algorithm
        from spsdk.image.mbi.mbi import MasterBootImage
        from spsdk.utils.family import FamilyRevision

        data = open(sys.argv[1], "rb").read()
        image = MasterBootImage.parse(data, family=FamilyRevision("mcxn947"))
        block, manifest = image.cert_block, image.manifest
        root, isk = block.root_key_record, block.isk_certificate
        signed = data[: -block.signature_size]
        certificate = "none"
        if isk:
            start = int.from_bytes(data[0x28:0x2C], "little") + 12
            statement = data[start : start + root.expected_size + isk.signature_offset]
            holds = block.get_root_public_key().verify_signature(isk.signature, statement)
            certificate = f"{isk.constraints}:{isk.user_data.hex()}:{holds}"
        crc = from_crc_algorithm(CrcAlg.CRC32_MPEG).calculate(signed[:-4])
        print(
            f"rkth={block.rkth.hex()} root={root.used_root_cert}/{root.number_of_certificates}",
            f"firmware={manifest.firmware_version} load={image.load_address:#x} version={image.image_version}",
            f"recovery={image.image_subtype} isk={certificate} settings={int(image.trust_zone.is_customized)}",
            f"crc={manifest.crc == crc} signature={image.parsed_elements['ecc_signature_verify']}",
        )

        """

    private func openssl(verifies image: [UInt8], by key: String, _ imageKey: MBIPublicKey) throws -> Bool {
        let size = imageKey.signatureSize
        let signature = try #require(ECDSASignature(raw: Array(image.suffix(size)), curve: imageKey.curve))
        try write(signature.der, to: "signature.der")
        try write(Array(image.dropLast(size)), to: "signed.bin")
        let arguments = ["-\(imageKey.hash)", "-verify", key, "-signature", "signature.der", "signed.bin"]
        return try Program(["openssl", "dgst"] + arguments, in: directory).status == 0
    }

    /// A key that SPSDK has in plain and we have encrypted.
    private func signer(_ name: String, _ curve: EllipticCurve) throws -> SoftwareSigner {
        func openssl(_ command: String) throws {
            let program = try Program(["openssl"] + command.split(separator: " ").map(String.init), in: directory)
            guard program.status == 0 else { throw ProgramFailure("openssl \(command): \(program.errorText)") }
        }
        let option = curve == .p384 ? "P-384" : "P-256"
        try openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:\(option) -out \(name).pem")
        try openssl("pkey -in \(name).pem -pubout -out \(name).pub")
        try write(Array("pass phrase\n".utf8), to: "pass")
        let encryption = "-topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 5000 -passout file:pass"
        try openssl("pkcs8 -in \(name).pem \(encryption) -out \(name).p8")
        let path = directory.appending(path: "\(name).p8").path
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let passphrase = try #require(Passphrase(Array("pass phrase".utf8)))
        return try SoftwareSigner.load(path, passphrase: passphrase, leastIterations: 5000)
    }

    private func write(_ octets: [UInt8], to name: String) throws {
        try Data(octets).write(to: directory.appending(path: name))
    }

    private func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appending(path: name)))
    }

    private func hexadecimal(_ octets: [UInt8]) -> String { octets.map { String(format: "%02x", $0) }.joined() }
}
