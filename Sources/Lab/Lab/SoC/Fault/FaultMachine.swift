internal import Foundation
internal import Glibc
internal import Model
internal import SoC
internal import Wire

/// The reference device with a debug probe on it: goes back to a moment of its boot, makes a fault and sees what comes.
///
/// Snapshots are QEMU's. Where a trial ended as it would have without a fault, what the ROM works with is put back instead,
/// which is eight times faster; every other trial begins from a snapshot, and so does one whose answer would matter.
///
/// Most faults leave nothing behind. Where registers, the ROM's memory, the image, the block and the console are at a
/// ``Checkpoint`` what they are without a fault, the rest of the boot is what it is without a fault, and is not run again.
final class FaultMachine {
    let rom: ROMText
    private let image: FaultImage
    private let romPath: String
    private let directory: URL
    private let end: UInt32
    private var device: Device
    private var moments: [FaultWindow: Moment] = [:]
    /// What each stretch executes without a fault.
    private(set) var traces: [FaultWindow: FaultTrace] = [:]
    /// Before the long computation of a stretch, or at its end.
    private var checkpoints: [FaultWindow: Checkpoint] = [:]
    /// Whether trials end at a checkpoint where nothing is different.
    var looksAtCheckpoints = true
    /// Where the last fault that has many ways was made.
    private var reached: (place: Place, moment: Moment, hasPassed: Bool)?
    /// Those that a trial has set, beside the one at the end.
    private var breakpoints: [String] = []
    /// How many trials may still begin without a snapshot.
    private var quickly = 0

    /// What was seen.
    struct Outcome {
        var verdict: FaultVerdict
        /// Whether the place was reached, and so the fault made.
        var isStruck: Bool
        var console: String
    }

    /// The block and the console at some moment, and the packets that put memory and registers back.
    private struct Moment {
        var block: FaultBlock
        var console: [UInt8]
        var packets: [UInt8]
        var count: Int
    }

    /// Where a fault strikes.
    private struct Place: Hashable {
        var window: FaultWindow
        var address: UInt32
        var occurrence: Int
    }

    /// A place that the boot without a fault comes to, and everything that the ROM goes on from.
    private struct Checkpoint {
        var address: UInt32
        var block: FaultBlock
        var console: [UInt8]
        /// As the stub says them.
        var registers: String
        /// What is read, and what is there; of the stack, what is in use.
        var requests: [String]
        var memory: [String]

        var breakpoint: String { String(address, radix: 16) + ",2" }
    }

    private static let program = 15
    private static let status = 0x19

    /// Boots until the device has refused the image, and remembers the way.
    ///
    /// - Parameter directory: for snapshots and traces; nobody else's.
    init(_ path: String, _ rom: ROMText, _ image: FaultImage, directory: URL) throws {
        (romPath, self.rom, self.image, self.directory) = (path, rom, image, directory)
        end = try rom.address(of: FaultWindow.end)
        let snapshots = directory.appending(path: "snapshots.qcow2").path
        try SnapshotFile.make(at: snapshots)
        device = try Device(path, FaultBlock(holding: image), directory)
        try rememberMoments()
        if image != .authentic { try recordTraces() }
    }

    /// A boot without a fault: from the reset to its end.
    func control() throws -> Outcome {
        try restore(.start, isQuick: false)
        try device.go([])
        let event = try device.serve(atMost: .seconds(2))
        return try finish(event, isStruck: false)
    }

    func run(_ trial: FaultTrial) throws -> Outcome {
        let isQuick = quickly > 0 && trial.window != .start
        quickly -= isQuick ? 1 : 0
        var outcome = try attempt(trial, isQuick: isQuick)
        // What an earlier trial may have left behind is not this one's.
        if isQuick, outcome.verdict == .bypassed || outcome.verdict == .hung {
            outcome = try attempt(trial, isQuick: false)
        }
        return outcome
    }

    /// The same; an emulator that ends while it is talked to ended in this trial, or in the one before: once more, then.
    private func attempt(_ trial: FaultTrial, isQuick: Bool) throws -> Outcome {
        do { return try tried(trial, isQuick: isQuick) } catch {
            guard device.hasEnded else { throw error }
            try renew()
        }
        do { return try tried(trial, isQuick: false) } catch {
            guard device.hasEnded else { throw error }
            return try finish(.ended, isStruck: true)
        }
    }

    // MARK: a trial

