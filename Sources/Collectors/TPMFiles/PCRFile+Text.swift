import Digests
import Wire

extension PCRFile {
    /// What `tpm2_pcrread` prints: bank names, each followed by `index: 0xVALUE`. A strict reading of that, not YAML.
    public init(yaml text: String) throws {
        var banks: [HashAlgorithm: [Int: [UInt8]]] = [:]
        var bank: HashAlgorithm?
        for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(Self.trimmed)
            if parts == [""] { continue }
            guard parts.count == 2 else { throw Self.unreadable(number) }
            if parts[1].isEmpty {
                guard let named = HashAlgorithm(named: parts[0]), banks[named] == nil else {
                    throw Self.unreadable(number)
                }
                bank = named
                banks[named] = [:]
                continue
            }
            guard let bank, let pcr = Self.index(parts[0]), banks[bank]?[pcr] == nil,
                let value = Self.value(parts[1]), value.count == bank.digestSize
            else { throw Self.unreadable(number) }
            banks[bank]?[pcr] = value
        }
        // A bank that the TPM does not have is printed without values.
        banks = banks.filter { !$0.value.isEmpty }
        guard !banks.isEmpty else { throw Self.malformed("no values") }
        self.init(banks: banks)
    }

    /// The files of a Linux directory `pcr-<bank>`: the directory's name, and by file name what each says.
    ///
    /// Linux, Documentation/ABI/stable/sysfs-class-tpm: one file an index, upper-case hexadecimal.
    public init(directory name: String, files: [String: String]) throws {
        guard name.hasPrefix("pcr-"), let bank = HashAlgorithm(named: String(name.dropFirst(4))) else {
            throw Self.malformed("'\(name)' is not a directory such as pcr-sha256")
        }
        var values: [Int: [UInt8]] = [:]
        for (file, text) in files {
            guard let pcr = Self.index(file), let value = Hexadecimal.decode(Self.trimmed(Substring(text))),
                value.count == bank.digestSize
            else { throw Self.malformed("\(name)/\(file) is not a PCR value") }
            values[pcr] = value
        }
        guard !values.isEmpty else { throw Self.malformed("\(name) has no values") }
        self.init(banks: [bank: values])
    }

    private static func trimmed(_ text: Substring) -> String {
        let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? text.startIndex
        return String(text[..<end].drop(while: \.isWhitespace))
    }

    private static func index(_ text: String) -> Int? {
        guard let pcr = Int(text), (0..<32).contains(pcr), String(pcr) == text else { return nil }
        return pcr
    }

    private static func value(_ text: String) -> [UInt8]? {
        text.hasPrefix("0x") ? Hexadecimal.decode(text.dropFirst(2)) : nil
    }

    private static func unreadable(_ line: Int) -> any Error { malformed("line \(line + 1) is not understood") }
}
