import BootSigning
import KeyStore
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
        counter: UInt32 = 7,
        loadAddress: UInt32 = MemoryMap.secureFirmware,
        size: Int = 0
    ) async throws -> [UInt8] {
        var payload = try BuiltFirmware.shared.get().payload
        while payload.count < size { payload.append(UInt8(truncatingIfNeeded: payload.count &* 7)) }
        var signing = MCUbootSigning(
            version: MCUbootVersion(major: 1, minor: 2, revision: 3, build: 4),
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
