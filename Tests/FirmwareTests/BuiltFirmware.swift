import Foundation
import Programs

/// The firmware, built once for all tests as `Scripts/build-firmware` builds it.
struct BuiltFirmware: Sendable {
    let rom: [UInt8]
    /// The same as the emulator loads it from a file.
    let romELF: [UInt8]
    /// The secure firmware's payload, unsigned.
    let payload: [UInt8]
    /// The application's, unsigned.
    let application: [UInt8]

    static let shared = Result { try BuiltFirmware() }
    /// With an application that does not confirm its boot.
    static let failing = Result { try BuiltFirmware(defining: ["APPLICATION_FAILS"]) }
    /// With an application that does what an attacker would.
    static let probing = Result { try BuiltFirmware(defining: ["APPLICATION_PROBES"]) }
    /// The same before a secure world that checks neither pointers nor commands, and leaves the mailbox to both.
    static let open = Result {
        try BuiltFirmware(
            defining: ["APPLICATION_PROBES", "WITHOUT_POINTER_CHECK", "WITHOUT_GATEWAY_LIST", "WITHOUT_MAILBOX_WALL"]
        )
    }

    /// The package's own directory.
    static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    private init(defining names: [String] = []) throws {
        let output = FileManager.default.temporaryDirectory.appending(path: "bedplate-firmware-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let build = try Program(Self.command(output.path, names), atMost: 600)
        guard build.status == 0 else { throw ProgramFailure("build-firmware: \(build.text)\(build.errorText)") }
        func file(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: output.appending(path: name))) }
        rom = try file("rom.bin")
        romELF = try file("rom.elf")
        payload = try file("secure-firmware.bin")
        application = try file("application.bin")
    }

    private static func command(_ output: String, _ names: [String]) -> [String] {
        [root.path + "/Scripts/build-firmware", output] + names.flatMap { ["--define", $0] }
    }
}
