import API
import Foundation
import Identity
import Ledger
import Model
import NIOHTTP1
import PKIX
import Programs
import Testing

@testable import Service

/// kill -9 while the data directory is being made.
@Suite(.serialized) struct FirstStartTests {
    private static let random = 6

    @Test func `a first start that is killed at any moment is completed by the next one, with the keys that were made`()
        async throws
    {
        // The positive control, and the measure: a first start that nobody disturbs.
        let (whole, length) = try await withPath { path in
            // Looked at without pause: a task that sleeps may wait long for its turn among other tests.
            let start = ContinuousClock.now
            let service = try RunningService.begin(path)
            while service.isRunning, !Self.isReady(service) { usleep(1000) }
            let length = ContinuousClock.now - start
            service.end()
            _ = service.wait(atMost: 30)
            return (try Self.content(path), length)
        }
        #expect(Set(whole.keys).isSuperset(of: DataDirectory.File.allCases.map(\.rawValue)))

        var early = 0
        // As soon as each file appears, and at random moments spread over the whole start.
        for file in DataDirectory.File.allCases {
            if try await disturb({ path, _ in FileManager.default.fileExists(atPath: path + "/" + file.rawValue) }) {
                early += 1
            }
        }
        for place in 0..<Self.random {
            let delay = length * (Double(place) + .random(in: 0..<1)) / Double(Self.random)
            if try await disturb({ _, elapsed in elapsed >= delay }) { early += 1 }
        }
        // At the least those before the store, which is made last.
        #expect(early >= DataDirectory.File.allCases.count - 1)
        print("killed a first start of \(length) in \(early) places before it was ready")
    }

    /// Starts on an empty directory, kills when it is time, and starts again.
    ///
    /// - Returns: whether the service was not ready yet.
    private func disturb(_ isTime: @Sendable (String, Duration) -> Bool) async throws -> Bool {
        try await withPath { path in
            let start = ContinuousClock.now
            let victim = try RunningService.begin(path)
            while victim.isRunning, !isTime(path, ContinuousClock.now - start), !Self.isReady(victim) { usleep(200) }
            kill(victim.processIdentifier, SIGKILL)
            #expect(victim.wait(atMost: 30) == 128 + SIGKILL)
            let wasReady = Self.isReady(victim)
            let left = try Self.content(path)

            let next = try await RunningService(path)
            let description = try await next.endpoint.describe()
            _ = try await next.endpoint.send(.PUT, "/v1/documents/policy/lab", labPolicy)
            next.end()
            // What was there is kept, to the octet: devices may rely on it already.
            let now = try Self.content(path)
            for (name, content) in left where name != DataDirectory.File.store.rawValue {
                #expect(now[name] == content, "\(name)")
            }
            for file in DataDirectory.File.allCases {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + file.rawValue)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file.rawValue)")
            }
            let directory = try await DataDirectory(path: path)
            #expect([UInt8](description.issuer) == directory.keys.authority.certificate.der)
            #expect(description.ledgerKey == (try directory.keys.ledgerVerifierKey(.default).description))
            try await audit(directory)
            return !wasReady
        }
    }

    /// Whether the service has said its address.
    private static func isReady(_ service: RunningProgram) -> Bool {
        (try? String(contentsOf: service.outputFile, encoding: .utf8))?.hasSuffix("\n") ?? false
    }

    /// The files that have their names; the store's own change with each start.
    private static func content(_ path: String) throws -> [String: [UInt8]] {
        var content: [String: [UInt8]] = [:]
        for file in DataDirectory.File.allCases {
            guard let data = FileManager.default.contents(atPath: path + "/" + file.rawValue) else { continue }
            content[file.rawValue] = [UInt8](data)
        }
        return content
    }

    private func withPath<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let path = NSTemporaryDirectory() + "bedplate-first-\(UUID().uuidString.prefix(8))/data"
        defer { try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent) }
        return try await body(path)
    }
}
