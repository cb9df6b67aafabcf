public import Foundation
internal import Model

/// An emulated reference device: the boot ROM of this project on QEMU's Cortex-M33, and its fuse-and-key block as a process
/// of its own.
///
/// The files stand for silicon: whoever can write them can do what no attacker of the device can. It is a *simulated* root.
///
/// ```
/// LAB/soc/NAME/   block/            fuses, slots and journal; writes.log and boots.log, by the block itself
///                 console.log       everything that the console said
///                 qemu.log block.log
/// ```
public struct LabSoC: Sendable {
    public let directory: URL
    public let name: String
    public let programs: SoCPrograms

    /// The block's files.
    public var block: URL { directory.appending(path: "block") }
    /// Every durable write of the block, put there before it happens; what the boots reported.
    public var writes: URL { block.appending(path: "writes.log") }
    public var boots: URL { block.appending(path: "boots.log") }
    public var transcript: URL { directory.appending(path: "console.log") }

    /// Makes a blank device.
    ///
    /// - Parameters:
    ///   - lab: the lab's directory; made when it is absent.
    ///   - name: 1 to 32 of a–z, 0–9 and `-`.
    /// - Throws: `conflict` for a name that exists.
    public static func create(in lab: URL, name: String, _ programs: SoCPrograms) throws -> LabSoC {
        let device = LabSoC(directory: try place(of: name, in: lab), name: name, programs: programs)
        guard !FileManager.default.fileExists(atPath: device.directory.path) else {
            throw BedplateError(.conflict, "the lab has a device \(name) already", location: device.directory.path)
        }
        // Made beside its place and renamed: an interrupted creation leaves no half device.
        let draft = device.directory.deletingLastPathComponent().appending(path: ".\(name).\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: draft) }
        try LabFiles.makeDirectory(draft)
        try ChildProcess.run(
            [programs.subsystem.path, "--directory", draft.appending(path: "block").path, "--new"],
            log: draft.appending(path: "block.log").path,
            timeout: .seconds(20)
        )
        do { try FileManager.default.moveItem(at: draft, to: device.directory) } catch {
            throw BedplateError(.conflict, "the device \(name) cannot be put into the lab", cause: error)
        }
        return device
    }

    /// The device of that name.
    public static func open(in lab: URL, name: String, _ programs: SoCPrograms) throws -> LabSoC {
        let device = LabSoC(directory: try place(of: name, in: lab), name: name, programs: programs)
        guard FileManager.default.fileExists(atPath: device.block.path) else {
            throw BedplateError(.notFound, "the lab has no device \(name)", location: device.directory.path)
        }
        return device
    }

    /// The names of the lab's devices, sorted.
    public static func names(in lab: URL) -> [String] {
        let entries = try? FileManager.default.contentsOfDirectory(atPath: lab.appending(path: "soc").path)
        return (entries ?? []).filter { LabTPM.isName($0) }.sorted()
    }

    /// Removes the device, secrets and all.
    public func remove() throws {
        do { try FileManager.default.removeItem(at: directory) } catch {
            throw BedplateError(.environment, "the device cannot be removed", cause: error, location: directory.path)
        }
    }

    private static func place(of name: String, in lab: URL) throws -> URL {
        guard LabTPM.isName(name) else {
            throw BedplateError(.malformed, "'\(name)' is no name of a device", hint: "1 to 32 of a-z, 0-9 and -")
        }
        return lab.appending(path: "soc").appending(path: name)
    }
}
