import Digests
import FuzzDriver
import TPM2
import Wire

@_cdecl("FuzzTPMStructures_main")
public func fuzzTPMStructures(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// The first octet says whether the rest is a structure, or what a TPM answers to a command.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    guard let choice = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    if Int(choice) < structures.count {
        structures[Int(choice)](rest)
    } else {
        answer(rest)
    }
    return 0
}

/// What was read is written back as the same octets: names and signatures are computed over them.
private func roundTrip<Structure: Wire>(_ type: Structure.Type, _ bytes: [UInt8]) {
    guard let value = try? Structure(bytes) else { return }
    precondition((try? value.serialized()) == bytes, "\(type) does not survive a round trip")
}

private let structures: [@Sendable ([UInt8]) -> Void] = [
    { roundTrip(Public.self, $0) },
    { roundTrip(Sized<Public>.self, $0) },
    { roundTrip(Attest.self, $0) },
    { roundTrip(Signature.self, $0) },
    { roundTrip(CreationData.self, $0) },
    { roundTrip(Sensitive.self, $0) },
    { roundTrip(NVPublic.self, $0) },
    { roundTrip(CapabilityData.self, $0) },
    { roundTrip(List<PCRSelection>.self, $0) },
    { roundTrip(IDObject.self, $0) },
    { roundTrip(Ticket.self, $0) },
    {
        guard let area = try? Public($0) else { return }
        _ = try? area.name()
        _ = try? EncapsulationKey(area)
        _ = try? SealedObject.make(data: [1], policyDigest: [UInt8](repeating: 1, count: 32), parent: area)
    },
]

/// A TPM that answers everything with the same octets.
private struct Parrot: Transport {
    let answer: [UInt8]
    func transmit(_ command: [UInt8], timeout: Duration) throws -> [UInt8] { answer }
}

private func answer(_ bytes: [UInt8]) {
    let tpm = TPM(Parrot(answer: bytes))
    _ = try? tpm.execute(GetRandom(bytesRequested: 8))
    _ = try? tpm.execute(Unseal(itemHandle: .null), auth: .empty)
    _ = try? tpm.createPrimary(in: .owner, .storageRootP256)
    _ = try? tpm.identity()
    _ = try? tpm.loadedHandles()
    if let session = try? tpm.startSession() {
        precondition((try? tpm.execute(GetRandom(bytesRequested: 8), over: session)) == nil, "an answer was believed")
    }
}

private func seeds() throws -> [[UInt8]] {
    let clock = ClockInfo(clock: 1, resetCount: 2, restartCount: 3, safe: true)
    let selection = List([PCRSelection(.sha256, [0, 7])])
    let quote = Attest(
        type: .attestQuote,
        qualifiedSigner: [1],
        extraData: [2],
        clockInfo: clock,
        firmwareVersion: 3,
        attested: .quote(pcrSelect: selection, pcrDigest: [4])
    )
    let index = NVPublic(nvIndex: .nvIndex(1), nameAlg: .sha256, attributes: .ownerRead, authPolicy: [], dataSize: 4)
    let random = try Buffer([1, 2, 3, 4, 5, 6, 7, 8]).serialized()
    let areas: [Public] = [.storageRootRSA2048, .storageRootP256, .attestationRSA2048(), .initialAttestationP256]
    return try areas.map { [0] + (try $0.serialized()) }
        + areas.map { [11] + (try $0.serialized()) }
        + [
            [1] + Sized(areas[1]).serialized(),
            [2] + quote.serialized(),
            [3] + Signature.ecdsa(hash: .sha256, r: [1], s: [2]).serialized(),
            [5] + Sensitive(sensitiveType: .keyedHash, authValue: [], seedValue: [1], sensitive: [2]).serialized(),
            [6] + index.serialized(),
            [7] + CapabilityData.handles(List([.owner])).serialized(),
            [8] + selection.serialized(),
            [9] + IDObject(integrityHMAC: [1], encIdentity: [2]).serialized(),
            [10] + Ticket(tag: .creation, hierarchy: .owner, digest: [1]).serialized(),
            [0xFF, 0x80, 0x01, 0, 0, 0, 20] + [0, 0, 0, 0] + random,
            [0xFF, 0x80, 0x02, 0, 0, 0, 29, 0, 0, 0, 0, 0, 0, 0, 10] + random + [0, 0, 1, 0, 0],
            [0xFF, 0x80, 0x01, 0, 0, 0, 10, 0, 0, 1, 1],
        ]
}
