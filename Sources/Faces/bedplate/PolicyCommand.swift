import ArgumentParser
import Attestation
import Digests
import EventLog
import Model
import Terminal
import Wire

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Appraisal policies: what a device must show.",
        subcommands: [Put.self, ShowDocument<Words>.self, ListDocuments<Words>.self, Check.self]
    )

    enum Words: DocumentWords {
        static let kind = Document.Kind.policy
        static let one = "a policy"
        static let many = "policies"
    }

    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Store a policy from a file, under the name that it has.",
            discussion: "  bedplate policy set production.json"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: ArgumentHelp("JSON.", valueName: "file")) var file: String

        func run() async throws {
            let content = try DocumentFile.read(file)
            try await DocumentFile.store(content, as: .policy, try AppraisalPolicy(json: content).name, place)
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a policy and say what is wrong with it, without a service.",
            discussion: "  bedplate policy check production.json"
        )
        @Argument(help: ArgumentHelp("JSON.", valueName: "file")) var file: String
        @Flag(help: "Print what the policy comes to, as JSON.") var json = false

        /// The policy with everything that it leaves out.
        private struct Shown: Encodable {
            var name: String
            var reference: String
            var bank: String?
            var pcrs: [Int]?
            var components: Components?
            var affirmSimulatedRoot: Bool
            var allowSHA1: Bool
            var requireSecureBoot: Bool
            var errata: [String]
        }

        private struct Components: Encodable {
            var order: [String]
            var signers: [String]?
            var minimumSecurityVersions: [String: UInt64]
            var lifecycles: [String]
            var debug: [String]

            init(_ policy: ComponentPolicy) {
                order = policy.order
                signers = policy.signers.map { $0.map { Hexadecimal.encode($0) }.sorted() }
                minimumSecurityVersions = policy.minimumSecurityVersions
                lifecycles = policy.lifecycles.map { "\($0)" }.sorted()
                debug = policy.debug.map { "\($0)" }.sorted()
            }
        }

        func run() async throws {
            let policy = try AppraisalPolicy(json: try DocumentFile.read(file))
            let shown = Shown(
                name: policy.name,
                reference: policy.reference,
                bank: policy.components == nil ? policy.bank.description : nil,
                pcrs: policy.components == nil ? policy.pcrs : nil,
                components: policy.components.map(Components.init),
                affirmSimulatedRoot: policy.affirmSimulatedRoot,
                allowSHA1: policy.allowSHA1,
                requireSecureBoot: policy.requireSecureBoot,
                errata: policy.errata.map(\.rawValue).sorted()
            )
            if json { return try Terminal.print(json: shown) }
            Terminal.print(fields: [
                ("policy", shown.name), ("reference values", shown.reference),
                ("PCRs", shown.bank.map { "\($0): " + policy.pcrs.map(String.init).joined(separator: ", ") }),
                ("components", shown.components?.order.joined(separator: ", ")),
                ("signers", shown.components?.signers?.joined(separator: ", ")),
                (
                    "least versions",
                    shown.components.flatMap { components in
                        let least = components.minimumSecurityVersions.sorted { $0.key < $1.key }
                        return least.isEmpty ? nil : least.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
                    }
                ),
                ("lifecycle", shown.components?.lifecycles.joined(separator: " or ")),
                ("debugging", shown.components?.debug.joined(separator: " or ")),
                ("", shown.affirmSimulatedRoot ? "LAB: affirms emulated roots" : nil),
                ("", shown.allowSHA1 ? "believes SHA-1" : nil),
                ("secure boot", shown.requireSecureBoot ? "required" : nil),
                ("tolerates", shown.errata.isEmpty ? nil : shown.errata.joined(separator: ", ")),
            ])
        }
    }
}
