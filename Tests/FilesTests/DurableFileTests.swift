import Files
import Foundation
import Model
import OpenSSLOracle
import Testing

@Suite struct DurableFileTests {
    let place: OpenSSL
    init() throws { place = try OpenSSL() }

    private func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: place.path(name))[.posixPermissions] as? Int
    }

    @Test func `a file is replaced whole, with exactly the permissions asked for`() throws {
        try DurableFile.write([1, 2, 3], to: place.path("file"))
        try DurableFile.write([4], to: place.path("file"), mode: 0o644)
        #expect(try place.read("file") == [4])
        #expect(try mode("file") == 0o644)
        try DurableFile.write([UInt8](repeating: 7, count: 3 << 20), to: place.path("file"))
        #expect(try mode("file") == 0o600)
        #expect(try place.read("file").count == 3 << 20)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.directory.path) == ["file"])
    }

    @Test func `a stream that may not replace leaves what has the name, a link that leads nowhere too`() async throws {
        func stream(_ octets: [UInt8], _ name: String, replaces: Bool) async throws {
            try await DurableFile.stream(to: place.path(name), replaces: replaces) { sink in try sink.write(octets) }
        }
        try await stream([1], "file", replaces: false)
        #expect(try place.read("file") == [1])
        await #expect(throws: BedplateError(.conflict, "")) { try await stream([2], "file", replaces: false) }
        #expect(try place.read("file") == [1])
        try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: place.path("none"))
        await #expect(throws: BedplateError(.conflict, "")) { try await stream([2], "link", replaces: false) }
        try await stream([3], "file", replaces: true)
        #expect(try place.read("file") == [3])
        let left = try FileManager.default.contentsOfDirectory(atPath: place.directory.path)
        #expect(Set(left) == ["file", "link"])
    }

    @Test func `a stream replaces no directory, no pipe, and no file that a secret was read from`() async throws {
        func stream(_ name: String) async throws {
            try await DurableFile.stream(to: place.path(name)) { sink in try sink.write([1]) }
        }
        try FileManager.default.createDirectory(atPath: place.path("directory"), withIntermediateDirectories: false)
        #expect(unsafe mkfifo(place.path("pipe"), 0o600) == 0)
        try DurableFile.create([1, 2, 3], at: place.path("key"))
        try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: place.path("key"))
        // Nobody read it yet: it is a file like any other.
        try await stream("key")
        try DurableFile.write([1, 2, 3], to: place.path("key"))
        #expect(try DurableFile.readPrivate(place.path("key")) == [1, 2, 3])
        for name in ["directory", "pipe", "key", "link"] {
            await #expect(throws: BedplateError.self, "\(name)") { try await stream(name) }
        }
        await #expect(throws: BedplateError(.environment, "")) {
            try await DurableFile.stream(to: "") { sink in try sink.write([1]) }
        }
        #expect(try DurableFile.readPrivate(place.path("key")) == [1, 2, 3])
        let left = try FileManager.default.contentsOfDirectory(atPath: place.directory.path)
        #expect(Set(left) == ["directory", "pipe", "key", "link"])
    }

    @Test func `a directory that does not exist is an error that names it`() {
        let error = #expect(throws: BedplateError(.environment, "")) {
            try DurableFile.write([1], to: place.path("none/file"))
        }
        #expect(error?.reason.contains("none/file") == true)
    }

    @Test func `a private file is read only if it is regular, private and within the limit`() throws {
        try DurableFile.create([1, 2, 3], at: place.path("file"))
        #expect(try DurableFile.readPrivate(place.path("file"), atMost: 3) == [1, 2, 3])
        #expect(throws: BedplateError(.malformed, "")) { try DurableFile.readPrivate(place.path("file"), atMost: 2) }
        try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: place.path("file"))
        #expect(throws: BedplateError(.environment, "")) { try DurableFile.readPrivate(place.path("link")) }
        #expect(throws: BedplateError(.environment, "")) { try DurableFile.readPrivate(place.directory.path) }
        #expect(throws: BedplateError(.notFound, "")) { try DurableFile.readPrivate(place.path("none")) }
    }

    @Test func `a long file that is streamed in odd parts is whole, and one that fails leaves nothing`() async throws {
        let content = (0..<(20 << 20) + 5).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 13) }
        func stream(_ name: String, failing: Bool) async throws {
            try await DurableFile.stream(to: place.path(name)) { sink in
                // Longer and shorter than what the disk is given at once.
                var (start, size) = (0, 1)
                while start < content.count {
                    let end = min(start + size, content.count)
                    try sink.write(Array(content[start..<end]))
                    (start, size) = (end, size * 3)
                }
                if failing { throw BedplateError(.environment, "in the middle") }
            }
        }
        try await stream("file", failing: false)
        #expect(try place.read("file") == content)
        #expect(try mode("file") == 0o644)
        await #expect(throws: BedplateError(.environment, "")) { try await stream("none", failing: true) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.directory.path) == ["file"])
    }

    @Test func `an ordinary file is read through links, up to its limit`() throws {
        try DurableFile.write([1, 2, 3], to: place.path("file"), mode: 0o644)
        try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: place.path("file"))
        #expect(try DurableFile.read(place.path("link"), atMost: 3) == [1, 2, 3])
        #expect(throws: BedplateError(.malformed, "")) { try DurableFile.read(place.path("file"), atMost: 2) }
        #expect(throws: BedplateError(.environment, "")) { try DurableFile.read(place.path("none"), atMost: 2) }
        #expect(throws: BedplateError(.environment, "")) { try DurableFile.read(place.directory.path, atMost: 2) }
    }
}
