import Foundation

/// Measures what the named benchmarks measure, all of them by default, and prints one table each.
@main
struct Benchmarks {
    static let all: [(name: String, run: @Sendable () async throws -> Void)] = [
        ("quotes", QuoteBenchmark.run),
        ("log", EventLogBenchmark.run),
        ("ledger", LedgerBenchmark.run),
        ("attestation", AttestationBenchmark.run),
        ("images", ImageBenchmark.run),
        ("fleet", FleetBenchmark.run),
        ("million", FleetBenchmark.runMillion),
    ]

    static func main() async throws {
        if CommandLine.arguments.dropFirst().first == "image-child" {
            return try await ImageBenchmark.child(Array(CommandLine.arguments.dropFirst(2)))
        }
        if CommandLine.arguments.dropFirst().first == "fleet-child" {
            return try FleetBenchmark.child(Array(CommandLine.arguments.dropFirst(2)))
        }
        let wanted = CommandLine.arguments.dropFirst().filter { MeasuredFormat(rawValue: $0) == nil }
        guard wanted.allSatisfy({ name in all.contains { $0.name == name } }) else {
            let formats = MeasuredFormat.allCases.map(\.rawValue).joined(separator: "|")
            print("usage: Benchmarks/run [\(all.map(\.name).joined(separator: "] ["))] [\(formats)]...")
            exit(2)
        }
        print("\(ProcessInfo.processInfo.activeProcessorCount) cores, \(processor()), load \(load())")
        // A million moduli take minutes and gigabytes: only if they are asked for.
        for benchmark in all where wanted.isEmpty ? benchmark.name != "million" : wanted.contains(benchmark.name) {
            try await benchmark.run()
        }
        print("\nload \(load())")
    }

    private static func processor() -> String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ": ").last.map(String.init) ?? "unknown processor"
    }

    /// Of one minute: figures taken beside other work are worth less, so it is printed with them.
    private static func load() -> String {
        let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
        return text.split(separator: " ").first.map(String.init) ?? "unknown"
    }
}
