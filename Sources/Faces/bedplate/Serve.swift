import ArgumentParser
import Foundation
import Logging
import Model
import Service
import Terminal

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service until it is told to stop.",
        discussion: """
            Makes its keys and the operator's token at the first start, in the data
            directory. Listens on this machine only, unless --allow-remote says otherwise.

              bedplate serve
              bedplate serve --data ./data --port 0
            """
    )

    @Option(help: ArgumentHelp("Where everything is kept (or $BEDPLATE_DATA).", valueName: "directory"))
    var data = DataDirectory.standardPath()

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 for any that is free.")
    var port = ServiceConfiguration.standardPort

    @Flag(help: "Listen on an address that is not loopback. There is no TLS here: put a proxy before it.")
    var allowRemote = false

    @Flag(help: "Enrol no new devices; the known ones go on.")
    var noNewDevices = false
    @Flag(help: "Log each request, not only those that are refused.")
    var verbose = false

    func run() async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "bedplate")
        logger.logLevel = verbose ? .info : .notice
        let data = data
        try await BedplateService(
            configuration: ServiceConfiguration(
                dataDirectory: data,
                host: host,
                port: port,
                allowsRemote: allowRemote,
                allowsNewDevices: !noNewDevices,
                logger: logger,
                onReady: { address in
                    Terminal.print("serving \(address)")
                    Terminal.print("operator's token: \(data)/operator.token")
                }
            )
        ).run()
    }
}
