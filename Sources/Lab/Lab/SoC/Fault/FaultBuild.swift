internal import Digests
public import Foundation
internal import Model
internal import Wire

/// A way in which the ROM is compiled.
public enum FaultBuild: String, CaseIterable, Codable, Sendable {
    /// As `Scripts/build-firmware` makes it for devices.
    case ships
    /// All of it for speed, with 8 KiB of stack: it needs more than the 4 that there are.
    case O
    /// All of it for size.
    case Osize
    /// As it ships, with each decision made once, by a branch: what the campaign must be able to break.
    case unhardened

    var arguments: [String] {
        switch self {
        case .ships: []
        case .O: ["--optimize", "O", "--define", "DEEP_STACK"]
        case .Osize: ["--optimize", "Osize"]
        case .unhardened: ["--define", "UNHARDENED"]
        }
    }

    /// The version that `swiftc` says; nil where there is none.
    static func compiler(beside directory: URL) -> String? {
        let log = directory.appending(path: "compiler.txt")
        try? FileManager.default.removeItem(at: log)
        try? ChildProcess.run(["/usr/bin/env", "swiftc", "--version"], log: log.path, timeout: .seconds(20))
        let lines = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return lines.split(separator: "\n").first { $0.contains("Swift version") }.map(String.init)
    }

    /// Where its ROM is; built by the script when it is not there.
    ///
    /// - Parameter directory: of all builds.
    public func located(in directory: URL, script: URL) throws -> URL {
        let own = directory.appending(path: rawValue)
        let rom = own.appending(path: "rom.elf")
        if FileManager.default.isReadableFile(atPath: rom.path) { return rom }
        guard FileManager.default.isExecutableFile(atPath: script.path) else {
            throw BedplateError(
                .labToolMissing,
                "\(rom.path) is not there",
                hint: (["Scripts/build-firmware", own.path] + arguments).joined(separator: " ")
            )
        }
        do { try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true) } catch {
            throw BedplateError(.environment, "\(own.path) cannot be made", cause: error)
        }
        try ChildProcess.run(
            ["/bin/bash", script.path, own.path] + arguments,
            log: own.appending(path: "build.log").path,
            timeout: .seconds(600)
        )
        return rom
    }
}
