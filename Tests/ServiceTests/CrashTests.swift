import Foundation
import LabSupport
import Programs
import Testing

@testable import Service

/// kill -9 at random moments of enrolment, attestation and release.
@Suite(.serialized) struct CrashTests {
    static let kills = 12

    @Test func `a service that is killed at any moment leaves store and ledger whole, and the step can be run again`()
        async throws
    {
        let path = NSTemporaryDirectory() + "bedplate-crash-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await withLabTPM { tpm in
            let device = TestDevice(lab: tpm)
            var service = try await RunningService(path)
            try await service.endpoint.prepare(device)
            // The verifier's key is pinned before anything happens, and decrypting keys takes its time.
            let directory = try await DataDirectory(path: path)
            var generator = SystemRandomNumberGenerator()
            var finished = 0
            for _ in 0..<Self.kills {
                // Death falls somewhere into a round of the whole job.
                let delay = UInt64.random(in: 0...400, using: &generator)
                let victim = service.program
                let identifier = victim.processIdentifier
                let killer = Task {
                    try? await Task.sleep(for: .milliseconds(delay))
                    kill(identifier, SIGKILL)
                }
                while victim.isRunning {
                    do {
                        try await service.endpoint.round(device)
                        finished += 1
                    } catch {
                        break
                    }
                }
                await killer.value
                #expect(victim.wait(atMost: 30) == 128 + SIGKILL)
                try await audit(directory)
                service = try await RunningService(path)
                // The step can be run again.
                try await service.endpoint.round(device)
            }
            service.end()
            try await audit(directory)
            print("killed the service \(Self.kills) times; \(finished) rounds finished in between")
        }
    }
}
