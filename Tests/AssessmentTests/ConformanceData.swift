import Foundation

/// Public test data beside the repository, where it is.
enum ConformanceData {
    static var directory: URL? {
        let environment = ProcessInfo.processInfo.environment["BEDPLATE_CONFORMANCE_DATA"].map { URL(filePath: $0) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let directory = environment ?? root.deletingLastPathComponent().appending(path: "shared/data")
        return FileManager.default.fileExists(atPath: directory.path) ? directory : nil
    }
}
