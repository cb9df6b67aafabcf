import BootSigning
import KeyStore
import Lab
import MCUboot
import Model
import SoC

/// Who makes firmware for the device, and burned its fuses.
struct Maker {
    let classical: SoftwareSigner
    let lattice: SoftwareSigner?

    init(hybrid: Bool = false) throws {
        classical = try SoftwareSigner.ephemeral(.ecdsaP256)
        lattice = hybrid ? try SoftwareSigner.ephemeral(.mlDSA65) : nil
    }

    /// The same maker without the second signature.
    var classicalOnly: Maker { Maker(classical: classical) }

    private init(classical: SoftwareSigner) {
        self.classical = classical
        lattice = nil
    }

    /// The device's block, with nothing in its slots.
    func block(counter: Int = 7) throws -> ScriptedBlock {
        var block = ScriptedBlock()
        block.rootKeys[1] = try digest()
        block.hybrid = lattice == nil ? 0 : 1
        block.counter = counter
        return block
    }

    func digest() throws -> [UInt8] {
        try MCUbootFormat.keyDigest(
            classical.publicKey.subjectPublicKeyInfo,
            postQuantum: lattice?.publicKey.subjectPublicKeyInfo
        )
    }

    /// The secure firmware, signed; longer if so many octets are asked for.
    func image(
        _ firmware: Result<BuiltFirmware, any Error> = BuiltFirmware.shared,
        counter: UInt32 = 7,
        loadAddress: UInt32 = MemoryMap.secureFirmware,
        size: Int = 0
    ) async throws -> [UInt8] {
        var payload = try firmware.get().payload
        while payload.count < size { payload.append(UInt8(truncatingIfNeeded: payload.count &* 7)) }
        return try await sign(payload, counter, loadAddress)
    }

    /// An application, signed.
    func application(
        _ firmware: Result<BuiltFirmware, any Error> = BuiltFirmware.shared,
        counter: UInt32 = 7,
        loadAddress: UInt32 = MemoryMap.application,
        major: UInt8 = 1
    ) async throws -> [UInt8] {
        try await sign(firmware.get().application, counter, loadAddress, major: major)
    }

    /// What a slot holds: secure firmware and application.
    func slot(
        _ firmware: Result<BuiltFirmware, any Error> = BuiltFirmware.shared,
        counter: UInt32 = 1,
        major: UInt8 = 1
    ) async throws -> SlotImage {
        try SlotImage(
            secureFirmware: await image(firmware, counter: counter),
            application: await application(firmware, counter: counter, major: major)
        )
    }

    private func sign(
        _ payload: [UInt8],
        _ counter: UInt32,
        _ loadAddress: UInt32,
        major: UInt8 = 1
    ) async throws -> [UInt8] {
        var signing = MCUbootSigning(
            version: MCUbootVersion(major: major, minor: 2, revision: 3, build: 4),
            headerSize: 512
        )
        signing.keyForm = .full
        signing.securityCounter = counter
        signing.loadAddress = loadAddress
        var sink = MemorySink()
        _ = try await signing.sign(MemorySource(payload), to: &sink, with: classical, postQuantum: lattice)
        return sink.bytes
    }
}
