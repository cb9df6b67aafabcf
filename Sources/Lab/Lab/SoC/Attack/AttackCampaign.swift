internal import Digests
public import Foundation
internal import Model
internal import Wire

/// Runs attacks, each on the device that ships and on the mutant without the one defence that withstands it.
public struct AttackCampaign: Sendable {
    private let programs: AttackPrograms
    private let attacks: [Attack]
    /// How many run at once: each has two processes, of which one computes.
    public var workers = 2
    /// Where the raw octets of what was seen go, a file each; nil for nowhere.
    public var evidence: URL?

    /// - Parameter attacks: some of ``Attack/all``, or all.
    public init(_ programs: AttackPrograms, _ attacks: [Attack] = Attack.all) {
        self.programs = programs
        self.attacks = attacks
    }

    /// - Parameters:
    ///   - tool: who runs it, with a version.
    ///   - progress: told how each attack went, and how many are done; on any thread, one at a time.
    public func run(
        tool: String,
        _ progress: @escaping @Sendable (AttackRecord.Entry, Int) -> Void = { _, _ in }
    ) async throws -> AttackRecord {
        let directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-attack-\(UUID().uuidString)")
        try LabFiles.makeDirectory(directory)
        defer { try? FileManager.default.removeItem(at: directory) }
        let workshop = try await Self.onThread { try AttackWorkshop(programs, in: directory) }
        var entries: [(Int, AttackRecord.Entry)] = []
        try await withThrowingTaskGroup(of: (Int, AttackRecord.Entry).self) { group in
            var waiting = attacks.enumerated().makeIterator()
            func next() {
                guard let (place, attack) = waiting.next() else { return }
                group.addTask { (place, try await Self.onThread { try attempt(attack, workshop) }) }
            }
            for _ in 0..<max(1, workers) { next() }
            while let entry = try await group.next() {
                entries.append(entry)
                progress(entry.1, entries.count)
                next()
            }
        }
        return AttackRecord(
            time: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)),
            tool: tool,
            emulator: try Self.emulatorVersion(in: directory),
            rom: try Self.digest(of: programs.rom()),
            secureFirmware: try Self.digest(of: programs.secureFirmware()),
            probe: try Self.digest(of: programs.probe),
            subsystem: try Self.digest(of: programs.subsystem),
            mutantSubsystem: try Self.digest(of: programs.mutantSubsystem),
            isWhole: Set(attacks.map(\.id)) == Set(Attack.all.map(\.id)),
            attacks: entries.sorted { $0.0 < $1.0 }.map(\.1),
            notDefended: AttackLimit.all
        )
    }

    /// What it means that an attack succeeded, or did not; nil where it could not be tried.
    package static func outcome(device: Bool?, mutant: Bool?) -> AttackRecord.Outcome {
        switch (device, mutant) {
        case (true, _): .succeeded
        case (false, true): .withstood
        case (false, false): .provesNothing
        default: .failed
        }
    }

    private func attempt(_ attack: Attack, _ workshop: AttackWorkshop) throws -> AttackRecord.Entry {
        let device = try sight(attack, workshop, nil)
        let mutant = try sight(attack, workshop, attack.mutant)
        let outcome = Self.outcome(device: device.succeeded, mutant: mutant.succeeded)
        return AttackRecord.Entry(
            id: attack.id,
            attacker: attack.attacker,
            attempt: attack.attempt,
            expectation: attack.expectation,
            defence: attack.defence,
            outcome: outcome,
            device: device,
            mutant: mutant
        )
    }

    private func sight(
        _ attack: Attack,
        _ workshop: AttackWorkshop,
        _ mutant: AttackMutant?
    ) throws -> AttackRecord.Sight {
        let start = ContinuousClock.now
        let bench = try AttackBench(workshop, without: mutant)
        defer { bench.end() }
        var succeeded: Bool?
        var seen = ""
        do {
            let observation = try attack.run(bench)
            (succeeded, seen) = (observation.succeeded, observation.seen)
        } catch {
            seen =
                "not tried: \((error as? BedplateError).map { $0.reason + ($0.hint.map { "; " + $0 } ?? "") } ?? "\(error)")"
        }
        let octets = bench.evidence()
        if let evidence {
            try LabFiles.makeDirectory(evidence)
            let name = attack.id + (mutant == nil ? ".device" : ".mutant")
            try LabFiles.write(octets, to: evidence.appending(path: name + ".log"))
        }
        let time = (ContinuousClock.now - start).components
        return AttackRecord.Sight(
            succeeded: succeeded,
            seen: seen,
            evidence: try Self.digest(octets),
            rom: try Self.digest(bench.romOctets()),
            time: Int(time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000)
        )
    }

    /// Attacks wait for processes: they get threads of their own, and keep nobody else from running.
    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try body() }) }.start()
        }
    }

    private static func digest(_ octets: [UInt8]) throws -> String {
        Hexadecimal.encode(try HashAlgorithm.sha256.digest(octets))
    }

    private static func digest(of file: URL) throws -> String { try digest(LabFiles.read(file)) }

    private static func emulatorVersion(in directory: URL) throws -> String {
        let log = directory.appending(path: "qemu-version.log")
        try ChildProcess.run([Program.qemu.located(), "--version"], log: log.path, timeout: .seconds(20))
        let text = String(decoding: try LabFiles.read(log), as: UTF8.self)
        return text.split(separator: "\n").first.map(String.init) ?? "unknown"
    }
}
