import ArgumentParser
import Client
import Files
import Foundation
import Model
import Service
import Terminal

/// Which service an operator's command talks to.
struct ServicePlace: ParsableArguments {
    @Option(help: ArgumentHelp("The service (or $BEDPLATE_SERVICE).", valueName: "url"))
    var service = ServiceAddress.environment ?? ServiceAddress.standard

    @Option(help: ArgumentHelp("The service's data directory (or $BEDPLATE_DATA).", valueName: "directory"))
    var data = DataDirectory.standardPath()

    @Option(help: ArgumentHelp("The operator's token, if not in the data directory.", valueName: "file"))
    var tokenFile: String?

    func connected<Result>(_ body: (Client) async throws -> Result) async throws -> Result {
        let path = tokenFile ?? data + "/operator.token"
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw BedplateError(
                .environment,
                "the operator's token '\(path)' cannot be read",
                hint: "the service makes it at its first start; give --data or --token-file"
            )
        }
        let text = String(decoding: try DurableFile.read(path, atMost: 4096), as: UTF8.self)
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw BedplateError(.environment, "'\(path)' does not hold a token")
        }
        return try await Client.connected(to: try ServiceAddress(service), token: token, body)
    }
}
