import Foundation
import Model
import PKCS11
import Programs
import Testing
import TokenSupport

extension TokenTests {
    /// fork() is done by a program of its own: a process with the test runner's threads cannot.
    @Suite struct Forks {
        private func run(_ mode: String) async throws -> String {
            let hsm = try SoftHSM.here()
            do { try await hsm.token().create(.ecdsaP256, label: "k") }
            let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let worker = URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent("ForkedSigner")
            let ended = try Program(
                [worker.path, mode, try hsm.uri(";object=k").description],
                environment: hsm.environment,
                atMost: 30
            )
            #expect(ended.status == 0, "\(ended.errorText)")
            withExtendedLifetime(hsm) {}
            return ended.text
        }

        @Test func `a child that opens the key itself signs, and so does its parent afterwards`() async throws {
            #expect(try await run("opened-after") == "child 0, parent 0\n")
        }

        @Test func `a child that inherits an open key is refused, does not hang, and leaves its parent's alone`()
            async throws
        {
            #expect(try await run("opened-before") == "child 3, parent 0\n")
        }
    }
}
