import Foundation

/// The most memory that this process held, since it was last forgotten (Linux, proc(5)).
enum PeakMemory {
    static func forget() throws {
        try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    }

    /// MiB.
    static func read() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({
                Double($0)
            })
        else { throw WrongOutcome("no VmHWM") }
        return kibibytes / 1024
    }
}
