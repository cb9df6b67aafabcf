import ArgumentParser
import BootSigning
import Digests
import Foundation
import Model
import Terminal
import Wire

struct ExtractImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Take a payload, or an image of a package, out of an image.",
        discussion: """
            Without --out and --all it lists what can be taken. A part is named as the
            list names it: in a FIT by its node, in TF-A's packages (FIP) by fiptool's name
            or by UUID. Without a name it is the payload. Nothing is verified, and nothing
            uncompressed. --all overwrites no file.

              bedplate image extract fip.bin
              bedplate image extract fip.bin soc-fw --out bl31.bin
              bedplate image extract kernel.fit --all parts
              bedplate image extract app.signed.bin --out app.bin
            """
    )
    @OptionGroup var image: ImageFile
    @Argument(help: ArgumentHelp("The part; the payload if not given.", valueName: "name")) var part: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The part goes into this file.", valueName: "file"))
    var out: String?
    @Option(help: ArgumentHelp("Every part goes into this directory.", valueName: "directory")) var all: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        guard out == nil || all == nil, all == nil || part == nil else {
            throw ValidationError("it is one part with --out, or every part with --all")
        }
        let (source, address) = try ImageInput.open(image.file)
        let format = try image.format.of(source)
        let parts = try format.parts(source)
        guard !parts.isEmpty else {
            throw BedplateError(.notFound, "there is nothing to take out of an image of the format \(format.name)")
        }
        var found: [ExtractedPart] = []
        if let all {
            found = try await write(parts, of: source, into: all)
        } else if let out {
            found = [try await write(try chosen(parts), of: source, at: address, to: out)]
        } else {
            for part in try part == nil ? parts : [chosen(parts)] {
                found.append(ExtractedPart(part, sha256: try source.digest(.sha256, of: [part.range]).octets))
            }
        }
        if json { return try Terminal.print(json: found) }
        for part in found { part.print() }
    }

    private func chosen(_ parts: [ImagePart]) throws -> ImagePart {
        let named = parts.first { part in self.part.map { part.isNamed($0) } ?? part.isPayload }
        guard let named else {
            let names = parts.prefix(24).map { Terminal.clean($0.name) }.joined(separator: ", ")
            throw BedplateError(
                .notFound,
                part.map { "the image has no part '\($0)'" }
                    ?? "the image has several parts and no one payload: name one",
                hint: "there are: \(names)"
            )
        }
        return named
    }

    /// All or, when a name is taken already, none.
    private func write(
        _ parts: [ImagePart],
        of source: any OctetSource,
        into directory: String
    ) async throws -> [ExtractedPart] {
        let paths = parts.fileNames.map { directory + "/" + $0 }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw BedplateError(.environment, "the directory '\(directory)' cannot be made", cause: error)
        }
        if let taken = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) {
            throw BedplateError(.conflict, "'\(taken)' exists already; nothing was written")
        }
        var written: [ExtractedPart] = []
        for (part, path) in zip(parts, paths) {
            written.append(try await write(part, of: source, to: path, replaces: false))
        }
        return written
    }

    private func write(
        _ part: ImagePart,
        of source: any OctetSource,
        at address: UInt32? = nil,
        to path: String,
        replaces: Bool = true
    ) async throws -> ExtractedPart {
        let start = address.map { $0 &+ UInt32(truncatingIfNeeded: part.range.lowerBound) }
        return try await ImageOutput.stream(to: path, from: [image.file], at: start, replaces: replaces) { sink in
            try sink.copy(part.range, of: source)
        } finish: {
            ExtractedPart(part, sha256: $1.octets, file: path)
        }
    }
}

/// A part of an image as the command says it.
struct ExtractedPart: Encodable {
    var name: String
    var uuid: String?
    var meaning: String?
    var offset: Int
    var octets: Int
    var sha256: String
    /// Nil when it was only listed.
    var file: String?

    init(_ part: ImagePart, sha256: [UInt8], file: String? = nil) {
        name = part.name
        uuid = part.aliases.first
        meaning = part.meaning
        offset = part.range.lowerBound
        octets = part.range.count
        self.sha256 = Hexadecimal.encode(sha256)
        self.file = file
    }

    func print() {
        Terminal.print(Terminal.clean(name + (meaning.map { ": " + $0 } ?? "")))
        if let uuid { Terminal.print("  uuid    " + uuid) }
        Terminal.print("  octets  \(octets), from 0x\(String(offset, radix: 16))")
        Terminal.print("  sha256  " + sha256)
        if let file { Terminal.print("  file    " + file) }
    }
}
