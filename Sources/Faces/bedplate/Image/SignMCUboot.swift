import ArgumentParser
import BootSigning
import Digests
import Files
import MCUboot
import Model
import Terminal
import Wire

struct SignMCUboot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcuboot",
        abstract: "Sign for MCUboot.",
        discussion: """
            A header is put before the payload, unless --header-in-payload says that the
            payload begins with room for it. Binary or Intel HEX, in and out, by the
            ending.

              bedplate image sign mcuboot app.bin --key release --version 1.2.3+4 \\
                --header-size 0x200 --slot-size 0x60000 --counter 7 --out app.signed.bin
            """
    )
    @Argument(help: ArgumentHelp("The payload.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("1.2.3+4", valueName: "version")) var version: String
    @Option(help: ArgumentHelp("Octets of the header with its padding.", valueName: "n")) var headerSize = Number(32)
    @Flag(help: "The payload begins with zeros that the header replaces.") var headerInPayload = false
    @Option(help: ArgumentHelp("Octets of the slot: the image must fit.", valueName: "n")) var slotSize: Number?
    @Option(help: ArgumentHelp("The flash's smallest write.", valueName: "n")) var align = Number(8)
    @Flag(help: "Fill the slot, with a trailer that asks for a swap.") var pad = false
    @Flag(help: "Fill the slot, with a trailer that confirms the image.") var confirm = false
    @Flag(help: "The boot loader overwrites instead of swapping.") var overwriteOnly = false
    @Option(name: .customLong("counter"), help: ArgumentHelp("The security counter.", valueName: "n"))
    var counter: Number?
    @Option(help: ArgumentHelp("Needs IMAGE at least VERSION; may be given again.", valueName: "image:version"))
    var dependency: [String] = []
    @Option(help: ArgumentHelp("A boot record of this component type.", valueName: "type")) var bootRecord: String?
    @Option(help: ArgumentHelp("A protected TLV; may be given again.", valueName: "type=hex")) var tlv: [String] = []
    @Option(help: ArgumentHelp("Where in RAM the image runs.", valueName: "address")) var loadAddress: Number?
    @Flag(help: "Put the whole public key into the image, not its digest.") var fullKey = false
    @Flag(help: "Sign the image itself with Ed25519, not its digest.") var pure = false
    @Option(help: "sha256, sha384 or sha512; the key's own if not given.") var hash: String?
    @Option(help: ArgumentHelp("A key of ML-DSA-65 or -87 that signs beside the other.", valueName: "key"))
    var postQuantumKey: String?
    @Option(help: ArgumentHelp("Encrypt for this public key.", valueName: "file")) var encryptFor: String?
    @Flag(help: "Encrypt with AES-256 instead of AES-128.") var aes256 = false
    @Flag(name: .customLong("hmac-sha512"), help: "X25519 with SHA-512, for boot loaders that are built so.")
    var hmacSHA512 = false
    @Flag(help: "Leave it in the clear, ready to be encrypted: `bedplate image encrypt`.") var clear = false
    @OptionGroup var options: SigningOptions

    func run() async throws {
        let (source, address) = try ImageInput.open(file)
        let signing = try signing()
        let signers = try await options.signers()
        guard signers.count == 1, let signer = signers.first else {
            throw ValidationError("MCUboot images have one --key; the second is --post-quantum-key")
        }
        var second: (any Signer)?
        if let postQuantumKey { second = try await options.open(postQuantumKey) }
        let all = [signer] + (second.map { [$0] } ?? [])
        let counters = counter.map { ["counter": $0.value] } ?? [:]
        // With a header before it, the image begins that much earlier.
        let start = headerInPayload ? address : address.map { $0 &- headerSize.value }
        try await options.sign("mcuboot", with: all, counters: counters, at: start) { sink in
            let signed = try await signing.sign(source, to: &sink, with: signer, postQuantum: second)
            return ["version": signing.version.description, "image-hash": Hexadecimal.encode(signed.digest.octets)]
        }
    }

    private func signing() throws -> MCUbootSigning {
        guard let version = MCUbootVersion(version) else {
            throw ValidationError("'\(self.version)' is no version: 1.2.3+4")
        }
        guard let size = UInt16(exactly: headerSize.value) else { throw ValidationError("the header is too large") }
        var signing = MCUbootSigning(version: version, headerSize: size, addsHeader: !headerInPayload)
        if let hash {
            guard let known = HashAlgorithm(named: hash), known.isAccepted else {
                throw ValidationError("'\(hash)' is none of sha256, sha384, sha512")
            }
            signing.hash = known
        }
        signing.isPure = pure
        signing.keyForm = fullKey ? .full : .hash
        signing.securityCounter = counter?.value
        signing.bootRecord = bootRecord
        signing.loadAddress = loadAddress?.value
        signing.dependencies = try dependency.map(Self.dependency)
        signing.customTLVs = try tlv.map(Self.tlv)
        if let slotSize {
            let trailer = MCUbootTrailer(
                alignment: Int(align.value),
                isOverwriteOnly: overwriteOnly,
                isConfirmed: confirm
            )
            signing.slot = MCUbootSigning.Slot(size: Int(slotSize.value), trailer: trailer, isFilled: pad || confirm)
        } else if pad || confirm {
            throw ValidationError("filling the slot needs --slot-size")
        }
        if let encryptFor {
            signing.encryption = try MCUbootEncryption(
                for: try ImageKeyFile.read(encryptFor, isForEncryption: true),
                keySize: aes256 ? .aes256 : .aes128,
                isClear: clear,
                usesSHA512: hmacSHA512
            )
        } else if clear || aes256 || hmacSHA512 {
            throw ValidationError("--clear, --aes256 and --hmac-sha512 go with --encrypt-for")
        }
        return signing
    }

    private static func dependency(_ text: String) throws -> MCUbootDependency {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let image = UInt8(parts[0]), let least = MCUbootVersion(parts[1]) else {
            throw ValidationError("'\(text)' is no dependency: 1:1.2.3+0")
        }
        return MCUbootDependency(image: image, least: least)
    }

    private static func tlv(_ text: String) throws -> MCUbootTLV {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let type = Number(argument: parts[0]).flatMap({ UInt16(exactly: $0.value) }),
            let value = Hexadecimal.decode(parts[1])
        else { throw ValidationError("'\(text)' is no TLV: 0x00a0=0102") }
        return MCUbootTLV(MCUbootTLVType(rawValue: type), value)
    }
}

/// A number of 32 bits, in decimal or, after 0x, in hexadecimal.
struct Number: ExpressibleByArgument, CustomStringConvertible {
    var value: UInt32
    init(_ value: UInt32) { self.value = value }
    var description: String { String(value) }

    init?(argument: String) {
        let parsed = argument.hasPrefix("0x") ? UInt32(argument.dropFirst(2), radix: 16) : UInt32(argument)
        guard let parsed else { return nil }
        value = parsed
    }
}
