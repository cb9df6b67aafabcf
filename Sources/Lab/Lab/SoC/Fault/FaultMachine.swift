internal import Foundation
internal import Glibc
internal import Model
internal import SoC
internal import Wire

/// The reference device with a debug probe on it: goes back to a moment of its boot, makes a fault and sees what comes.
///
/// Snapshots are QEMU's. Where a trial ended as it would have without a fault, what the ROM works with is put back instead,
/// which is eight times faster; every other trial begins from a snapshot, and so does one whose answer would matter.
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
    /// How many trials may still begin without a snapshot.
    private var quickly = 0

    /// What was seen.
    struct Outcome {
        var verdict: FaultVerdict
        /// Whether the place was reached, and so the fault made.
        var isStruck: Bool
        var console: String
    }

    /// The block at the beginning of a stretch, and the packets that put memory and registers back.
    private struct Moment {
        var block: FaultBlock
        var packets: [UInt8]
        var count: Int
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
        let breakpoint = String(trial.address, radix: 16) + ",2"
        var event = Device.Event.silent
        for occurrence in 1...trial.occurrence {
            if occurrence == 1 {
                try restore(trial.window, isQuick: isQuick)
                try device.go(["Z0," + breakpoint])
            } else {
                try device.go(["z0," + breakpoint], "s")
                event = try device.serve(atMost: limit)
                guard event == .stopped else { break }
                try device.go(["Z0," + breakpoint])
            }
            event = try device.serve(atMost: limit)
            guard event == .stopped, try device.register(Self.program) == trial.address else {
                return try finish(event, isStruck: false, breakpoint: "z0," + breakpoint)
            }
        }
        if event == .stopped { event = try strike(trial, "z0," + breakpoint, limit) }
        return try finish(event, isStruck: true)
    }

    /// Makes the fault and lets the processor go on.
    private func strike(_ trial: FaultTrial, _ withoutBreakpoint: String, _ limit: Duration) throws -> Device.Event {
        var requests = [withoutBreakpoint]
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
    private func finish(_ event: Device.Event, isStruck: Bool, breakpoint: String? = nil) throws -> Outcome {
        var event = event
        var isStopped = event == .stopped
        if isStopped {
            if try device.register(Self.program) != end { event = .silent }
        } else if event != .ended {
            // A last look: what it said until now.
            isStopped = try device.stop()
            if !isStopped { event = .ended }
        }
        if isStopped, let breakpoint { try device.demand([breakpoint]) }
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
        device.begin(moment.block)
    }

    private func rememberMoments() throws {
        try remember(.start)
        try reach(rom.address(of: FaultWindow.policy.beginning ?? ""))
        try remember(.policy)
        try reach(rom.address(of: FaultWindow.verify.beginning ?? ""))
        try remember(.verify)
        try device.demand([setEnd])
        guard image != .authentic else { return }
        // What is refused earlier has no last stretch.
        if try reach(rom.address(of: FaultWindow.recovery), orEnd: true) {
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
        var packets: [UInt8] = []
        var count = 1
        // What the ROM works with: the flow's words, the frame, the stack; and the image.
        let memory: [(UInt32, Int)] = [
            (MemoryMap.secureRAM, 0x100), (MemoryMap.secureRAM + 0x1000, 0x1040),
            (MemoryMap.secureRAM + 0x6000, 0x2000),
            (MemoryMap.secureFirmware, (image.octets.count + 63) & ~63),
        ]
        for (start, size) in memory {
            for offset in stride(from: 0, to: size, by: 1984) {
                let (place, part) = (start + UInt32(offset), min(1984, size - offset))
                let octets = try device.debug.memory(at: place, count: part)
                let target = String(place, radix: 16) + "," + String(part, radix: 16)
                packets += GDBConnection.packet("M" + target + ":" + Hexadecimal.encode(octets))
                count += 1
            }
        }
        packets += GDBConnection.packet("G" + (try device.debug.command("g")))
        moments[window] = Moment(block: device.block, packets: packets, count: count)
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
