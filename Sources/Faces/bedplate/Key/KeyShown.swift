import Digests
import Foundation
import Keys
import Model
import PKIX
import Terminal
import Wire

/// A key as it is printed.
struct KeyShown: Encodable {
    var name: String
    var algorithm: String
    var maySign: String
    var reference: String
    var home: String
    var location: String
    /// Whether the private key can leave its home.
    var canLeave: Bool
    /// Whether the home is a program that plays hardware.
    var simulated: Bool
    var isSoftware: Bool
    var uses: [String]
    var statedBy: String
    /// Hexadecimal SHA-256 of the SubjectPublicKeyInfo.
    var publicKeySHA256: String
    /// Base 64 DER SubjectPublicKeyInfo.
    var publicKey: Data

    init(_ entry: KeyEntry, home: KeyHome? = nil) {
        let home = home ?? entry.home
        name = entry.name
        algorithm = entry.algorithm.rawValue
        maySign = entry.purpose.rawValue
        reference = entry.reference
        self.home = home.kind.rawValue
        location = home.location
        canLeave = home.exportable
        simulated = home.simulated
        isSoftware = home.isSoftware
        uses = home.uses.map(\.rawValue).sorted()
        statedBy = home.statedBy
        publicKeySHA256 = Self.fingerprint(entry.publicKey)
        publicKey = entry.publicKey
    }

    static func fingerprint(_ publicKey: Data) -> String {
        // SHA-256 is always computable.
        Hexadecimal.encode((try? HashAlgorithm.sha256.digest([UInt8](publicKey))) ?? [])
    }

    var kind: String {
        switch home {
        case "software": "software (a file)"
        case "pkcs11": simulated ? "software (a program plays a token)" : "token (PKCS#11)"
        default: simulated ? "software (an emulated TPM)" : "TPM"
        }
    }

    func print() {
        Terminal.print(
            fields: [
                ("key", name), ("kind", algorithm), ("lives in", kind), ("where", location),
                ("can leave", canLeave ? "YES" : "no, as its home says"), ("may sign", maySign),
                ("may do", uses.joined(separator: ", ")), ("says who", statedBy), ("SHA-256", publicKeySHA256),
            ]
        )
        // Not wrapped: it is copied.
        Terminal.print("reference  " + Terminal.clean(reference))
    }
}
