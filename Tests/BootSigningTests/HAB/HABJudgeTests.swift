import BootSigning
import Digests
import Foundation
import HAB
import KeyStore
import Model
import PKIX
import Programs
import Testing

/// NXP's own tool, openssl and ours judge each other.
@Suite struct HABJudgeTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        var algorithm: SigningPublicKey.Algorithm
        var options: String
        var isFast: Bool
        var testDescription: String { "\(algorithm)\(isFast ? ", fast" : "")" }

        static let all: [Kind] = [
            ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048", SigningPublicKey.Algorithm.rsa2048),
            ("-algorithm EC -pkeyopt ec_paramgen_curve:P-256", .ecdsaP256),
            ("-algorithm EC -pkeyopt ec_paramgen_curve:P-384", .ecdsaP384),
        ].flatMap { options, algorithm in
            [false, true].map { Kind(algorithm: algorithm, options: options, isFast: $0) }
        }
    }

    private let directory: URL
    private let tools: URL

    init() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        tools = root.appending(path: ".build/judges/bin")
        guard FileManager.default.isExecutableFile(atPath: tools.appending(path: "nxpimage").path) else {
            throw ProgramFailure("nxpimage is not in .build/judges: run Scripts/install-judges")
        }
        directory = FileManager.default.temporaryDirectory.appending(path: "hab-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// SPSDK keeps a cache, which tests that run at once would spoil for each other.
    private func attempt(_ tool: String, _ arguments: [String]) throws -> Program {
        let environment = ["SPSDK_CACHE_FOLDER": directory.path, "SPSDK_DEBUG_LOGGING_DISABLED": "1"]
        return try Program([tools.appending(path: tool).path] + arguments, in: directory, environment: environment)
    }

    private func run(_ tool: String, _ arguments: String...) throws {
        let program = try attempt(tool, arguments)
        guard program.status == 0 else { throw ProgramFailure("\(tool): \(program.text) \(program.errorText)") }
    }

    private func openssl(_ command: String) throws {
        let program = try Program(["openssl"] + command.split(separator: " ").map(String.init), in: directory)
        guard program.status == 0 else { throw ProgramFailure("openssl \(command): \(program.errorText)") }
    }

    private func write(_ octets: some Sequence<UInt8>, to name: String) throws {
        try Data(octets).write(to: directory.appending(path: name))
    }

    private func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appending(path: name)))
    }

    /// The tree of NXP's own scripts: SRKs that signed themselves, and below the third one the keys that sign. With fast
    /// authentication SRKs may not sign certificates.
    private func makeKeys(_ kind: Kind) throws {
        let usage = kind.isFast ? "digitalSignature" : "critical,keyCertSign"
        for index in 0..<4 {
            try openssl("genpkey \(kind.options) -out srk\(index).key")
            let subject = "-subj /CN=SRK\(index) -addext keyUsage=\(usage)"
            try openssl("req -x509 -new -key srk\(index).key -sha256 -days 3650 \(subject) -out srk\(index).pem")
        }
        try write("basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nnsComment=HAB\n".utf8, to: "extensions")
        for name in ["csf", "img"] {
            try openssl("genpkey \(kind.options) -out \(name).key")
            try openssl("req -new -key \(name).key -subj /CN=\(name) -out \(name).csr")
            try openssl(
                "x509 -req -in \(name).csr -CA srk2.pem -CAkey srk2.key -CAcreateserial -days 3650 -sha256 "
                    + "-extfile extensions -out \(name).pem"
            )
        }
        try write(Self.tableScript.utf8, to: "table.py")
        try run("python", "table.py")
    }

    private static let tableScript = """
        from spsdk.crypto.certificate import Certificate
        from spsdk.image.hab.hab_srk import SrkItem, SrkTable
        table = SrkTable(version=0x40)
        for index in range(4):
            table.append(SrkItem.from_certificate(Certificate.load(f"srk{index}.pem")))
        open("table.bin", "wb").write(table.export())
        open("fuses.bin", "wb").write(table.export_fuses())
        """

    /// What SPSDK makes of a configuration; with `whole`, one block from the vector table to the commands is signed.
    private static let exportScript = """
        import sys
        from spsdk.image.hab.hab_image import HabImage
        from spsdk.image.hab.commands.commands import ImageBlock
        from spsdk.utils.config import Config
        def whole(self):
            return [ImageBlock(self.start_address + self.ivt_offset, self.ivt_offset, self.csf_segment.offset)]
        HabImage._get_signed_blocks = whole
        open(sys.argv[2], "wb").write(HabImage.load_from_config(Config.create_from_file(sys.argv[1])).export())
        """

    /// Commands and image as SPSDK reads them, with their signatures, each in a file.
    private static let takeApartScript = """
        import sys
        from spsdk.image.hab.hab_image import HabImage
        from spsdk.utils.family import FamilyRevision
        data = open(sys.argv[1], "rb").read()
        image = HabImage.parse(data, FamilyRevision("mimxrt1050"))
        csf = image.csf_segment
        area = data[csf.offset:]
        number = 0
        for command in csf.commands:
            if hasattr(command, "signature"):
                content = area[:csf.csf._header.length]
                if len(command):
                    base = image.ivt_segment.ivt_address
                    content = b"".join(data[a - base:a - base + n] for a, n in command)
                open(f"content{number}", "wb").write(content)
                open(f"signature{number}", "wb").write(command.signature.data)
                number += 1
        """

    private func configuration(_ kind: Kind, isSigned: Bool) -> String {
        let options = """
            options:
              flags: \(isSigned ? 8 : 0)
              family: mimxrt1050
              revision: latest
              startAddress: 0x20000000
              ivtOffset: 0x400
              initialLoadSize: 0x1400
              entryPointAddress: 0x20001401
              signatureTimestamp: 31/05/2023 11:22:33
            inputImageFile: app.bin

            """
        guard isSigned else { return options + "sections: []\n" }
        let (csf, img) = kind.isFast ? ("srk2", "srk2") : ("csf", "img")
        let install =
            kind.isFast
            ? "  - InstallNOCAK: {InstallNOCAK_File: srk2.pem, InstallNOCAK_CertificateFormat: x509}\n"
            : "  - InstallCSFK: {InstallCSFK_File: csf.pem, InstallCSFK_CertificateFormat: x509}\n"
        let key =
            kind.isFast
            ? ""
            : "  - InstallKey: {InstallKey_File: img.pem, InstallKey_VerificationIndex: 0, InstallKey_TargetIndex: 2}\n"
        return options + """
            sections:
              - Header: {Header_Version: "4.2", Header_HashAlgorithm: sha256, Header_Engine: ANY,
                  Header_EngineConfiguration: 0, Header_CertificateFormat: x509, Header_SignatureFormat: CMS}
              - InstallSRK: {InstallSRK_Table: table.bin, InstallSRK_SourceIndex: 2}
            \(install)  - AuthenticateCSF: {Signer: "type=file;file_path=\(csf).key"}
            \(key)  - AuthenticateData: {AuthenticateData_VerificationIndex: \(kind.isFast ? 0 : 2),
                  AuthenticateData_Engine: ANY, AuthenticateData_EngineConfiguration: 0,
                  Signer: "type=file;file_path=\(img).key"}

            """
    }

    private func writeApplication() throws {
        // A stack, a reset vector, and code.
        let code = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        try write([0, 0x10, 0, 0x20, 0x01, 0x14, 0, 0x20] + code, to: "app.bin")
    }

    private func signer(_ name: String) throws -> SoftwareSigner {
        try write("pass phrase\n".utf8, to: "pass")
        let encryption = "-topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 5000 -passout file:pass"
        try openssl("pkcs8 -in \(name).key \(encryption) -out \(name).enc")
        let path = directory.appending(path: "\(name).enc").path
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let passphrase = try #require(Passphrase(Array("pass phrase".utf8)))
        return try SoftwareSigner.load(path, passphrase: passphrase, leastIterations: 5000)
    }

    private func certificate(_ name: String) throws -> Certificate {
        let block = try PEM.decode(try read("\(name).pem")).first
        return try Certificate(der: try #require(block).bytes)
    }

    private func signing(_ kind: Kind) throws -> HABSigning {
        func key(_ name: String) throws -> HABSigning.Key {
            .init(certificate: try certificate(name), signer: try signer(name))
        }
        return try HABSigning(
            table: HABSigning.table((0..<4).map { try certificate("srk\($0)") }),
            rootIndex: 2,
            authentication: kind.isFast
                ? .fast(key("srk2")) : .certified(commands: key("csf"), image: key("img")),
            signingTime: Date(timeIntervalSince1970: 1_685_532_153)
        )
    }

    @Test(arguments: Kind.all)
    func `we boot what SPSDK signs, and burn the SRK hash that it computes`(kind: Kind) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try makeKeys(kind)
        try writeApplication()
        try write(configuration(kind, isSigned: true).utf8, to: "signed.yaml")
        try run("nxpimage", "hab", "export", "-c", "signed.yaml", "-o", "signed.bin")
        let signed = try read("signed.bin")
        let table = try HABSigning.table((0..<4).map { try certificate("srk\($0)") })
        #expect(try read("table.bin") == table.octets)
        let digest = try table.fuseDigest
        #expect(try read("fuses.bin") == digest)
        var trust = DeviceTrust(digests: [.init(digest)])
        let judgement = try HABFormat.verify(MemorySource(signed), trust)
        #expect(judgement.holds, "\(judgement.failures)")
        trust.digests[0].octets[0] ^= 1
        #expect(try !HABFormat.verify(MemorySource(signed), trust).holds)
    }

    @Test(arguments: Kind.all)
    func `SPSDK reads what we sign, openssl verifies it, and with RSA it has SPSDK's own octets`(
        kind: Kind
    ) async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try makeKeys(kind)
        try writeApplication()
        try write(configuration(kind, isSigned: false).utf8, to: "unsigned.yaml")
        try run("nxpimage", "hab", "export", "-c", "unsigned.yaml", "-o", "unsigned.bin")
        var sink = MemorySink()
        try await signing(kind).sign(MemorySource(try read("unsigned.bin")), to: &sink)
        let signed = sink.bytes
        try write(signed, to: "signed.bin")
        try run("nxpimage", "hab", "verify", "-f", "mimxrt1050", "-b", "signed.bin")
        try run("nxpimage", "hab", "parse", "-f", "mimxrt1050", "-b", "signed.bin", "-o", "parsed")
        // SPSDK verifies no signature: openssl does, over the content that SPSDK finds.
        try write(Self.takeApartScript.utf8, to: "apart.py")
        try run("python", "apart.py", "signed.bin")
        let names = kind.isFast ? ["srk2", "srk2"] : ["csf", "img"]
        for (number, name) in names.enumerated() {
            let verify = "cms -verify -binary -inform DER -in signature\(number) -noverify -certfile \(name).pem"
            try openssl("\(verify) -content content\(number) -out verified")
            // Positive control: another content, and another certificate.
            var content = try read("content\(number)")
            content[5] ^= 1
            try write(content, to: "other")
            #expect(throws: ProgramFailure.self) { try openssl("\(verify) -content other -out verified") }
        }
        try write(configuration(kind, isSigned: true).utf8, to: "theirs.yaml")
        try write(Self.exportScript.utf8, to: "export.py")
        try run("python", "export.py", "theirs.yaml", "theirs.bin")
        let theirs = try read("theirs.bin")
        #expect(theirs.count == signed.count)
        if kind.algorithm == .rsa2048 {
            #expect(theirs == signed)
        } else {
            // All but the signatures, and where what follows the commands' own one stands.
            let commands = 0x2C00 - 0x400 + 0x400
            #expect(theirs.prefix(commands) == signed.prefix(commands))
        }
    }

    @Test func `an image that mkimage makes is signed in the blocks and in the room that it names`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try write("IMAGE_VERSION 2\nBOOT_FROM sd\nCSF 0x2000\nDATA 4 0x020e04bc 0x00003030\n".utf8, to: "imx.cfg")
        try write((0..<7000).map { UInt8(truncatingIfNeeded: $0 * 3) }, to: "u-boot.bin")
        let arguments = "mkimage -n imx.cfg -T imximage -e 0x17800000 -d u-boot.bin u-boot.imx"
        let made = try Program(arguments.split(separator: " ").map(String.init), in: directory)
        guard made.status == 0 else { throw ProgramFailure("mkimage: \(made.errorText)") }
        let words = made.text.split(separator: "\n").first { $0.hasPrefix("HAB Blocks") }?.split(separator: " ") ?? []
        let blocks = words.suffix(3).compactMap { UInt32($0.dropFirst(2), radix: 16) }
        try #require(blocks.count == 3)
        let keys = try await HABKeys(.ecdsaP256)
        let unsigned = try read("u-boot.imx")
        var sink = MemorySink()
        try await keys.signing().sign(MemorySource(unsigned), to: &sink)
        let judgement = try HABFormat.verify(MemorySource(sink.bytes), keys.trust())
        #expect(judgement.holds, "\(judgement.failures)")
        // Nothing of it changes: vector table and boot data know of the commands already.
        #expect(sink.bytes.starts(with: unsigned))
        #expect(sink.bytes.count == unsigned.count + 0x2000)
        let commands = try HABCommandSequence(Array(sink.bytes[unsigned.count...])).commands
        let covered = commands.compactMap {
            if case .authenticateData(_, _, _, let blocks) = $0 { blocks } else { nil }
        }
        #expect(covered == [[.init(address: blocks[0], count: blocks[2])]])
    }
}
