import Agent
import Foundation
import Model
import Testing

@Suite struct AgentStateTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/bedplate-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a state directory is made for its owner only`() throws {
        try withFolder { folder in
            _ = try AgentState(folder)
            #expect(try mode(folder) == 0o700)
            #expect(try mode(folder + "/secrets") == 0o700)
        }
    }

    @Test(arguments: [0o777, 0o720, 0o702])
    func `a state directory in which others can write is refused`(permissions: Int) throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: folder)
            #expect(throws: BedplateError.self) { try AgentState(folder) }
            // The positive control.
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
            _ = try AgentState(folder)
        }
    }
}
