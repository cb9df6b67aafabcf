internal import Foundation

/// Files of a Linux system under a root directory, with a transcript of what was looked at.
///
/// `/sys` and `/proc` say what the kernel believes: whoever owns the kernel owns the answers.
struct HostFiles {
    private let root: URL
    private(set) var transcript: [String] = []

    /// The most octets of one file, and entries of one directory.
    private static let fileLimit = 1 << 16
    private static let entryLimit = 4096

    init(root: String) { self.root = URL(fileURLWithPath: root, isDirectory: true) }

    enum Answer: Equatable {
        case octets([UInt8])
        case absent
        /// It is there, and may not be read.
        case refused
    }

    mutating func octets(_ path: String) -> Answer {
        let place = root.appendingPathComponent(path).path
        guard FileManager.default.fileExists(atPath: place) else {
            transcript.append("\(path): absent")
            return .absent
        }
        // Files of sysfs have no size: read up to the limit, and no further.
        guard let file = FileHandle(forReadingAtPath: place),
            let data = try? file.read(upToCount: Self.fileLimit) ?? Data()
        else {
            transcript.append("\(path): refused")
            return .refused
        }
        transcript.append("\(path): \(String(decoding: data.prefix(512).map(Self.visible), as: UTF8.self))")
        return .octets([UInt8](data))
    }

    /// The text of a file without blanks at its ends; nil where it is absent, refused or no text.
    mutating func text(_ path: String) -> String? {
        guard case .octets(let octets) = octets(path), let text = String(validating: octets, as: UTF8.self) else {
            return nil
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The names in a directory, sorted; nil where it is absent or may not be read.
    mutating func names(_ path: String) -> [String]? {
        let names = try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(path).path)
        transcript.append("\(path)/: " + (names.map { $0.sorted().prefix(64).joined(separator: " ") } ?? "absent"))
        return names.map { Array($0.sorted().prefix(Self.entryLimit)) }
    }

    private static func visible(_ octet: UInt8) -> UInt8 {
        octet == 0x0A || octet == 0 ? 0x20 : (0x20...0x7E).contains(octet) ? octet : 0x2E
    }
}
