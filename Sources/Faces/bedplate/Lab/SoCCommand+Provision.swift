import ArgumentParser
import BootSigning
import Digests
import Files
import Foundation
import Lab
import Model
import PKIX
import SoC
import Terminal
import Wire

extension SoCCommand {
    struct Provision: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a blank device its secret, its root keys and its firmware, and secure it.",
            discussion: """
                One way: what is burned stays. Done again after an interruption, it goes on
                where it stopped. Both images are signed before, for example by

                  bedplate image sign mcuboot .build/firmware/secure-firmware.bin \\
                    --key maker --full-key --version 1.0.0 --counter 1 \\
                    --header-size 0x200 --load-address 0x1a400000 --out secure.img
                  bedplate image sign mcuboot .build/firmware/application.bin \\
                    --key maker --full-key --version 1.0.0 --counter 1 \\
                    --header-size 0x200 --load-address 0x0a420000 --out app.img
                  bedplate lab soc provision dev1 --root-key maker.pem \\
                    --image secure.img --application app.img
                """
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Option(help: ArgumentHelp("A public key that may sign; up to four.", valueName: "file"))
        var rootKey: [String] = []
        @OptionGroup var images: Images
        @Option(help: ArgumentHelp("The public key that opens a returned device.", valueName: "file"))
        var returnKey: String?
        @Flag(help: "Close the debug port for ever, for the maker as well.") var closeDebug = false
        @Flag(help: "Print JSON.") var json = false

        private struct Shown: Encodable {
            var device: String
            var lifecycle = "secured"
            /// DER SubjectPublicKeyInfo, in hexadecimal.
            var instanceKey: String?
            var rootKeys: [String]
            var simulated = true
        }

        func run() async throws {
            guard (1...Fuse.rootKeyCount).contains(rootKey.count) else {
                throw ValidationError("one --root-key is needed, and four fit")
            }
            let digests = try rootKey.map(Self.digest)
            var station = SoCStation(
                rootKeys: digests,
                returnKey: try returnKey.map(Self.pointDigest),
                image: try images.slotImage().octets
            )
            station.closesDebug = closeDebug
            let device = try place.open(name)
            let power = try SoCPower(device)
            let key = try station.provision(power) {
                Terminal.progress($0)
            } keeping: { (key) throws(BedplateError) in
                // For who endorses it: bedplate lab soc endorse.
                try DurableFile.write(Self.info(key), to: device.instanceKey.path)
            }
            power.switchOff()
            let shown = Shown(
                device: name,
                instanceKey: key.map { Hexadecimal.encode(Self.info($0)) },
                rootKeys: digests.map { Hexadecimal.encode($0) }
            )
            if json { return try Terminal.print(json: shown) }
            Terminal.print("device '\(name)' is secured")
            for digest in shown.rootKeys { Terminal.print("  root key \(digest)") }
            if let key = shown.instanceKey { Terminal.print("  instance key \(key)") }
        }

        /// DER SubjectPublicKeyInfo of x ‖ y.
        private static func info(_ point: [UInt8]) -> [UInt8] {
            PublicKeyInfo.ellipticCurve(.p256, x: Array(point.prefix(32)), y: Array(point.dropFirst(32)))
                .subjectPublicKeyInfo ?? []
        }

        /// What is fused of the return key: SHA-256 of x ‖ y.
        private static func pointDigest(_ path: String) throws -> [UInt8] {
            guard case .ellipticCurve(.p256, let x, let y) = try PublicKeyInfo(der: try ImageKeyFile.read(path)) else {
                throw BedplateError(.unsupportedScheme, "the device's block knows keys of P-256", location: path)
            }
            return try HashAlgorithm.sha256.digest(x + y)
        }

        /// What is fused of a key: SHA-256 of its SubjectPublicKeyInfo.
        private static func digest(_ path: String) throws -> [UInt8] {
            let der = try ImageKeyFile.read(path)
            guard case .ellipticCurve(.p256, _, _) = try PublicKeyInfo(der: der) else {
                throw BedplateError(.unsupportedScheme, "the device's ROM knows keys of P-256", location: path)
            }
            return try HashAlgorithm.sha256.digest(der)
        }
    }
}
