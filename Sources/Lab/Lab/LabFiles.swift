internal import Files
internal import Foundation
internal import Model

/// Files of the lab, by their addresses: private to their owner, replaced whole or not at all.
enum LabFiles {
    static func makeDirectory(_ directory: URL) throws { try PrivateDirectory.make(directory.path) }

    static func read(_ file: URL) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw BedplateError(.notFound, "the file cannot be read", location: file.path)
        }
        return [UInt8](data)
    }

    static func write(_ bytes: [UInt8], to file: URL) throws { try DurableFile.write(bytes, to: file.path) }
}
