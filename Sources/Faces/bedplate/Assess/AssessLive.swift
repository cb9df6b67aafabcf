import ArgumentParser
import Assessment
import Elements
import Foundation
import Host
import KeyStore
import Keys
import Model
import PKCS11
import Profiles
import Readers
import TPM2
import TPMTransport
import Terminal

/// Where what was read of something that is here goes.
struct LiveOutput: ParsableArguments {
    @Option(help: ArgumentHelp("Keep records and transcript here.", valueName: "directory")) var into: String?
    @OptionGroup var output: AssessmentOutput

    func print(_ live: LiveReading, of name: String, by command: String) throws {
        let collector = EvidenceRecord.Collector(
            tool: command,
            version: Bedplate.configuration.version,
            settings: ["reader": live.reading.reader]
        )
        let subject = into.map { URL(fileURLWithPath: $0).standardizedFileURL.lastPathComponent } ?? name
        let records = try live.reading.records(
            of: live.octets,
            device: subject,
            collector: collector,
            at: CollectedInput.now
        )
        for missing in live.reading.missing { Terminal.note("missing: \(missing)") }
        for note in live.reading.notes { Terminal.note(note) }
        guard let into else {
            return try output.print(AssessedSubject(name: subject, records: records))
        }
        let folder = EvidenceFolder(path: into)
        try folder.add(records, of: live.octets)
        try output.print(AssessedSubject.directory(into))
    }
}

struct AssessHost: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host",
        abstract: "Look at this Linux machine: what it starts with, and what it enforces.",
        discussion: """
            Secure Boot, lockdown, kernel command line, dm-verity, IOMMU, TPM and its
            event log, as far as they are there. What is not there is missing, never a
            pass. Root sees more than others.

              bedplate assess host
              bedplate assess host --into gateway
            """
    )
    @Option(help: ArgumentHelp("The machine's file system, if not this one's.", valueName: "directory"))
    var root = "/"
    @OptionGroup var live: LiveOutput

    func run() throws {
        try live.print(
            try HostReader.read(root: root),
            of: root == "/" ? ProcessInfo.processInfo.hostName : root,
            by: HostReader.command
        )
    }
}

struct AssessTPM: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tpm",
        abstract: "Ask a TPM what it is.",
        discussion: """
            Maker, firmware, certificates and hierarchies. Whether its endorsement key is
            genuine, enrolment shows: `bedplate-agent enroll`.

              bedplate assess tpm
              bedplate assess tpm --tpm unix:/run/tpm.sock --into gateway
            """
    )
    @Option(help: ArgumentHelp("The TPM: a device, unix:PATH or tcp:HOST:PORT.", valueName: "address"))
    var tpm = TPMAddress.standard
    @OptionGroup var live: LiveOutput

    func run() throws {
        try live.print(try TPMReader.read(try TPMAddress(tpm).open()), of: tpm, by: TPMReader.command)
    }
}

struct AssessToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Ask a PKCS#11 token how it keeps its keys.",
        discussion: """
            What the module reports of each private key, which is the module's word; and
            whether the module is a software one. The PIN comes from a file, never from
            the command line.

              bedplate assess token 'pkcs11:token=line?module-path=/usr/lib/hsm.so'
            """
    )
    @Argument(help: "The token's URI (RFC 7512).") var uri: String
    @OptionGroup var live: LiveOutput

    func run() async throws {
        let uri = try PKCS11URI(self.uri)
        let token = try PKCS11Module.token(uri, in: try PKCS11Module.named(by: uri))
        try live.print(try await TokenReader.read(token), of: token.info.label, by: "bedplate assess token")
    }
}
