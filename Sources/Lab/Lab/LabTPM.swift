public import Foundation
internal import Model

/// An emulated device: a real swtpm with an endorsement certificate from the lab's manufacturer, and three boot stages
/// that are really measured.
///
/// A software TPM is a *simulated* root: whoever can read its directory can read its seeds.
///
/// ```
/// LAB/tpm/NAME/   device.json        name, kind and PCR banks
///                 state/             swtpm's state: the seeds, 0700
///                 ek/                endorsement certificates as written to NV: ek-rsa2048.crt, ek-secp384r1.crt (DER)
///                 boot/              firmware.bin bootloader.bin kernel.bin: what the next boot measures
///                 boot/original/     a stage as it was before it was tampered with
///                 eventlog.bin       TCG log of the last boot
///                 run/               while it runs: tpm.sock tpm.sock.ctrl running.json swtpm.log
/// ```
public final class LabTPM {
    /// The device's directory.
    public let directory: URL
    public let name: String
    /// The process, when this object started it.
    var process: ChildProcess?

    private init(_ directory: URL, name: String) {
        self.directory = directory
        self.name = name
    }

    deinit { if let process, isBound { process.end() } }

    /// Whether the process this object started ends with it.
    var isBound = false

    /// What device.json holds.
    struct Description: Codable {
        var name: String
        /// Always `swtpm`: everything that this root says is simulated.
        var kind = "swtpm"
        var banks = ["sha256", "sha384"]
    }

    /// Makes a device: a TPM with fresh seeds, endorsement keys RSA-2048 (0x81010001) and P-384 (0x81010016), their
    /// certificates in NV (0x01C00002 and 0x01C00016), PCR banks SHA-256 and SHA-384. Takes about a second.
    ///
    /// - Parameters:
    ///   - lab: the lab's directory; made when it is absent.
    ///   - name: 1 to 32 of a–z, 0–9 and `-`.
    ///   - stages: what the device boots; ``BootStage/sample`` for those not given.
    /// - Throws: `conflict` for a name that exists, `lab-tool-missing` without swtpm.
    public static func create(
        in lab: URL,
        name: String,
        stages: [BootStage: [UInt8]] = [:]
    ) throws -> LabTPM {
        let place = try place(of: name, in: lab)
        guard !FileManager.default.fileExists(atPath: place.path) else {
            throw BedplateError(.conflict, "the lab has a device \(name) already", location: place.path)
        }
        let manufacturer = try LabManufacturer(lab: lab)
        // Made beside its place and renamed: an interrupted creation leaves no half device.
        let draft = place.deletingLastPathComponent().appendingPathComponent(".\(name).\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: draft) }
        for part in ["state", "ek", "boot", "run"] { try LabFiles.makeDirectory(draft.appendingPathComponent(part)) }
        try ChildProcess.run(
            [
                Program.swtpmSetup.located(), "--tpm2", "--config", manufacturer.setupConfiguration.path,
                "--tpm", "\(Program.swtpm.located()) socket", "--tpmstate", draft.appendingPathComponent("state").path,
                "--create-ek-cert", "--write-ek-cert-files", draft.appendingPathComponent("ek").path,
                "--lock-nvram", "--pcr-banks", Description(name: name).banks.joined(separator: ","),
                "--logfile", draft.appendingPathComponent("run/setup.log").path,
            ],
            log: draft.appendingPathComponent("run/setup.output").path,
            timeout: .seconds(60)
        )
        for stage in BootStage.allCases {
            let file = draft.appendingPathComponent("boot/" + stage.fileName)
            try LabFiles.write(stages[stage] ?? stage.sample, to: file)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let description = try encoder.encode(Description(name: name))
        try LabFiles.write([UInt8](description), to: draft.appendingPathComponent("device.json"))
        do { try FileManager.default.moveItem(at: draft, to: place) } catch {
            throw BedplateError(.conflict, "the device \(name) cannot be put into the lab", cause: error)
        }
        return LabTPM(place, name: name)
    }

    /// The device of that name.
    public static func open(in lab: URL, name: String) throws -> LabTPM {
        let place = try place(of: name, in: lab)
        guard FileManager.default.fileExists(atPath: place.appendingPathComponent("device.json").path) else {
            throw BedplateError(.notFound, "the lab has no device \(name)", location: place.path)
        }
        return LabTPM(place, name: name)
    }

    /// The names of the lab's devices, sorted.
    public static func names(in lab: URL) -> [String] {
        let entries = try? FileManager.default.contentsOfDirectory(atPath: lab.appendingPathComponent("tpm").path)
        return (entries ?? []).filter { isName($0) }.sorted()
    }

    /// Stops the device and removes its directory, seeds and all.
    public func remove() throws {
        try stop()
        do { try FileManager.default.removeItem(at: directory) } catch {
            throw BedplateError(.environment, "the device cannot be removed", cause: error, location: directory.path)
        }
    }

    /// The manufacturer of the lab that this device belongs to.
    public func manufacturer() throws -> LabManufacturer {
        try LabManufacturer(lab: directory.deletingLastPathComponent().deletingLastPathComponent())
    }

    /// The endorsement certificates as swtpm_setup wrote them to NV, DER, by file name.
    public func endorsementCertificates() throws -> [String: [UInt8]] {
        let place = directory.appendingPathComponent("ek")
        var certificates: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: place.path) where name.hasSuffix(".crt") {
            certificates[name] = try LabFiles.read(place.appendingPathComponent(name))
        }
        return certificates
    }

    func file(_ path: String) -> URL { directory.appendingPathComponent(path) }

    private static func place(of name: String, in lab: URL) throws -> URL {
        guard isName(name) else {
            throw BedplateError(
                .malformed,
                "a device's name is 1 to 32 of a-z, 0-9 and -, and does not begin with -",
                location: name
            )
        }
        return lab.standardizedFileURL.appendingPathComponent("tpm/" + name, isDirectory: true)
    }

    static func isName(_ text: String) -> Bool {
        let letters = text.utf8
        return (1...32).contains(letters.count) && letters.first != 0x2D
            && letters.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}
