import Foundation
import Programs

/// The firmware, built once for all tests as `Scripts/build-firmware` builds it.
struct BuiltFirmware: Sendable {
    let rom: [UInt8]
    /// The secure firmware's payload, unsigned.
    let payload: [UInt8]

    static let shared = Result { try BuiltFirmware() }

    /// The package's own directory.
    static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    private init() throws {
        let output = FileManager.default.temporaryDirectory.appending(path: "bedplate-firmware-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let build = try Program([Self.root.path + "/Scripts/build-firmware", output.path], atMost: 600)
        guard build.status == 0 else { throw ProgramFailure("build-firmware: \(build.text)\(build.errorText)") }
        rom = [UInt8](try Data(contentsOf: output.appending(path: "rom.bin")))
        payload = [UInt8](try Data(contentsOf: output.appending(path: "secure-firmware.bin")))
    }
}
