import Foundation

/// All formats and tools with a payload of one size. Beside each format the floors are measured anew, as the disk's pace
/// changes within seconds.
struct ImageComparison {
    var mebibytes: Int
    var directory: String

    /// A format, its floors and its public tools.
    private struct Group {
        var title: String
        var copying: Row
        var signing: Row
        var hashing: Row
        var verifying: Row
        var tools: [Row]
    }

    /// A program and what it took, round by round.
    private struct Row {
        var name: String
        var command: [String]
        /// What it reads.
        var input: String
        /// What it makes anew.
        var output: String?
        var isOurs = true
        var isSigning = true
        var samples: [Spawned] = []

        mutating func run(keep: Bool = true) throws {
            if let output { unsafe unlink(output) }
            // What another program left to be written, or removed, would be done at this one's cost.
            sync()
            _ = try Spawned(ImageBenchmark.program + ["hold", input])
            let sample = try Spawned(command)
            if keep { samples.append(sample) }
        }
    }

    /// Runs every program `rounds` times, the public tools `toolRounds` times, and prints the rows.
    func run(_ rounds: Int, _ toolRounds: Int) async throws {
        var groups = try await groups()
        // One round before, which does not count.
        for round in 0...rounds {
            for index in groups.indices {
                // Neither is always the first.
                if round % 2 == 1 { try groups[index].copying.run() }
                try groups[index].signing.run(keep: round > 0)
                if round % 2 == 0 { try groups[index].copying.run(keep: round > 0) }
                try groups[index].hashing.run(keep: round > 0)
                try groups[index].verifying.run(keep: round > 0)
                guard (1...toolRounds).contains(round) else { continue }
                for tool in groups[index].tools.indices { try groups[index].tools[tool].run() }
            }
        }
        show(groups.map(\.hashing), "")
        show(groups.map(\.copying), "")
        for group in groups {
            show([group.signing], ratio(group.signing, group.copying))
            show([group.verifying], ratio(group.verifying, group.hashing))
            for tool in group.tools { show([tool], ratio(tool, tool.isSigning ? group.copying : group.hashing)) }
        }
        fflush(nil)
    }

    private func groups() async throws -> [Group] {
        let payload = directory + "/payload"
        _ = try Spawned(["openssl", "rand", "-out", payload, String(mebibytes << 20)])
        let ours = ImageBenchmark.program
        var groups: [Group] = []
        for format in MeasuredFormat.wanted where mebibytes <= format.limit {
            let path = "\(directory)/\(format.rawValue)"
            let unsigned = try await UnsignedImage(format: format, payload: payload, path: path + ".unsigned").make()
            let tools = try PublicTool.all(
                format,
                payload: payload,
                unsigned: unsigned,
                mebibytes: mebibytes,
                in: directory
            )
            groups.append(
                Group(
                    title: format.title,
                    copying: Row(
                        name: "hash, copy, flush",
                        command: ours + ["copy", payload, directory + "/copy"],
                        input: payload,
                        output: directory + "/copy"
                    ),
                    signing: Row(
                        name: format.title + ": sign",
                        command: ours + ["sign", format.rawValue, unsigned, path + ".signed"],
                        input: unsigned,
                        output: path + ".signed"
                    ),
                    hashing: Row(
                        name: "`openssl dgst -sha256`",
                        command: ["openssl", "dgst", "-sha256", payload],
                        input: payload
                    ),
                    verifying: Row(
                        name: format.title + ": verify",
                        command: ours + ["verify", format.rawValue, path + ".signed"],
                        input: path + ".signed"
                    ),
                    tools: tools.map { tool in
                        Row(
                            name: "\(format.title): \(tool.name)",
                            command: tool.command,
                            input: tool.input,
                            output: tool.output,
                            isOurs: false,
                            isSigning: tool.isSigning
                        )
                    }
                )
            )
        }
        return groups
    }

    /// The median of the rounds' own ratios, for ours with their range; of a tool that ran less often, of the first rounds.
    private func ratio(_ row: Row, _ floor: Row) -> String {
        let ratios = zip(row.samples, floor.samples).map { $0.seconds / $1.seconds }
        guard row.isOurs, let least = ratios.min(), let most = ratios.max() else { return Table.number(ratios.median) }
        let range = "(\(Table.number(least))–\(Table.number(most)))"
        return "**\(Table.number(ratios.median))** \(range)" + (ratios.median > ImageBenchmark.aim ? " missed" : "")
    }

    /// Prints one row, of all the samples.
    private func show(_ rows: [Row], _ ratio: String) {
        guard let row = rows.first else { return }
        let samples = rows.flatMap(\.samples)
        let seconds = samples.map(\.seconds).median
        let resident = samples.map { Double($0.residentKibibytes) / 1024 }.median
        let memory = Table.number(resident, 0) + (row.isOurs && resident >= ImageBenchmark.memoryAim ? " missed" : "")
        let size = mebibytes < 1024 ? "\(mebibytes) MiB" : "\(mebibytes / 1024) GiB"
        let rate = Table.rate(Double(mebibytes) / seconds)
        print("| \(size): \(row.name) | \(Table.number(seconds * 1e3, 0)) | \(rate) | \(ratio) | \(memory) |")
    }
}
