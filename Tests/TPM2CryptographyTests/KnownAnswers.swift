import Foundation
import Testing
import Wire

/// Where the known answers are: BEDPLATE_CONFORMANCE_DATA, else `shared/data` beside the package.
enum KnownAnswers {
    static func read<T: Decodable>(_ type: T.Type, _ path: String) throws -> T? {
        let beside = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("shared/data").path
        let root = ProcessInfo.processInfo.environment["BEDPLATE_CONFORMANCE_DATA"] ?? beside
        guard let data = FileManager.default.contents(atPath: "\(root)/\(path)") else {
            print("conformance: \(path) is absent, 0 vectors ran")
            return nil
        }
        return try JSONDecoder().decode(type, from: data)
    }
}

extension [UInt8] {
    /// The octets of a hexadecimal literal in a test.
    init(hex: String) throws { self = try #require(Hexadecimal.decode(hex)) }
}
