public import Foundation
public import Lab
internal import Model

/// Runs `body` with an emulated TPM of its own, switched on, booted unless told otherwise, and removes everything after.
///
/// - Parameters:
///   - lab: a lab shared with other devices, as in ``withLab(_:)``; else a new one, with a manufacturer of its own.
///   - booted: whether the device is booted; else it only waits for TPM2_Startup.
/// - Throws: `lab-tool-missing` without swtpm: a test fails then, it is not skipped.
public func withLabTPM<T>(
    in lab: URL? = nil,
    name: String = "device",
    over carrier: LabTPM.Carrier = .unix,
    booted: Bool = true,
    _ body: (LabTPM) throws -> T
) throws -> T {
    let place = try lab ?? makeLab()
    defer { if lab == nil { try? FileManager.default.removeItem(at: place) } }
    let tpm = try started(in: place, name, carrier, booted)
    defer { try? tpm.remove() }
    return try body(tpm)
}

/// The same for asynchronous tests.
public func withLabTPM<T>(
    in lab: URL? = nil,
    name: String = "device",
    over carrier: LabTPM.Carrier = .unix,
    booted: Bool = true,
    _ body: (LabTPM) async throws -> T
) async throws -> T {
    let place = try lab ?? makeLab()
    defer { if lab == nil { try? FileManager.default.removeItem(at: place) } }
    let tpm = try started(in: place, name, carrier, booted)
    defer { try? tpm.remove() }
    return try await body(tpm)
}

/// Runs `body` with an empty lab directory and removes it after.
public func withLab<T>(_ body: (URL) throws -> T) throws -> T {
    let lab = try makeLab()
    defer { try? FileManager.default.removeItem(at: lab) }
    return try body(lab)
}

/// The same for asynchronous tests.
public func withLab<T>(_ body: (URL) async throws -> T) async throws -> T {
    let lab = try makeLab()
    defer { try? FileManager.default.removeItem(at: lab) }
    return try await body(lab)
}

private func makeLab() throws -> URL {
    let lab = FileManager.default.temporaryDirectory.appendingPathComponent(
        "bedplate-test-" + UUID().uuidString.prefix(8)
    )
    try FileManager.default.createDirectory(
        at: lab,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
    )
    return lab
}

private func started(in lab: URL, _ name: String, _ carrier: LabTPM.Carrier, _ booted: Bool) throws -> LabTPM {
    let tpm = try LabTPM.create(in: lab, name: name)
    if booted { try tpm.boot(over: carrier) } else { try tpm.start(over: carrier) }
    return tpm
}
