public import API
internal import Files
internal import Foundation
internal import Model
internal import PKIX

/// The file in which an operator hands a device the service's key for results: PEM or JWK, as `bedplate service key`
/// prints it.
public enum ServiceKeyFile {
    /// The most octets of a file.
    static let limit = 16_384

    /// - Throws: ``BedplateError`` with code `malformed` unless the file holds exactly one public key, and that on P-256.
    public static func read(_ path: String) throws -> JSONWebKey {
        let bytes = try DurableFile.read(path, atMost: limit)
        let isWeb = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
        guard let key = isWeb ? web(bytes) : pem(bytes) else {
            throw BedplateError(
                .malformed,
                "'\(path)' is not a service's key: one public key on P-256, PEM or JWK",
                hint: "`bedplate service key`, on the service's machine, prints it"
            )
        }
        return key
    }

    private static func pem(_ bytes: [UInt8]) -> JSONWebKey? {
        guard let blocks = try? PEM.decode(bytes), blocks.count == 1, let block = blocks.first,
            block.label == "PUBLIC KEY", let info = try? PublicKeyInfo(der: block.bytes)
        else { return nil }
        return JSONWebKey(info).flatMap { $0.publicKeyInfo == nil ? nil : $0 }
    }

    private static func web(_ bytes: [UInt8]) -> JSONWebKey? {
        guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)), file.d == nil,
            file.alg ?? "ES256" == "ES256", file.use ?? "sig" == "sig"
        else { return nil }
        return JSONWebKey(kty: file.kty, crv: file.crv, x: file.x, y: file.y).publicKeyInfo.flatMap { JSONWebKey($0) }
    }

    /// RFC 7517, 4: `alg` and `use` may be absent; `d` would make it a private key.
    private struct File: Decodable {
        var kty: String
        var crv: String
        var x: String
        var y: String
        var alg: String?
        var use: String?
        var d: String?
    }
}