    private func tried(_ trial: FaultTrial, isQuick: Bool) throws -> Outcome {
        let limit: Duration = trial.window == .start ? .milliseconds(600) : .milliseconds(150)
        let place = Place(window: trial.window, address: trial.address, occurrence: trial.occurrence)
        var checkpoint = looksAtCheckpoints ? checkpoints[trial.window] : nil
        // The first stretch sets registers that the stub does not say; what only decides there sets none.
        if trial.window == .start, trial.model != .flip { checkpoint = nil }
        if isQuick, let reached, reached.place == place {
            try device.demand(reached.moment.packets, count: reached.moment.count)
            device.begin(reached.moment.block, reached.moment.console)
            if reached.hasPassed { checkpoint = nil }
        } else {
            try restore(trial.window, isQuick: isQuick)
            let (event, isThere, hasPassed) = try approach(trial, checkpoint, limit)
            guard isThere else { return try finish(event, isStruck: false) }
            if hasPassed { checkpoint = nil }
            if looksAtCheckpoints, trial.model == .flip, trial.window != .start, reached?.place != place {
                reached = (place, try moment(), hasPassed)
            }
        }
        var event = try strike(trial, checkpoint, limit)
        if let checkpoint, event == .stopped, try device.register(Self.program) == checkpoint.address {
            let isNominal = try isNominal(checkpoint)
            try device.demand([clearing(checkpoint.breakpoint)])
            if isNominal { return Outcome(verdict: .refused, isStruck: true, console: device.text) }
            try device.go([])
            event = try device.serve(atMost: limit)
        }
        return try finish(event, isStruck: true)
    }

    /// Runs until the fault is due.
    ///
    /// - Returns: why it stopped, whether it is there, and whether it came by the checkpoint before.
    private func approach(
        _ trial: FaultTrial,
        _ checkpoint: Checkpoint?,
        _ limit: Duration
    ) throws -> (event: Device.Event, isThere: Bool, hasPassed: Bool) {
        let breakpoint = String(trial.address, radix: 16) + ",2"
        // A fault at the checkpoint comes behind it.
        var hasPassed = checkpoint?.address == trial.address
        for occurrence in 1...trial.occurrence {
            var requests: [String] = []
            if occurrence > 1 {
                try device.go([clearing(breakpoint)], "s")
                let event = try device.serve(atMost: limit)
                guard event == .stopped else { return (event, false, hasPassed) }
            } else if let checkpoint, !hasPassed {
                requests.append(setting(checkpoint.breakpoint))
            }
            try device.go(requests + [setting(breakpoint)])
            var event = try device.serve(atMost: limit)
            if let checkpoint, !hasPassed, event == .stopped,
                try device.register(Self.program) == checkpoint.address
            {
                hasPassed = true
                try device.go([clearing(checkpoint.breakpoint)])
                event = try device.serve(atMost: limit)
            }
            guard event == .stopped, try device.register(Self.program) == trial.address else {
                return (event, false, hasPassed)
            }
        }
        try device.demand(breakpoints.map(clearing))
        return (.stopped, true, hasPassed)
    }

    private func setting(_ breakpoint: String) -> String {
        breakpoints.append(breakpoint)
        return "Z0," + breakpoint
    }

    private func clearing(_ breakpoint: String) -> String {
        breakpoints.removeAll { $0 == breakpoint }
        return "z0," + breakpoint
    }

    /// Whether everything that the ROM goes on from is there as it is without a fault.
    private func isNominal(_ checkpoint: Checkpoint) throws -> Bool {
        guard device.block.isSame(as: checkpoint.block), device.isQuiet else { return false }
        device.drain()
        guard device.console == checkpoint.console, try device.debug.command("g") == checkpoint.registers else {
            return false
        }
        return try device.answers(checkpoint.requests) == checkpoint.memory
    }

