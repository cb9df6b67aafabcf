import CBOR
import COSE
import Foundation
import PKIX
import PSAToken
import Testing
import Wire

/// PSA tokens that other software signed, which are not part of this repository: looked for in
/// BEDPLATE_CONFORMANCE_DATA, else in `../shared/data` beside the package. Without them this test says so and checks
/// nothing.
@Suite struct ConformanceTests {
    private static let data: URL? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidates = [
            ProcessInfo.processInfo.environment["BEDPLATE_CONFORMANCE_DATA"].map { URL(fileURLWithPath: $0) },
            package.appendingPathComponent("../shared/data"), package.appendingPathComponent("../../shared/data"),
        ]
        return candidates.compactMap { $0?.appendingPathComponent("psa-tokens") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    @Test func `TF-M's tokens verify, and its COSE_Mac0 is refused`() throws {
        guard let data = Self.data else {
            print("conformance data absent: psa-tokens not run")
            return
        }
        func load(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: data.appendingPathComponent(name))) }
        let pem = try PEM.decode(try load("public.pem"))
        let key = try VerificationKey(try PublicKeyInfo(der: try #require(pem.first).bytes))
        for name in ["psa-2_0_0", "psa-iot-1"] {
            let token = try COSESign1(load(name + "_sign1.bin"), allowing: .unsortedKeys)
            #expect(token.isSigned(by: key), "\(name)")
            var other = token
            other.payload?[40] ^= 1
            #expect(!other.isSigned(by: key), "\(name)")
            let claims = try CBOR.decode(try #require(token.payload), allowing: .unsortedKeys)
            let map = try #require(claims.value.map)
            #expect(map.count == 10 && claims.needed == .unsortedKeys, "\(name)")
            if name == "psa-2_0_0" {
                let token = try PSAToken(map, profiles: [.psa2])
                #expect(token.lifecycle.state == .secured && token.components.map(\.type) == ["SPE", "NSPE"])
            } else {
                // Claims of before they had registered keys.
                #expect(throws: PSATokenError(nil, .unknown)) { try PSAToken(map, profiles: [.psa2]) }
            }
            #expect(throws: WireError.self) { try COSESign1(load(name + "_mac0.bin"), allowing: .unsortedKeys) }
        }
        print("4 PSA tokens")
    }
}
