import Foundation
import Programs
import Testing

/// An independent program, run as a judge of ours. It fails the test when it is not installed.
enum Tool {
    struct Output {
        var status: Int32
        var text: String
    }

    /// Runs the program and returns its standard output and error together.
    static func run(_ arguments: [String], tcti: String? = nil) throws -> Output {
        let ended = try Program(arguments, environment: tcti.map { ["TPM2TOOLS_TCTI": $0] } ?? [:])
        return Output(status: ended.status, text: ended.text + ended.errorText)
    }

    /// The PCR values in what tpm2_pcrread and tpm2_eventlog print: `0 : 0xAB…` below `sha256:`.
    static func pcrs(in text: some StringProtocol) -> [String: [Int: String]] {
        var banks: [String: [Int: String]] = [:]
        var bank = ""
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 1 || parts.count == 2 && parts[1].isEmpty { bank = parts[0] }
            guard parts.count == 2, let pcr = Int(parts[0]), parts[1].hasPrefix("0x") else { continue }
            banks[bank, default: [:]][pcr] = parts[1].dropFirst(2).lowercased()
        }
        return banks
    }
}
