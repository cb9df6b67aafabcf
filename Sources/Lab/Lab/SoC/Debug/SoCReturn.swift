internal import Digests
internal import Foundation
public import Model
internal import PKIX
internal import SoC
internal import Subsystem

/// The return of a secured device to its maker: a challenge that only its return key answers. The block destroys the secrets,
/// then opens the device; the debug port is open from the next start on.
///
/// The maker takes the flash off the board: nothing boots, and the ROM passes the return path's two requests on. The images
/// stay as they are.
public struct SoCReturn: Sendable {
    private let device: LabSoC

    public init(_ device: LabSoC) { self.device = device }

    /// - Parameter progress: told what is done next.
    /// - Throws: ``BedplateError/Code/forbidden`` if the device does not take this key, or nobody's any more.
    public func run(with signer: any Signer, _ progress: (String) -> Void = { _ in }) async throws {
        guard case .ellipticCurve(.p256, let x, let y) = try PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo)
        else { throw BedplateError(.unsupportedScheme, "the device's block knows keys of P-256") }
        switch try SoCDebugGate(device).status {
        case 3: break
        case 0: throw BedplateError(.conflict, "the debug port of '\(device.name)' is open")
        default: try SoCDebugGate(device).pass()
        }
        let board = try boardWithoutImages()
        defer { try? FileManager.default.removeItem(at: board.directory) }
        let power = try SoCPower(board)
        defer { power.switchOff() }
        progress("waiting for the ROM's recovery")
        while true {
            guard let report = try power.console.report(within: .seconds(20)) else {
                throw BedplateError(.labToolFailed, "the ROM does not come to recovery", hint: power.complaint)
            }
            if report.code == .recoveryWaiting { break }
        }
        let asked = try power.console.ask(.returnChallenge)
        guard asked.status == .done, asked.payload.count == 96 else {
            throw BedplateError(.forbidden, "the device has no return path: \(asked.status)")
        }
        progress("signing the challenge")
        let message = Array("Bedplate return v1\0".utf8) + asked.payload
        let signature = try await signer.sign(.message(message), .ecdsaRaw(.sha256))
        let answer = try power.console.ask(.returnResponse, x + y + signature)
        guard answer.status == .done else {
            throw BedplateError(.forbidden, "the device does not take this key's response: \(answer.status)")
        }
        // What the fuses say, not what the device says.
        guard try FuseSnapshot(device.block.path).lifecycle == .returned else {
            throw BedplateError(.corrupt, "the device accepted, and its fuses do not say so")
        }
    }

    /// The same fuses and logs beside empty slots: another name of each file, so that the block burns the device's own.
    private func boardWithoutImages() throws -> LabSoC {
        let files = FileManager.default
        let place = device.directory.deletingLastPathComponent().appending(path: ".return.\(UUID().uuidString)")
        let board = LabSoC(directory: place, name: device.name, programs: device.programs)
        try LabFiles.makeDirectory(place)
        try LabFiles.makeDirectory(board.block)
        for part in [StoragePart.journal, .slot(.a), .slot(.b), .slot(.recovery)] {
            try LabFiles.write([UInt8](repeating: 0, count: part.size), to: board.block.appending(path: part.name))
        }
        for name in [StoragePart.fuses.name, "writes.log", "boots.log"] {
            try files.linkItem(at: device.block.appending(path: name), to: board.block.appending(path: name))
        }
        return board
    }
}
