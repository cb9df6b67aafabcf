import ArgumentParser
import Assessment
import Model
import Profiles
import Terminal

struct AssessParts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parts",
        abstract: "The silicon whose documentation is known here.",
        discussion: """
            CODE is the grade of what runs first: A mask ROM, B the maker's and locked,
            C flash locked for good, D flash locked until undone, E writable.

              bedplate assess parts
              bedplate assess explain esp32s3
            """
    )
    @Flag(help: "Print JSON.") var json = false

    private struct Part: Encodable {
        var id: String
        var name: String
        var vendor: String
        var roles: [String]
        var firstCode: String?
        var breaks: [String]
        var readers: [String]

        init(_ profile: SiliconProfile) {
            (id, name, vendor, firstCode) = (profile.id, profile.name, profile.vendor, profile.grade)
            roles = Root.Role.allCases.filter(profile.roles.contains).map(\.rawValue)
            breaks = profile.breaks.filter { $0.fact.mark != .mem }.map(\.id)
            readers = Set(profile.readings.compactMap(\.reader)).sorted()
        }
    }

    func run() throws {
        let parts = SiliconProfile.all.map(Part.init)
        if json { return try Terminal.print(json: parts) }
        Terminal.print(
            table: ["PART", "MAKER", "CODE", "BREAKS", "ROLES"],
            parts.map {
                [
                    $0.id, $0.vendor, $0.firstCode ?? "-", $0.breaks.isEmpty ? "-" : "\($0.breaks.count)",
                    $0.roles.joined(separator: " "),
                ]
            }
        )
    }
}
