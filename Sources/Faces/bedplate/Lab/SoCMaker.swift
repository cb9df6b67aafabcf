import Files
import Foundation
import Identity
import KeyStore
import Lab
import Model
import PKIX

/// The laboratory's maker of reference devices: an authority that endorses their instance keys, its own key in a file here.
/// A maker of silicon has it in an HSM.
///
/// ```
/// LAB/soc-maker/  maker.cert.der   what services trust, as an emulation's
///                 maker.key.pem passphrase
/// ```
struct SoCMaker {
    let directory: URL

    init(lab: URL) { directory = lab.appending(path: "soc-maker") }

    var certificate: URL { directory.appending(path: "maker.cert.der") }

    /// The authority, made when there is none.
    func authority() async throws -> CertificateAuthority {
        try PrivateDirectory.make(directory.path)
        let signer = try SoftwareSigner.loadOrCreate(
            .ecdsaP256,
            at: directory.appending(path: "maker.key.pem").path,
            passphrase: try PassphraseFile.loadOrCreate(directory.appending(path: "passphrase").path)
        )
        if !FileManager.default.fileExists(atPath: certificate.path) {
            let made = try await CertificateAuthority.selfSigned(
                name: "Bedplate lab: maker of reference devices",
                validity: Self.validity(years: 20),
                signer: signer,
                // The instance, its unique secret's key and two layers are CAs below it.
                pathLength: 4
            )
            do { try DurableFile.create(made.certificate.der, at: certificate.path, mode: 0o644) } catch
                where error.code
                == .conflict
            {
                // Another process was first; its certificate is the one.
            }
        }
        let der = try DurableFile.read(certificate.path, atMost: Certificate.sizeLimit)
        return try CertificateAuthority(certificate: try Certificate(der: der), signer: signer)
    }

    /// Endorses the instance key that a device showed when it was provisioned, and keeps the certificate beside it.
    func endorse(_ device: LabSoC) async throws -> Certificate {
        guard FileManager.default.fileExists(atPath: device.instanceKey.path) else {
            throw BedplateError(
                .labDeviceState,
                "the device \(device.name) has not shown its instance key",
                hint: "bedplate lab soc provision \(device.name)"
            )
        }
        let key = try PublicKeyInfo(der: try DurableFile.read(device.instanceKey.path, atMost: 1024))
        let made = try await authority().instanceCertificate(for: key, validity: Self.validity(years: 10))
        try DurableFile.write(made.der, to: device.instanceCertificate.path)
        return made
    }

    private static func validity(years: Double) -> Validity {
        let now = Date()
        let year = 365.0 * 86_400
        // A day for the authority, an hour for what it issues: within it in any case.
        return Validity(
            notBefore: now.addingTimeInterval(years > 10 ? -86_400 : -3600),
            notAfter: now.addingTimeInterval(years * year)
        )
    }
}

extension LabSoC {
    /// DER SubjectPublicKeyInfo of the instance's key, as the device said it on the station.
    var instanceKey: URL { directory.appending(path: "instance.key.der") }
    /// Its maker's certificate of that key, DER.
    var instanceCertificate: URL { directory.appending(path: "instance.cert.der") }
    /// What the agent keeps, unless another place is named.
    var agentState: URL { directory.appending(path: "agent") }
}
