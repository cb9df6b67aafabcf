import Digests
import Wire

/// The `pcrs:` part of tpm2_eventlog's YAML: `  sha256:` and then `    0  : 0x…`.
struct GoldenPCRs {
    var values: [HashAlgorithm: [Int: [UInt8]]] = [:]

    init(yaml: String) {
        var bank: HashAlgorithm?
        var reached = false
        for line in yaml.split(separator: "\n") {
            if line == "pcrs:" { reached = true }
            guard reached, let colon = line.firstIndex(of: ":") else { continue }
            let key = line[..<colon].filter { $0 != " " }
            let value = line[line.index(after: colon)...].filter { $0 != " " }
            if value.isEmpty {
                bank = HashAlgorithm(named: key)
            } else if let bank, let pcr = Int(key), value.hasPrefix("0x") {
                values[bank, default: [:]][pcr] = Hexadecimal.decode(value.dropFirst(2))
            }
        }
    }
}
