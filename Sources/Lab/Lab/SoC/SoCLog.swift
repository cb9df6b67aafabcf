public import Foundation
public import Model

/// One of the logs that the fuse-and-key block keeps, read while it is written: what the device does, seen from outside.
public struct SoCLog {
    private let file: URL
    private var place: UInt64

    /// From what is there already on, nothing.
    ///
    /// - Parameter file: need not be there yet.
    public init(_ file: URL) {
        self.file = file
        place = (try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? UInt64) ?? 0
    }

    /// The whole lines that came since the last time.
    public mutating func lines() throws(BedplateError) -> [String] {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return [] }
        defer { try? handle.close() }
        let octets: Data
        do {
            try handle.seek(toOffset: place)
            octets = try handle.readToEnd() ?? Data()
        } catch {
            throw BedplateError(.environment, "the log cannot be read", cause: error, location: file.path)
        }
        guard let end = octets.lastIndex(of: 0x0A) else { return [] }
        let whole = octets[...end]
        place += UInt64(whole.count)
        return String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
