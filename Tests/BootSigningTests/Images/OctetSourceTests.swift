import BootSigning
import Digests
import Files
import Foundation
import Model
import Testing

@Suite struct OctetSourceTests {
    @Test func `a file and memory give the same octets and digests, in parts and whole`() async throws {
        let path = NSTemporaryDirectory() + "octets-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try await DurableFile.stream(to: path) { sink in try sink.copy(0..<bytes.count, of: MemorySource(bytes)) }
        let file = try FileSource(path)
        #expect(file.count == bytes.count)
        #expect(try file.octets(in: 1_999_990..<2_100_003) == Array(bytes[1_999_990..<2_100_003]))
        let ranges = [5..<2_500_000, 0..<5, 7..<7]
        let expected = try HashAlgorithm.sha512.digest(Array(bytes[5..<2_500_000]), Array(bytes[0..<5]))
        #expect(try file.digest(.sha512, of: ranges).octets == expected)
        #expect(try MemorySource(bytes).digest(.sha512, of: ranges).octets == expected)
        #expect(throws: BedplateError(.malformed, "")) { try file.octets(in: 0..<bytes.count + 1) }
        #expect(throws: BedplateError(.malformed, "")) { try MemorySource(bytes).octets(in: -1..<1) }
    }

    @Test func `a file whose writing fails leaves the old one and nothing beside it`() async throws {
        let directory = NSTemporaryDirectory() + "octets-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/image"
        try await DurableFile.stream(to: path) { sink in try sink.write([1, 2, 3]) }
        await #expect(throws: BedplateError(.unavailable, "")) {
            try await DurableFile.stream(to: path) { sink in
                try sink.write([4])
                throw BedplateError(.unavailable, "the signer went away")
            }
        }
        #expect(try FileSource(path).octets(in: 0..<3) == [1, 2, 3])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["image"])
    }
}
