import AHAB
import BootSigning
import Digests
import Foundation
import KeyStore
import Model
import PKIX
import Programs
import Testing

/// NXP's own tool and ours judge each other.
@Suite struct AHABJudgeTests {
    private let directory: URL
    private let tool: String
    private static let algorithms: [(SigningPublicKey.Algorithm, String)] = [
        (.ecdsaP256, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
        (.ecdsaP384, "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"),
        (.rsa2048, "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
    ]

    init() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        tool = root.appending(path: ".build/judges/bin/nxpimage").path
        guard FileManager.default.isExecutableFile(atPath: tool) else {
            throw ProgramFailure("nxpimage is not in .build/judges: run Scripts/install-judges")
        }
        directory = FileManager.default.temporaryDirectory.appending(path: "ahab-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// SPSDK keeps a cache, which tests that run at once would spoil for each other.
    private func run(_ arguments: String...) throws -> Program {
        let environment = ["SPSDK_CACHE_FOLDER": directory.path, "SPSDK_DEBUG_LOGGING_DISABLED": "1"]
        return try Program(arguments, in: directory, environment: environment)
    }

    private func openssl(_ command: String) throws {
        let program = try Program(["openssl"] + command.split(separator: " ").map(String.init), in: directory)
        guard program.status == 0 else { throw ProgramFailure("openssl \(command): \(program.errorText)") }
    }

    private func write(_ octets: [UInt8], to name: String) throws {
        try Data(octets).write(to: directory.appending(path: name))
    }

    private func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appending(path: name)))
    }

    /// A key that SPSDK has in plain and we have encrypted.
    private func signer(_ options: String, _ index: Int) throws -> SoftwareSigner {
        try openssl("genpkey \(options) -out k\(index).pem")
        try openssl("pkey -in k\(index).pem -pubout -out p\(index).pem")
        try write(Array("pass phrase\n".utf8), to: "pass")
        let encryption = "-topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 5000 -passout file:pass"
        try openssl("pkcs8 -in k\(index).pem \(encryption) -out e\(index).pem")
        let path = directory.appending(path: "e\(index).pem").path
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let passphrase = try #require(Passphrase(Array("pass phrase".utf8)))
        return try SoftwareSigner.load(path, passphrase: passphrase, leastIterations: 5000)
    }

    /// A description of one container with two images, for SPSDK.
    private func configuration(_ output: String, signedBy index: Int?) -> String {
        """
        family: mimx9352
        revision: latest
        target_memory: standard
        output: \(output)
        containers:
          - container:
              srk_set: \(index == nil ? "none" : "oem")
              used_srk_id: \(index ?? 0)
              srk_revoke_mask: '0x00'
              fuse_version: 2
              sw_version: 3
              \(index.map { "signer: type=file;file_path=k\($0).pem" } ?? "")
              images:
                - {image_path: a.bin, load_address: '0x1FFC0000', entry_point: '0x1FFC0000', image_type: executable,
                   core_id: cortex-m33, hash_type: sha256}
                - {image_path: b.bin, load_address: '0x2FFC0000', entry_point: '0x2FFC0000', image_type: executable,
                   core_id: cortex-a55, hash_type: sha384}
              \(index == nil ? "" : "srk_table: {flag_ca: false, srk_array: [p0.pem, p1.pem, p2.pem, p3.pem]}")

        """
    }

    private func export(_ name: String, signedBy index: Int?) throws -> [UInt8] {
        try write((0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }, to: "a.bin")
        try write((0..<1234).map { UInt8(truncatingIfNeeded: $0 * 3) }, to: "b.bin")
        try write(Array(configuration("\(name).bin", signedBy: index).utf8), to: "\(name).yaml")
        let program = try run(tool, "ahab", "export", "-c", "\(name).yaml")
        guard program.status == 0 else { throw ProgramFailure("nxpimage: \(program.text) \(program.errorText)") }
        return try read("\(name).bin")
    }

    @Test(arguments: algorithms)
    func `we boot what SPSDK signs, and burn the SRK hash that it computes`(
        _ algorithm: SigningPublicKey.Algorithm,
        _ options: String
    ) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        var infos: [[UInt8]] = []
        for index in 0..<4 {
            try openssl("genpkey \(options) -out k\(index).pem")
            try openssl("pkey -in k\(index).pem -pubout -out p\(index).pem")
            try openssl("pkey -in k\(index).pem -pubout -outform DER -out p\(index).der")
            infos.append(try read("p\(index).der"))
        }
        let signed = try export("signed", signedBy: 2)
        let digest = try AHABSignature.fuseDigest(of: AHABSigning(keys: infos).keys)
        let hexadecimal = digest.map { String(format: "%02X", $0) }.joined()
        #expect(String(decoding: try read("ahab_oem0_srk0_hash.txt"), as: UTF8.self).uppercased() == hexadecimal)
        let judgement = try AHABFormat.verify(MemorySource(signed), DeviceTrust(digests: [.init(digest)]))
        #expect(judgement.holds, "\(judgement.failures)")
        // Exactly what its fields make.
        let octets = Array(signed.prefix(try #require(AHABContainer.count(ofHeader: signed))))
        #expect(try AHABContainer(octets).octets == octets)
    }

    @Test(arguments: algorithms)
    func `SPSDK accepts what we sign, which has its own octets but for the signature`(
        _ algorithm: SigningPublicKey.Algorithm,
        _ options: String
    ) async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let keys = AHABKeys(signers: try (0..<4).map { try signer(options, $0) })
        let unsigned = try export("unsigned", signedBy: nil)
        let signed = try await keys.signed(unsigned, by: 2)
        try write(signed, to: "signed.bin")
        let accepted = try run(tool, "ahab", "verify", "-f", "mimx9352", "-b", "signed.bin")
        #expect(accepted.status == 0, "\(accepted.text)")
        // The same container by SPSDK with the same keys.
        let theirs = try export("theirs", signedBy: 2)
        let container = try AHABContainer(Array(signed.prefix(try #require(AHABContainer.count(ofHeader: signed)))))
        #expect(theirs.count == signed.count)
        #expect(theirs.prefix(container.signedCount + 8) == signed.prefix(container.signedCount + 8))
        #expect(theirs.suffix(from: container.count) == signed.suffix(from: container.count))
        // Positive control: a flipped octet of the container, and one of an image, are seen.
        for place in [24, 0x2000] {
            var damaged = signed
            damaged[place] ^= 1
            try write(damaged, to: "damaged.bin")
            #expect(try run(tool, "ahab", "verify", "-f", "mimx9352", "-b", "damaged.bin").status != 0)
        }
    }
}
