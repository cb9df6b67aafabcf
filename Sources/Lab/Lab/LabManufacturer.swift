public import Foundation
internal import Model

/// The maker of the lab's emulated TPMs: a root and an issuing key of its own, made once for a lab directory.
///
/// Every endorsement certificate chains to this root and to nothing outside the lab. The keys lie unencrypted beside
/// it: they certify emulators, and prove no more than that.
///
/// ```
/// LAB/manufacturer/   swtpm_setup.conf swtpm-localca.conf swtpm-localca.options
///                     swtpm-localca-rootca-cert.pem   the root: what a verifier pins
///                     issuercert.pem                  the issuing CA beneath it
///                     *-privkey.pem signkey.pem certserial
/// ```
public struct LabManufacturer {
    public let directory: URL

    /// Opens the manufacturer of a lab, and writes its configuration when there is none. swtpm_localca makes the keys
    /// when it issues the first certificate, under a lock of its own.
    init(lab: URL) throws {
        directory = lab.appendingPathComponent("manufacturer", isDirectory: true)
        // swtpm's option syntax and configuration files have no quoting.
        guard !directory.path.contains(where: { ",#$\"'\\\n\r\t ".contains($0) }) else {
            throw BedplateError(
                .environment,
                "the lab's path contains a character that swtpm cannot take in a path",
                hint: "choose a directory without spaces, commas, quotes, # and $",
                location: lab.path
            )
        }
        try LabFiles.makeDirectory(directory)
        let place = directory.path
        try write(
            "swtpm-localca.conf",
            """
            statedir = \(place)
            signingkey = \(place)/signkey.pem
            issuercert = \(place)/issuercert.pem
            certserial = \(place)/certserial

            """
        )
        try write(
            "swtpm-localca.options",
            """
            --platform-manufacturer Bedplate
            --platform-model Lab
            --platform-version 1

            """
        )
        try write(
            "swtpm_setup.conf",
            """
            create_certs_tool = \(Program.swtpmLocalCA.located())
            create_certs_tool_config = \(place)/swtpm-localca.conf
            create_certs_tool_options = \(place)/swtpm-localca.options

            """
        )
    }

    /// The root certificate, DER. Absent before the first device was made.
    public func rootCertificate() throws -> [UInt8] { try certificate("swtpm-localca-rootca-cert.pem") }

    /// The certificate of the issuing CA, DER, issued by the root.
    public func issuerCertificate() throws -> [UInt8] { try certificate("issuercert.pem") }

    /// Where the root certificate lies, PEM.
    public var rootCertificateFile: URL { directory.appendingPathComponent("swtpm-localca-rootca-cert.pem") }

    var setupConfiguration: URL { directory.appendingPathComponent("swtpm_setup.conf") }

    private func certificate(_ name: String) throws -> [UInt8] {
        let file = directory.appendingPathComponent(name)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw BedplateError(.notFound, "this lab has not made a TPM yet", location: file.path)
        }
        let lines = text.split(whereSeparator: \.isNewline)
        guard let first = lines.firstIndex(of: "-----BEGIN CERTIFICATE-----"),
            let last = lines.firstIndex(of: "-----END CERTIFICATE-----"), first < last,
            let der = Data(base64Encoded: lines[(first + 1)..<last].joined())
        else { throw BedplateError(.corrupt, "not a PEM certificate", location: file.path) }
        return [UInt8](der)
    }

    private func write(_ name: String, _ text: String) throws {
        let file = directory.appendingPathComponent(name)
        if FileManager.default.contents(atPath: file.path) == Data(text.utf8) { return }
        try LabFiles.write(Array(text.utf8), to: file)
    }
}