    /// Makes the fault and lets the processor go on.
    private func strike(_ trial: FaultTrial, _ checkpoint: Checkpoint?, _ limit: Duration) throws -> Device.Event {
        var requests: [String] = []
        switch trial.model {
        case .skip, .skipTwo:
            var target = trial.address
            var status = try device.register(Self.status)
            for _ in 0..<(trial.model == .skip ? 1 : 2) {
                target += UInt32(rom.instruction(at: target).size)
                status = Self.beyond(status)
            }
            requests += [Self.setting(Self.status, status), Self.setting(Self.program, target)]
        case .flip:
            let place = trial.variant / 32
            if place < FaultModel.registers.count {
                let number = FaultModel.registers[place]
                let value = try device.register(number) ^ 1 << UInt32(trial.variant % 32)
                requests.append(Self.setting(number, value))
            } else {
                let value = try device.register(Self.status) ^ 1 << UInt32(28 + trial.variant % 32)
                requests.append(Self.setting(Self.status, value))
            }
        case .load:
            try device.go(requests, "s")
            let event = try device.serve(atMost: limit)
            guard event == .stopped else { return event }
            let number = rom.instruction(at: trial.address).loaded[trial.variant / FaultModel.loads]
            let value: UInt32 =
                switch trial.variant % FaultModel.loads {
                case 0: 0
                case 1: .max
                default: ~(try device.register(number))
                }
            requests = [Self.setting(number, value)]
        }
        if let checkpoint { requests.append(setting(checkpoint.breakpoint)) }
        try device.go(requests)
        return try device.serve(atMost: limit)
    }

    /// The state of an IT block behind the instruction — ITAdvance(), C1.4.
    private static func beyond(_ status: UInt32) -> UInt32 {
        let state = status >> 25 & 3 | status >> 8 & 0xFC
        let next = state & 7 == 0 ? 0 : state & 0xE0 | state << 1 & 0x1F
        return status & ~0x0600_FC00 | (next & 3) << 25 | (next & 0xFC) << 8
    }

    private static func setting(_ register: Int, _ value: UInt32) -> String {
        "P" + String(register, radix: 16) + "=" + Hexadecimal.encode(FaultImage.words([value]))
    }

    /// What was seen, from outside; the device is left so that the next trial can begin.
    private func finish(_ event: Device.Event, isStruck: Bool) throws -> Outcome {
        var event = event
        var isStopped = event == .stopped
        if isStopped {
            if try device.register(Self.program) != end { event = .silent }
        } else if event != .ended {
            // A last look: what it said until now.
            isStopped = try device.stop()
            if !isStopped { event = .ended }
        }
        if isStopped { try device.demand(breakpoints.map(clearing)) }
        device.drain()
        let outcome = Outcome(verdict: verdict(event), isStruck: isStruck, console: device.text)
        let isCalm = event == .stopped && outcome.verdict == .refused
        quickly = isCalm ? quickly : 0
        if event == .ended || !isCalm && !device.isQuiet { try renew() }
        return outcome
    }

    /// Another emulator.
    private func renew() throws {
        // It holds the snapshots, which the next one needs.
        device.cut()
        device = try Device(romPath, device.block, directory)
        breakpoints = []
        try device.demand([setEnd])
        quickly = 0
    }

    private func verdict(_ event: Device.Event) -> FaultVerdict {
        let text = device.text
        if text.contains(image.marker) || device.block.measured.contains(image.digest) { return .bypassed }
        if event == .ended { return .crashed }
        let reports = text.split(separator: "\n").compactMap { BootReport(String($0)) }
        if let last = reports.first(where: \.isLast) {
            return last.code == .exception || last.code == .secureFault ? .crashed : .halted
        }
        guard event == .stopped else { return .hung }
        return reports.contains { $0.code.rawValue >> 16 == BootCode.imageMagic.rawValue >> 16 } ? .refused : .recovered
    }

    // MARK: moments

    private var setEnd: String { "Z0," + String(end, radix: 16) + ",2" }

    private func restore(_ window: FaultWindow, isQuick: Bool) throws {
        guard let moment = moments[window] else {
            throw BedplateError(.labToolFailed, "the boot has no stretch \(window)")
        }
        if isQuick {
            try device.demand(moment.packets, count: moment.count)
        } else {
            // Nothing is printed unless it failed.
            let complaint = try device.debug.monitor("loadvm \(window)")
            guard complaint.isEmpty else { throw BedplateError(.labToolFailed, "QEMU: \(complaint)") }
            quickly = 250
        }
        device.begin(moment.block, moment.console)
    }

    private func rememberMoments() throws {
        try remember(.start)
        try reach(rom.address(of: FaultWindow.policy.beginning ?? ""))
        try remember(.policy)
        checkpoints[.start] = try checkpoint()
        try reach(rom.address(of: FaultWindow.verify.beginning ?? ""))
        try remember(.verify)
        checkpoints[.policy] = try checkpoint()
        try device.demand([setEnd])
        guard image != .authentic else { return }
        // What is refused earlier has no last stretch.
        if try reach(rom.address(of: FaultWindow.recovery), orEnd: true) {
            checkpoints[.verify] = try checkpoint()
            try reach(device.register(14) & ~1)
            try remember(.decide)
        }
    }

