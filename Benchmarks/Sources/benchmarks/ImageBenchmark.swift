import BootSigning
import Crypto
import Digests
import Files
import Foundation
import KeyStore
import MCUboot
import Model

/// Signing and verifying boot images of any size, each in a process of its own, so that start-up and memory count, against
/// what cannot be avoided: hashing the file with openssl, and hashing, copying and flushing it.
enum ImageBenchmark {
    /// What verifying may take of `openssl dgst -sha256`, and signing of hash, copy and flush.
    static let aim = 1.2
    static let judges = "../.build/judges/bin/"

    static func run() async throws {
        for (mebibytes, rounds) in [(64, 9), (1024, 3)] {
            let directory = try TemporaryDirectory()
            try await measure(mebibytes, rounds, directory.path)
        }
    }

    private static func measure(_ mebibytes: Int, _ rounds: Int, _ directory: String) async throws {
        let payload = directory + "/payload"
        try await DurableFile.stream(to: payload) { sink in
            for _ in 0..<mebibytes { try sink.write(randomOctets(1 << 20)) }
        }
        let signed = directory + "/signed"
        let ours = CommandLine.arguments[0]
        var candidates: [(name: String, command: [String])] = [
            ("openssl dgst -sha256", ["openssl", "dgst", "-sha256", payload]),
            ("verify, MCUboot P-256", [ours, "image-child", "verify", signed]),
            ("hash, copy, flush", [ours, "image-child", "copy", payload, directory + "/copy"]),
            ("sign, MCUboot P-256", [ours, "image-child", "sign", payload, signed]),
        ]
        // The peer reads whole images into memory; a gigabyte is not asked of it.
        if mebibytes <= 64, FileManager.default.isExecutableFile(atPath: judges + "imgtool") {
            let key = directory + "/key.pem"
            _ = try Spawned([judges + "imgtool", "keygen", "-t", "ecdsa-p256", "-k", key])
            let peer = directory + "/peer"
            let slot = String((mebibytes + 1) << 20)
            candidates.append(
                (
                    "imgtool sign",
                    [
                        judges + "imgtool", "sign", "-k", key, "-H", "0x20", "--pad-header", "--align", "8", "-v",
                        "1.0.0",
                        "-S", slot, "-M", "512", "--overwrite-only", payload, peer,
                    ]
                )
            )
            candidates.append(("imgtool verify", [judges + "imgtool", "verify", "-k", key, peer]))
        }
        // One round before: what is measured reads from the system's memory, not from the disk.
        for candidate in [candidates[3]] + candidates { _ = try Spawned(candidate.command) }
        var samples: [[Spawned]] = candidates.map { _ in [] }
        for _ in 0..<rounds {
            for (index, candidate) in candidates.enumerated() { samples[index].append(try Spawned(candidate.command)) }
        }
        func ratio(_ a: Int, _ b: Int) -> String {
            Table.number(zip(samples[a], samples[b]).map { $0.seconds / $1.seconds }.median)
        }
        var table = Table(
            "An image of \(mebibytes) MiB, each in a process of its own (aim: \(Table.number(aim, 1)) of what is above it)",
            "",
            "ms",
            "MiB/s",
            "ratio",
            "resident MiB"
        )
        for (index, candidate) in candidates.enumerated() {
            let seconds = samples[index].map(\.seconds).median
            table.add(
                candidate.name,
                Table.milliseconds(seconds),
                Table.rate(Double(mebibytes) / seconds),
                index == 1 ? ratio(1, 0) : index == 3 ? ratio(3, 2) : "",
                Table.number(samples[index].map { Double($0.residentKibibytes) / 1024 }.median, 1)
            )
        }
        table.print()
    }

    /// What a measured process does: `verify FILE`, `sign PAYLOAD FILE` or `copy PAYLOAD FILE`.
    static func child(_ arguments: [String]) async throws {
        switch (arguments.first, arguments.dropFirst().map(\.self)) {
        case ("verify", let paths) where paths.count == 1:
            let key = try DurableFile.read(paths[0] + ".pub", atMost: 4096)
            let trust = DeviceTrust(keys: [DeviceTrust.Key(subjectPublicKeyInfo: key)])
            guard try MCUbootFormat.verify(try FileSource(paths[0]), trust).holds else { throw WrongOutcome("verify") }
        case ("sign", let paths) where paths.count == 2:
            let signer = try SoftwareSigner.ephemeral(.ecdsaP256)
            let source = try FileSource(paths[0])
            let signing = MCUbootSigning(version: MCUbootVersion(major: 1))
            _ = try await DurableFile.stream(to: paths[1]) { sink in
                try await signing.sign(source, to: &sink, with: signer)
            }
            try DurableFile.write(signer.publicKey.subjectPublicKeyInfo, to: paths[1] + ".pub")
        case ("copy", let paths) where paths.count == 2:
            let source = try FileSource(paths[0])
            try await DurableFile.stream(to: paths[1]) { sink in
                var hasher = SHA256()
                try source.forEachChunk(in: 0..<source.count) { (chunk) throws(BedplateError) in
                    hasher.update(data: chunk)
                    try sink.write(chunk)
                }
                guard hasher.finalize().contains(where: { $0 != 0 }) else { throw WrongOutcome("copy") }
            }
        default: throw WrongOutcome("usage: image-child verify FILE | sign PAYLOAD FILE | copy PAYLOAD FILE")
        }
    }
}
