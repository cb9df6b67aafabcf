import ArgumentParser
import BootSigning
import Digests
import Model
import Terminal
import Wire

struct DiffImages: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two images of one format, part by part.",
        discussion: """
            Ends with 1 when they differ. Says of each part that differs what covers it.

              bedplate image diff v1.bin v2.bin
            """
    )
    @Argument(help: ArgumentHelp("One image.", valueName: "file")) var first: String
    @Argument(help: ArgumentHelp("The other.", valueName: "file")) var second: String
    @OptionGroup var format: ImageFormat
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let (one, other) = (try ImageInput.open(first).source, try ImageInput.open(second).source)
        let kinds = (try format.of(one), try format.of(other))
        guard kinds.0.name == kinds.1.name else {
            throw BedplateError(.malformed, "one image is \(kinds.0.name), the other \(kinds.1.name)")
        }
        let differences = try ImageDifference.all(kinds.0, one, other)
        if json { try Terminal.print(json: differences) }
        if !json {
            Terminal.print(table: ["WHAT", "FIRST", "SECOND"], differences.map { [$0.what, $0.first, $0.second] })
        }
        guard differences.isEmpty else { throw ExitStatus.judgedBad }
        if !json { Terminal.print("the images are the same") }
    }
}

/// One thing in which two images differ.
struct ImageDifference: Encodable {
    var what: String
    var first: String
    var second: String

    static func all(_ format: any BootFormat.Type, _ one: any OctetSource, _ other: any OctetSource) throws
        -> [ImageDifference]
    {
        let (a, b) = (try format.explain(one), try format.explain(other))
        var differences: [ImageDifference] = []
        func compare(_ what: String, _ first: String?, _ second: String?) {
            guard first != second else { return }
            differences.append(ImageDifference(what: what, first: first ?? "none", second: second ?? "none"))
        }
        for name in Set(a.properties.keys).union(b.properties.keys).sorted() {
            compare(name, a.properties[name], b.properties[name])
        }
        for index in 0..<max(a.signatures.count, b.signatures.count) {
            let pair = [a, b].map { $0.signatures.indices.contains(index) ? $0.signatures[index] : nil }
            compare("signature \(index + 1)", pair[0].map(describe), pair[1].map(describe))
        }
        // Parts by name and place among those of the same name.
        let parts = (try parts(a, one), try parts(b, other))
        for key in parts.0.order + parts.1.order.filter({ parts.0.digests[$0] == nil }) {
            compare(key, parts.0.digests[key], parts.1.digests[key])
        }
        return differences
    }

    private static func describe(_ signature: ImageExplanation.Signature) -> String {
        "\(signature.scheme), key \(signature.key ?? "not named")"
    }

    private static func parts(
        _ explanation: ImageExplanation,
        _ source: any OctetSource
    ) throws -> (order: [String], digests: [String: String]) {
        var order: [String] = []
        var digests: [String: String] = [:]
        for region in explanation.regions {
            let plain = region.name + (region.coveredBy.isEmpty ? ", unsigned" : "")
            var name = plain
            var number = 2
            while digests[name] != nil {
                name = "\(plain) (\(number))"
                number += 1
            }
            let range = region.offset..<(region.offset + region.count)
            let digest = Hexadecimal.encode(Array(try source.digest(.sha256, of: [range]).octets.prefix(4)))
            order.append(name)
            digests[name] = "\(region.count) octets \(digest)…"
        }
        return (order, digests)
    }
}