    /// Runs until the address, which must come before the end; else says that it did not.
    @discardableResult
    private func reach(_ address: UInt32, orEnd: Bool = false) throws -> Bool {
        let breakpoint = String(address, radix: 16) + ",2"
        try device.go(["Z0," + breakpoint])
        let event = try device.serve(atMost: .seconds(60))
        guard event == .stopped else {
            throw BedplateError(.labToolFailed, "the device does not boot as it should: \(event) \(device.text)")
        }
        try device.demand(["z0," + breakpoint])
        let place = try device.register(Self.program)
        guard place == address || orEnd && place == end else {
            throw BedplateError(.labToolFailed, "the device stopped at 0x" + String(place, radix: 16))
        }
        return place == address
    }

    private func remember(_ window: FaultWindow) throws {
        let complaint = try device.debug.monitor("savevm \(window)")
        guard complaint.isEmpty else { throw BedplateError(.labToolFailed, "QEMU: \(complaint)") }
        moments[window] = try moment()
    }

    private func moment() throws -> Moment {
        var packets: [UInt8] = []
        for (place, digits) in zip(places(), try device.answers(places().map { "m" + $0 })) {
            packets += GDBConnection.packet("M" + place + ":" + digits)
        }
        packets += GDBConnection.packet("G" + (try device.debug.command("g")))
        return Moment(block: device.block, console: device.console, packets: packets, count: places().count + 1)
    }

    /// What the ROM works with: the flow's words, the frame, the stack; and the image.
    ///
    /// - Parameter stack: where the stack is in use from.
    private func places(stack: UInt32 = MemoryMap.secureRAM + 0x6000) -> [String] {
        let memory: [(UInt32, Int)] = [
            (MemoryMap.secureRAM, 0x100), (MemoryMap.secureRAM + 0x1000, 0x1040),
            (stack, Int(MemoryMap.secureRAM + 0x8000 - stack)),
            (MemoryMap.secureFirmware, (image.octets.count + 63) & ~63),
        ]
        // Octets that QEMU's buffer has the digits of.
        let most = 1984
        return memory.flatMap { start, size in
            stride(from: 0, to: size, by: most).map { offset in
                String(start + UInt32(offset), radix: 16) + "," + String(min(most, size - offset), radix: 16)
            }
        }
    }

    private func checkpoint() throws -> Checkpoint {
        let requests = try places(stack: device.register(13) & ~3).map { "m" + $0 }
        return Checkpoint(
            address: try device.register(Self.program),
            block: device.block,
            console: device.console,
            registers: try device.debug.command("g"),
            requests: requests,
            memory: try device.answers(requests)
        )
    }

    private func recordTraces() throws {
        var following: [FaultWindow: UInt32] = [.start: try rom.address(of: FaultWindow.policy.beginning ?? "")]
        following[.policy] = try rom.address(of: FaultWindow.verify.beginning ?? "")
        if moments[.decide] != nil {
            try restore(.decide, isQuick: false)
            following[.verify] = try device.register(Self.program)
        }
        for window in FaultWindow.allCases where moments[window] != nil {
            let log = directory.appending(path: "trace.log").path
            try restore(window, isQuick: false)
            // Another file in between closes this one.
            // The self-test is long, and struck once in each place.
            let isCounted = window != .start
            for line in ["logfile \(log)", isCounted ? "log in_asm,exec,nochain" : "log in_asm"] {
                _ = try device.debug.monitor(line)
            }
            if let next = following[window] { try reach(next, orEnd: true) } else { try reachEnd() }
            for line in ["log none", "logfile \(log).none"] { _ = try device.debug.monitor(line) }
            traces[window] = try FaultTrace(log: log, rom, isCounted: isCounted)
            try? FileManager.default.removeItem(atPath: log)
        }
        let others = FaultWindow.allCases.dropFirst().compactMap { traces[$0] }
        traces[.start] = traces[.start]?.subtracting(others)
    }

    private func reachEnd() throws {
        try device.go([])
        guard try device.serve(atMost: .seconds(60)) == .stopped, try device.register(Self.program) == end else {
            throw BedplateError(.labToolFailed, "the device does not refuse the image: \(device.text)")
        }
    }
}
