import ArgumentParser
import BootSigning
import Files
import Foundation
import Model

struct BuildFIT: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build-fit",
        abstract: "Build a FIT for U-Boot from an .its file, or from a short description.",
        discussion: """
            An image source (.its) is compiled by dtc, which must be there; then hashes and
            time are filled in, as mkimage does it. A description is JSON and needs no
            other program; file names in either count from where it lies:

              { "version": 1, "description": "board 1",
                "images": [
                  { "name": "kernel", "file": "Image.gz", "type": "kernel",
                    "arch": "arm64", "os": "linux", "compression": "gzip",
                    "load": "0x80080000", "entry": "0x80080000" },
                  { "name": "fdt-1", "file": "board.dtb", "type": "flat_dt",
                    "arch": "arm64" } ],
                "configurations": [
                  { "name": "conf-1", "kernel": "kernel", "fdt": ["fdt-1"] } ] }

              bedplate image build-fit board.json --out board.fit
              bedplate image sign fit board.fit --key release --out board.signed.fit
            """
    )
    @Argument(help: ArgumentHelp("An .its file, a description in JSON, or a compiled tree.", valueName: "file"))
    var file: String
    @Flag(help: "Put the images' data behind the tree.") var external = false
    @Option(help: ArgumentHelp("Where in the file external data begin.", valueName: "n")) var position: Number?
    @Option(
        help: ArgumentHelp(
            "When it was made, in seconds since 1970; $SOURCE_DATE_EPOCH or now if not given.",
            valueName: "n"
        )
    )
    var timestamp: Number?
    @Option(name: .shortAndLong, help: ArgumentHelp("The FIT.", valueName: "file")) var out: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let assembly = FITAssembly(
            timestamp: try time,
            data: external || position != nil ? .external(position: position.map { Int($0.value) }) : .unchanged
        )
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("bedplate-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: directory) }
        let compiled = try compiled(in: directory)
        let written = try await ImageOutput.stream(to: out, from: [file]) { sink in
            try assembly.assemble(compiled, to: &sink)
            return sink.count
        } finish: {
            WrittenFile(out, octets: $0, $1)
        }
        try written.print("built", json: json)
    }

    /// The tree without hashes; what dtc makes goes into a directory of our own.
    private func compiled(in directory: URL) throws -> any OctetSource {
        let source = try FileSource(file)
        let start = try source.prefix(4096)
        if start.starts(with: [0xD0, 0x0D, 0xFE, 0xED]) { return source }
        if start.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") {
            let description = try FITDescription(json: try DurableFile.read(file, atMost: 1 << 20))
            let place = URL(fileURLWithPath: file).deletingLastPathComponent()
            return try description.compile { try FileSource(URL(fileURLWithPath: $0, relativeTo: place).path) }
        }
        do {
            try FileManager.default.createDirectory(
                at: directory,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw BedplateError(.environment, "no temporary directory can be made", cause: error)
        }
        let tree = directory.appendingPathComponent("compiled.dtb").path
        try DeviceTreeCompiler.compile(file, to: tree)
        return try FileSource(tree)
    }

    private var time: UInt32 {
        get throws {
            if let timestamp { return timestamp.value }
            if let text = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"] {
                guard let seconds = UInt32(text) else {
                    throw ValidationError("SOURCE_DATE_EPOCH is no number of seconds that a FIT can say")
                }
                return seconds
            }
            return UInt32(clamping: Int(Date().timeIntervalSince1970))
        }
    }
}
