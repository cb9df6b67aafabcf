import Files
import Foundation
import Model
import OpenSSLOracle
import Testing

@Suite struct PrivateDirectoryTests {
    let place: OpenSSL
    init() throws { place = try OpenSSL() }

    private func permit(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func `a directory that is made is its owner's only, and making it again changes nothing`() throws {
        let path = place.path("a/b")
        try PrivateDirectory.make(path)
        try PrivateDirectory.make(path)
        try PrivateDirectory.check(path)
        try DurableFile.write([1], to: path + "/file")
        #expect(throws: BedplateError(.environment, "")) { try PrivateDirectory.make(path + "/file") }
        #expect(throws: BedplateError(.environment, "")) { try PrivateDirectory.check(path + "/file") }
        #expect(throws: BedplateError(.environment, "")) { try PrivateDirectory.check(path + "/none") }
    }

    @Test func `permissions of others are refused, as many as are forbidden`() throws {
        let path = place.path("directory")
        try PrivateDirectory.make(path)
        try permit(0o755, path)
        #expect(throws: BedplateError(.environment, "")) { try PrivateDirectory.check(path) }
        try PrivateDirectory.check(path, forbidding: 0o022)
        try permit(0o720, path)
        #expect(throws: BedplateError(.environment, "")) { try PrivateDirectory.check(path, forbidding: 0o022) }
        try permit(0o700, path)
        try PrivateDirectory.check(path)
    }

    @Test func `every directory that is made on the way is private, and one that was there keeps its permissions`()
        throws
    {
        let top = place.path("shared")
        try PrivateDirectory.make(top)
        try permit(0o755, top)
        try PrivateDirectory.make(top + "/x/y/z/")
        for path in ["/x", "/x/y", "/x/y/z"] { try PrivateDirectory.check(top + path) }
        #expect(throws: BedplateError(.environment, "")) { try PrivateDirectory.check(top) }
        #expect(throws: BedplateError(.environment, "")) { try PrivateDirectory.make("") }
        #expect(throws: BedplateError(.environment, "")) {
            try PrivateDirectory.make(top + "/x/\(String(repeating: "n", count: 300))")
        }
    }
}
