package import SoC
internal import Wire

/// Where each fuse word of each copy lies among the octets of ``StoragePart/fuses``: a header, then copy after copy.
public enum FuseLayout {
    public static let copies = 3
    /// Octets of the header: magic, words of one copy, copies, checksum.
    static let headerSize = 16
    /// Words of one copy.
    static let wordCount = fuses.reduce(0) { $0 + $1.wordCount }
    public static let size = headerSize + copies * wordCount * 4

    static let fuses = (0..<UInt8(Fuse.count)).compactMap(Fuse.init(rawValue:))

    /// What a file of fuses begins with.
    static let header: [UInt8] = {
        var octets = Array("BPFUSE01".utf8) + LittleEndian.octets([UInt32(wordCount << 8 | copies)])
        octets += LittleEndian.octets([checksum(octets)])
        return octets
    }()

    static let blank = header + [UInt8](repeating: 0, count: copies * wordCount * 4)

    /// Octets from the beginning to the first word of the region in a copy.
    package static func offset(_ fuse: Fuse, copy: Int) -> Int {
        let before = fuses.prefix { $0 != fuse }.reduce(0) { $0 + $1.wordCount }
        return headerSize + (copy * wordCount + before) * 4
    }

    static func checksum(_ octets: [UInt8]) -> UInt32 {
        var checksum = MailboxChecksum()
        checksum.update(octets.span)
        return checksum.value
    }
}
