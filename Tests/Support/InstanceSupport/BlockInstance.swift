import Digests
import Foundation
import Model
public import PKIX
public import SoC
import Subsystem
import Wire

/// A reference device without its processor: the fuse-and-key block in this process, driven as ROM and secure firmware drive
/// it, and asked as an application asks it.
public final class BlockInstance {
    private let directory: String
    private var block: FuseAndKeyBlock<DeviceDirectory>?
    private var sequence: UInt16 = 0
    /// The instance's key.
    public private(set) var publicKey = PublicKeyInfo.other(OID(0, 0))

    public static let signer = [UInt8](repeating: 0xA5, count: 32)

    /// A device that was refused a command that had to be obeyed.
    public struct Refused: Error {
        public var command: MailboxCommand
        public var status: MailboxStatus
    }

    /// Makes a device.
    ///
    /// - Parameter isSecured: whether it leaves the station; else it stays in provisioning, with open debug.
    public init(isSecured: Bool = true) throws {
        directory = FileManager.default.temporaryDirectory.path + "/bedplate-block-\(UUID().uuidString.prefix(8))"
        try DeviceDirectory.makeBlank(directory)
        try restart()
        let key = try done(.makeSecret)
        publicKey = .ellipticCurve(.p256, x: Array(key.prefix(32)), y: Array(key.suffix(32)))
        try done(.burnFuse, [Fuse.rootKey0.rawValue, 0, 0, 0] + Self.signer)
        try done(.eraseSlot, [0, 0, 0, 0])
        try done(.writeSlot, [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])
        try done(.finishSlot, [0, 0, 0, 0])
        try done(.moveOn, [1, 0, 0, 0])
        if isSecured { try done(.moveOn, [3, 0, 0, 0]) }
    }

    deinit {
        block = nil
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func restart() throws {
        // One process at a time has the directory.
        block = nil
        block = try FuseAndKeyBlock(try opened(), random: randomOctets)
        sequence = 0
    }

    /// A program that another test starts at this moment has the lock until it is that program.
    private func opened() throws -> DeviceDirectory {
        let end = ContinuousClock.now + .seconds(5)
        while true {
            do { return try DeviceDirectory(directory) } catch {
                guard error.code == .conflict, ContinuousClock.now < end else { throw error }
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
    }

    /// A power cut, and a boot of these two images.
    ///
    /// - Parameter isRecovered: whether the images came over the console and from no slot.
    public func boot(
        _ firmware: String = "firmware",
        _ application: String = "application",
        counter: UInt32 = 1,
        isRecovered: Bool = false
    ) throws {
        try restart()
        if !isRecovered { try done(.nextSlot) }
        for image in [firmware, application] {
            let measurement = LayerMeasurement(
                digest: try HashAlgorithm.sha256.digest(Array(image.utf8)),
                signer: Self.signer,
                securityCounter: counter,
                version: 1 | 2 << 8
            )
            try done(.advance, try measurement.serialized(order: .little))
        }
    }

    public func ask(
        _ command: MailboxCommand,
        _ payload: [UInt8] = []
    ) throws -> (status: MailboxStatus, payload: [UInt8]) {
        let request = MailboxFrame(request: command.rawValue, sequence: sequence, payload)
        guard let octets = block?.respond(to: request.octets) else { throw Refused(command: command, status: .failed) }
        sequence &+= 1
        let frame = try MailboxFrame(octets)
        return (frame.status ?? .damaged, frame.payload)
    }

    @discardableResult
    public func done(_ command: MailboxCommand, _ payload: [UInt8] = []) throws -> [UInt8] {
        let answer = try ask(command, payload)
        guard answer.status == .done else { throw Refused(command: command, status: answer.status) }
        return answer.payload
    }
}
