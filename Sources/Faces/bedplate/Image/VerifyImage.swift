import ArgumentParser
import BootSigning
import Digests
import Files
import Model
import PKIX
import Terminal
import TrustedFirmware
import Wire

struct VerifyImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Say whether a device that trusts these keys would boot an image.",
        discussion: """
            At least as strict as the strictest boot loader of the format. Without a key
            or a fused digest nothing is ever accepted. With --ledger the image's
            signature must also be in the ledger: one that a stolen key made elsewhere is
            refused.

              bedplate image verify app.bin --trust release.pub.pem --counter 7
              bedplate image verify fip.bin --digest 2e40bf6e… --counter trusted=3
              bedplate image verify app.bin --device unit.json --ledger
            """
    )
    @OptionGroup var image: ImageFile
    @OptionGroup var trust: TrustOptions
    @Option(help: ArgumentHelp("U-Boot's control tree, for a FIT.", valueName: "dtb")) var control: String?
    @Option(help: "The chain that the device follows, for TF-A: tbbr, dualroot or cca.") var chain: String?
    @Flag(help: "Demand that the ledger has the image's signature.") var ledger = false
    @OptionGroup var place: ServicePlace
    @OptionGroup var key: LedgerKey
    @Flag(help: "Print what holds, too.") var all = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let (source, format) = try image.open()
        let trust = try trust.deviceTrust()
        var judgement = try judge(source, format, trust)
        for key in trust.publicDevelopmentKeys {
            judgement.add(
                Finding(
                    .imageKeyPublic,
                    .noted,
                    claim: "the device trusts a key whose private half everybody can download",
                    found: key.source
                )
            )
        }
        if ledger {
            let digest = Hexadecimal.encode(try source.digest(.sha256).octets)
            judgement.add(try await LedgerOfImages(place: place, key: key).judge(digest))
        }
        try Terminal.print(
            judgement: judgement,
            json: json,
            isBrief: !all,
            "the device would boot this image",
            "the device would REFUSE this image"
        )
    }

    /// With what is only a fact about the device: U-Boot's control tree, and the chain that TF-A follows.
    private func judge(
        _ source: any OctetSource,
        _ format: any BootFormat.Type,
        _ trust: DeviceTrust
    ) throws -> Judgement {
        if let control {
            guard format is FITFormat.Type else { throw ValidationError("only a FIT is judged by a control tree") }
            guard !trust.keys.contains(where: { !$0.isRevoked }), !trust.digests.contains(where: { !$0.isRevoked })
            else {
                throw ValidationError("the keys are those of --control: others are not trusted beside them")
            }
            return try FITFormat.verify(source, control: try FileSource(control), trust)
        }
        if let chain {
            guard format is TrustedFirmwareFormat.Type, let known = ChainOfTrust(named: chain) else {
                throw ValidationError("'\(chain)' is no chain of trust of this image's format")
            }
            return try TrustedFirmwareFormat.verify(source, trust, chain: known)
        }
        return try format.verify(source, trust)
    }
}

/// What a device trusts, on the command line.
struct TrustOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What the device trusts, as a file.", valueName: "json")) var device: String?
    @Option(
        name: .customLong("trust"),
        help: ArgumentHelp("A public key in PEM or DER; may be given again.", valueName: "file")
    )
    var keys: [String] = []
    @Option(help: ArgumentHelp("A fused digest of a key, in hexadecimal; may be given again.", valueName: "hex"))
    var digest: [String] = []
    @Option(help: ArgumentHelp("A fused digest that is revoked; may be given again.", valueName: "hex"))
    var revoked: [String] = []
    @Option(help: ArgumentHelp("The device's counter: N, or NAME=N; may be given again.", valueName: "[name=]n"))
    var counter: [String] = []
    @Flag(help: "Demand a post-quantum signature beside the classical one.") var hybrid = false
    @Option(help: ArgumentHelp("SHA-256 of the one image that is expected.", valueName: "hex")) var expect: String?

    func deviceTrust() throws -> DeviceTrust {
        var trust = try device.map { try DeviceTrust(json: try DurableFile.read($0, atMost: 1 << 20)) } ?? DeviceTrust()
        for path in keys {
            trust.keys.append(
                DeviceTrust.Key(subjectPublicKeyInfo: try ImageKeyFile.read(path), name: path.fileName)
            )
        }
        for (list, isRevoked) in [(digest, false), (revoked, true)] {
            for text in list {
                guard let octets = Hexadecimal.decode(text), [32, 48, 64].contains(octets.count) else {
                    throw ValidationError("'\(text)' is no digest in hexadecimal")
                }
                trust.digests.append(DeviceTrust.KeyDigest(octets, isRevoked: isRevoked))
            }
        }
        var given: Set<String> = []
        for text in counter {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard let value = parts.last.flatMap(UInt32.init) else {
                throw ValidationError("'\(text)' is no counter: give N, or NAME=N")
            }
            let name = parts.count == 2 ? parts[0] : "counter"
            guard given.insert(name).inserted else { throw ValidationError("the counter '\(name)' is given twice") }
            // A counter only rises: of the device's and the one that is given here the greater one is demanded.
            trust.counters[name] = max(value, trust.counters[name] ?? 0)
        }
        if hybrid { trust.requiresHybrid = true }
        if let expect {
            guard Hexadecimal.decode(expect)?.count == 32 else {
                throw ValidationError("'\(expect)' is no SHA-256 in hexadecimal")
            }
            trust.expectedImage = expect.lowercased()
        }
        return trust
    }
}

extension String {
    /// The last part of a path, without its ending.
    fileprivate var fileName: String {
        let name = split(separator: "/").last.map(String.init) ?? self
        return name.split(separator: ".").first.map(String.init) ?? name
    }
}
