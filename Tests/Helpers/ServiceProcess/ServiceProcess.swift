import Foundation
import Logging
import Service

/// Serves the data directory that its argument names, on a port of the system's choice, which it prints: for tests that
/// kill it.
@main
struct ServiceProcess {
    static func main() async throws {
        var configuration = ServiceConfiguration(dataDirectory: CommandLine.arguments[1], port: 0)
        configuration.logger.logLevel = .error
        configuration.onReady = { address in
            FileHandle.standardOutput.write(Data((address + "\n").utf8))
        }
        try await BedplateService(configuration: configuration).run()
    }
}
