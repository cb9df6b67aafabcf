internal import Files
internal import Foundation
internal import Model
public import PKIX

/// Certificates from files that people have: PEM or DER, one or many, or a directory of them.
public enum CertificateFiles {
    /// The most certificates from one path.
    public static let limit = 1024

    /// - Parameter leniency: which deviations from RFC 5280 are tolerated; makers' roots need some.
    /// - Returns: in the order of files and of blocks in them, each once. In a directory, files without a certificate are
    ///   passed over; a single file without one is an error.
    public static func read(_ path: String, allowing leniency: Leniency = []) throws -> [Certificate] {
        var isDirectory: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw BedplateError(.environment, "'\(path)' does not exist")
        }
        guard isDirectory.boolValue else { return try file(path, leniency) }
        var found: [Certificate] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
            let kind = (name as NSString).pathExtension.lowercased()
            guard ["pem", "crt", "cer", "der"].contains(kind) else { continue }
            guard let certificates = try? file((path as NSString).appendingPathComponent(name), leniency) else {
                continue
            }
            for certificate in certificates where !found.contains(certificate) { found.append(certificate) }
            guard found.count <= limit else { throw BedplateError(.malformed, "'\(path)' has more than \(limit)") }
        }
        guard !found.isEmpty else { throw BedplateError(.malformed, "'\(path)' has no certificate") }
        return found
    }

    private static func file(_ path: String, _ leniency: Leniency) throws -> [Certificate] {
        let bytes = try DurableFile.read(path, atMost: PEM.sizeLimit)
        do {
            guard bytes.starts(with: Array("-----BEGIN ".utf8)) || bytes.first != 0x30 else {
                return [try Certificate(der: bytes, allowing: leniency)]
            }
            let blocks = try PEM.decode(bytes).filter { $0.label == "CERTIFICATE" }
            guard !blocks.isEmpty else { throw BedplateError(.malformed, "'\(path)' has no certificate") }
            return try blocks.map { try Certificate(der: $0.bytes, allowing: leniency) }
        } catch let error as X509Error {
            throw BedplateError(.malformed, "the certificate cannot be read", cause: error, location: path)
        }
    }
}
