import BootSigning
import Crypto
import Digests
import Files
import Foundation
import Model

/// Signing and verifying boot images of any size, each in a process of its own, so that start-up and memory count, against
/// what cannot be avoided: hashing the file with openssl, and hashing, copying and flushing it. The public tools beside.
enum ImageBenchmark {
    /// What verifying may take of `openssl dgst -sha256`, and signing of hash, copy and flush.
    static let aim = 1.2
    /// MiB that a process may hold.
    static let memoryAim = 64.0

    /// Runs ``child(_:)``.
    static let program = [CommandLine.arguments[0], "image-child"]

    static func run() async throws {
        print(
            """

            Boot images, P-256 and SHA-256, one image of the payload's size, each in a process of its own
            Ratio: to `openssl dgst -sha256`, or to hash, copy and flush; aims: \(aim), and below 64 MiB resident

            | boot image | ms | MiB/s | ratio | resident MiB |
            |---|--:|--:|--:|--:|
            """
        )
        for (mebibytes, rounds, toolRounds) in [(64, 9, 3), (1024, 7, 1)] {
            let directory = try TemporaryDirectory()
            try await ImageComparison(mebibytes: mebibytes, directory: directory.path).run(rounds, toolRounds)
        }
    }

    /// What a measured process does: `sign FORMAT INPUT FILE`, `verify FORMAT FILE` or `copy INPUT FILE`. Before it,
    /// `hold INPUT`; and for looking at one of them alone, `unsigned FORMAT PAYLOAD FILE`.
    static func child(_ arguments: [String]) async throws {
        let format = arguments.dropFirst().first.flatMap(MeasuredFormat.init(rawValue:))
        switch (arguments.first, format, arguments.count) {
        case ("sign", let format?, 4):
            let trust = try await format.sign(arguments[2], to: arguments[3])
            // Not flushed: it is no part of signing.
            try JSONEncoder().encode(trust).write(to: URL(fileURLWithPath: arguments[3] + ".trust"))
        case ("verify", let format?, 3):
            let trust = try DurableFile.read(arguments[2] + ".trust", atMost: 1 << 16)
            let judgement = try format.verify(
                arguments[2],
                try JSONDecoder().decode(DeviceTrust.self, from: Data(trust))
            )
            guard judgement.holds else { throw WrongOutcome("verify: \(judgement.failures)") }
        case ("unsigned", let format?, 4):
            print(try await UnsignedImage(format: format, payload: arguments[2], path: arguments[3]).make())
        case ("hold", _, 2): try SystemMemory.hold(arguments[1])
        case ("copy", _, 3): try copy(arguments[1], to: arguments[2])
        default:
            throw WrongOutcome(
                "usage: image-child sign FORMAT INPUT FILE | verify FORMAT FILE | copy INPUT FILE | unsigned FORMAT PAYLOAD FILE"
            )
        }
    }

    /// Hash, copy, flush: one pass in parts of 1 MiB, and nothing else.
    private static func copy(_ input: String, to path: String) throws {
        let source = try FileSource(input)
        unsafe unlink(path)
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw WrongOutcome("cannot create \(path)") }
        defer { close(file) }
        var hasher = SHA256()
        try source.forEachChunk(in: 0..<source.count) { (chunk) throws(BedplateError) in
            hasher.update(data: chunk)
            // The octets live through the call, which is told how many there are.
            let written = unsafe chunk.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
            guard written == chunk.count else { throw BedplateError(.environment, "cannot write \(path)") }
        }
        guard fsync(file) == 0, hasher.finalize().contains(where: { $0 != 0 }) else { throw WrongOutcome("copy") }
    }
}
