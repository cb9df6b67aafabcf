public import SoC

/// A line of the boot ROM or the secure world on the console: `B:0005000D 00000001`, and `H:` where it is the last one.
public struct BootReport: Hashable, Sendable {
    public var code: BootCode
    /// A number that says more: a slot, a lifecycle, a status.
    public var detail: UInt32
    /// Whether the device halted or reset with it.
    public var isLast: Bool

    /// Nil for any other line.
    public init?(_ line: String) {
        let octets = Array(line.utf8)
        guard octets.count == 19, octets[0] == 0x42 || octets[0] == 0x48, octets[1] == 0x3A, octets[10] == 0x20,
            let code = Self.number(octets[2..<10]), let detail = Self.number(octets[11..<19])
        else { return nil }
        self.code = BootCode(rawValue: code)
        self.detail = detail
        isLast = octets[0] == 0x48
    }

    /// What the code means; the code itself where that is not known here.
    public var sentence: String {
        BootCode.all.first { $0.code == code }?.sentence ?? "0x" + String(code.rawValue, radix: 16)
    }

    /// Eight digits and nothing else: a sign would be read too.
    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x46).contains($0) }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
