internal import Foundation
internal import Glibc
internal import Model

/// A program of the emulator, found on PATH.
struct Program {
    static let swtpm = Program(names: ["swtpm"], package: "swtpm")
    static let swtpmSetup = Program(names: ["swtpm_setup"], package: "swtpm-tools")
    /// The name changed between versions; some keep it beside their data.
    static let swtpmLocalCA = Program(
        names: ["swtpm_localca", "/usr/share/swtpm/swtpm-localca", "/usr/lib/swtpm/swtpm-localca"],
        package: "swtpm-tools"
    )

    static let qemu = Program(names: ["qemu-system-arm"], package: "qemu-system-arm")

    var names: [String]
    var package: String

    /// The program's path.
    func located() throws -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        for name in names {
            let places = name.hasPrefix("/") ? [name] : path.split(separator: ":").map { "\($0)/\(name)" }
            for place in places where unsafe access(place, X_OK) == 0 { return place }
        }
        throw BedplateError(
            .labToolMissing,
            "\(names[0]) is not installed, and emulated devices need it",
            hint: "apt install \(package)"
        )
    }
}
