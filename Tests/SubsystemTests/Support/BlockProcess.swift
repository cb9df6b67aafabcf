import Foundation
import Lab
import Model
import SoC
import Testing

@testable import Subsystem

/// A block that runs as a process of its own.
struct BlockProcess: Mailbox {
    let process: LabSubsystem
    private(set) var client: MailboxClient

    init(_ directory: String) throws {
        process = try LabSubsystem(Self.executable(), directory: directory, log: directory + ".log")
        client = MailboxClient(process.mailbox)
    }

    mutating func ask(_ command: MailboxCommand, _ payload: [UInt8]) throws -> Answer {
        let answer = try client.ask(command, payload)
        return Answer(status: answer.status, payload: answer.payload)
    }

    /// The products lie beside the test bundle, or, when tests run as a program of the toolchain, beside its argument.
    static func executable() throws -> String {
        let places = [
            Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
        ]
        let found = places.map { $0.appendingPathComponent("bedplate-subsystem").path }
            .first(where: FileManager.default.isExecutableFile(atPath:))
        return try #require(found, "bedplate-subsystem was not built")
    }
}
