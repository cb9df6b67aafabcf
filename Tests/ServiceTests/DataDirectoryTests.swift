import Digests
import Foundation
import HTTPTypes
import Identity
import KeyStore
import Ledger
import Model
import PKIX
import StoreSQLite
import TPM2
import Testing
import Wire

@testable import Service

struct DataDirectoryTests {
    /// Few iterations: what is tested is which files there are.
    private func open(_ path: String) async throws -> DataDirectory {
        try await DataDirectory(path: path, iterations: 1000)
    }

    private func withPath(_ body: (String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "bedplate-data-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    @Test func `a directory is made with private files, and opens again with the same keys`() async throws {
        try await withPath { path in
            let first = try await open(path)
            _ = try SQLiteStore(path: first.storePath)
            let second = try await open(path)
            #expect(first.keys.nonce == second.keys.nonce)
            #expect(first.keys.operatorToken == second.keys.operatorToken)
            #expect(first.keys.authority.certificate.der == second.keys.authority.certificate.der)
            #expect(first.keys.ledgerName(.default) == second.keys.ledgerName(.default))
            #expect(
                try DataDirectory.operatorToken(in: path) == String(decoding: first.keys.operatorToken, as: UTF8.self)
            )
            for file in DataDirectory.File.allCases {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + file.rawValue)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file.rawValue)")
            }
        }
    }

    @Test func `a key that is missing beside a store is not replaced`() async throws {
        for file in DataDirectory.File.allCases where file != .store {
            try await withPath { path in
                let directory = try await open(path)
                _ = try SQLiteStore(path: directory.storePath)
                try FileManager.default.removeItem(atPath: path + "/" + file.rawValue)
                await #expect(throws: BedplateError(.environment, "")) { _ = try await self.open(path) }
                #expect(!FileManager.default.fileExists(atPath: path + "/" + file.rawValue))
            }
        }
    }

    @Test func `a creation that was interrupted after any file is completed`() async throws {
        for count in 0..<DataDirectory.File.allCases.count {
            try await withPath { path in
                _ = try await open(path)
                // In the order of creation the later files are missing.
                for file in DataDirectory.File.allCases.dropFirst(1 + count) {
                    try FileManager.default.removeItem(atPath: path + "/" + file.rawValue)
                }
                _ = try await open(path)
            }
        }
    }

    @Test func `loose permissions are refused`() async throws {
        try await withPath { path in
            _ = try await open(path)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            await #expect(throws: BedplateError(.environment, "")) { _ = try await self.open(path) }
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
            _ = try await open(path)
            for file in [DataDirectory.File.passphrase, .nonceKey, .storageKey, .operatorToken, .ledgerKey] {
                let place = path + "/" + file.rawValue
                try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: place)
                await #expect(throws: BedplateError(.environment, "")) { _ = try await self.open(path) }
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place)
            }
        }
    }

    @Test func `an address that is not loopback needs an explicit word`() throws {
        for host in ["0.0.0.0", "::", "192.0.2.1", "localhost", "example.com", "127.0.0.1.example.com"] {
            #expect(throws: BedplateError(.forbidden, "")) {
                try ServiceConfiguration(dataDirectory: "", host: host).validate()
            }
            try ServiceConfiguration(dataDirectory: "", host: host, allowsRemote: true).validate()
        }
        for host in ["127.0.0.1", "127.1.2.3", "::1"] {
            try ServiceConfiguration(dataDirectory: "", host: host).validate()
        }
    }
}
