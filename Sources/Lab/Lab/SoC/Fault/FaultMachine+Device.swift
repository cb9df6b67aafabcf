internal import Foundation
internal import Glibc
internal import Model

extension FaultMachine {
    /// QEMU, its debug port, its console and its mailbox, served together.
    final class Device {
        let debug: GDBConnection
        private(set) var block: FaultBlock
        private let emulator: Emulator
        private let mailbox: SocketPair

        /// Why a run came to an end.
        enum Event {
            /// The processor stopped: at a breakpoint, or after a step.
            case stopped
            /// The console said all that there is to say.
            case decided
            /// QEMU ended.
            case ended
            /// Nothing came any more, or the time was over.
            case silent
        }

        init(_ rom: String, _ block: FaultBlock, _ directory: URL) throws {
            self.block = block
            mailbox = try SocketPair()
            var options = Emulator.Options(hasDebugPort: true)
            options.snapshots = directory.appending(path: "snapshots.qcow2").path
            emulator = try Emulator(
                rom: rom,
                mailbox: mailbox.others,
                options,
                log: directory.appending(path: "qemu.log").path
            )
            mailbox.closeOthers()
            debug = try emulator.debug()
        }

        deinit { cut() }

        /// Ends it.
        func cut() { emulator.cut() }

        /// Whether QEMU ended by itself; waits a little, as it closes its ends before it is gone.
        var hasEnded: Bool { emulator.waitForEnd(.seconds(2)) }

        /// Everything that the console said in this trial.
        var text: String { String(decoding: console, as: UTF8.self) }

        /// What the console said in this trial.
        private(set) var console: [UInt8] = []

        /// - Parameter console: what was said until this moment.
        func begin(_ block: FaultBlock, _ console: [UInt8] = []) {
            self.block = block
            self.console = console
        }

        /// Makes requests that are answered by OK, then one that lets the processor run.
        func go(_ requests: [String], _ last: String = "c") throws {
            try debug.post(requests.flatMap(GDBConnection.packet) + GDBConnection.packet(last))
            try confirm(requests.count)
        }

        func demand(_ requests: [String]) throws {
            try demand(requests.flatMap(GDBConnection.packet), count: requests.count)
        }

        /// The same of packets, of which there are so many.
        func demand(_ packets: [UInt8], count: Int) throws {
            try debug.post(packets)
            try confirm(count)
        }

        /// Makes requests that are answered by something else, one after another; the answers.
        func answers(_ requests: [String]) throws -> [String] {
            try debug.post(requests.flatMap(GDBConnection.packet))
            return try requests.map { _ in try packet() }
        }

        private func confirm(_ count: Int) throws {
            for _ in 0..<count {
                let packet = try packet()
                guard packet == "OK" else { throw BedplateError(.labToolFailed, "the debug stub says '\(packet)'") }
            }
        }

        private func packet() throws -> String {
            while true {
                if let packet = try debug.taken() { return packet }
                guard try debug.collect() else { throw BedplateError(.labToolFailed, "the emulator is gone") }
            }
        }

        func register(_ number: Int) throws -> UInt32 { try debug.register(number) }

        /// Plays the block until the processor stops.
        ///
        /// - Parameter limit: of the emulator's own processor time: what else this machine does is no verdict.
        func serve(atMost limit: Duration) throws -> Event {
            let before = emulator.processorTime ?? .zero
            var (last, idle, rounds) = (before, 0, 0)
            while true {
                if let packet = try debug.taken() {
                    switch packet.first {
                    case "T", "S": return .stopped
                    case "W", "X": return .ended
                    default: continue
                    }
                }
                var waiting = [debug.waitable, mailbox.own, emulator.console].map {
                    pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
                }
                // The array has as many places as are named.
                let ready = unsafe poll(&waiting, 3, 20)
                rounds += 1
                if ready <= 0 || rounds % 64 == 0 {
                    guard let now = emulator.processorTime else { return .ended }
                    if now - before > limit { return .silent }
                    // A processor that sleeps is woken by nobody.
                    idle = ready <= 0 && now - last < .milliseconds(1) && emulator.isAsleep ? idle + 1 : 0
                    // What is waited for in any case may take long on a busy host.
                    if idle >= (limit > .seconds(1) ? 500 : 10) { return .silent }
                    last = now
                }
                if waiting[1].revents != 0 {
                    guard let octets = Self.read(mailbox.own) else { return .ended }
                    if !octets.isEmpty { Self.write(block.answer(octets), mailbox.own) }
                }
                if waiting[2].revents != 0 {
                    guard let octets = Self.read(emulator.console) else { return .ended }
                    console += octets
                    if octets.contains(0x0A), isDecided { return .decided }
                }
                if waiting[0].revents != 0, try !debug.collect() { return .ended }
            }
        }

        /// The last line of a ROM, or one that no ROM prints.
        private var isDecided: Bool {
            text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().contains {
                $0.hasPrefix("H:") || $0.contains("P:")
            }
        }

        /// Stops the processor; false if there is none any more.
        func stop() throws -> Bool {
            try debug.post([0x03])
            let event = try serve(atMost: .seconds(5))
            if event == .decided { return try serve(atMost: .seconds(5)) == .stopped }
            return event == .stopped
        }

        /// Takes what is still on its way.
        func drain() {
            console += Self.rest(of: emulator.console)
            _ = Self.rest(of: mailbox.own)
        }

        /// Whether no octet waits for the device: one that did would be taken by the next trial.
        var isQuiet: Bool {
            var count: Int32 = 0
            // SIOCOUTQ; the number is where the call writes it.
            return unsafe ioctl(mailbox.own, UInt(TIOCOUTQ), &count) == 0 && count == 0
        }

        /// What there is, at least one octet; nil when the other end is closed.
        private static func read(_ descriptor: Int32) -> [UInt8]? {
            var part = [UInt8](repeating: 0, count: 4096)
            let count = unsafe part.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { return [] }
            return count > 0 ? Array(part.prefix(count)) : nil
        }

        private static func rest(of descriptor: Int32) -> [UInt8] {
            var octets: [UInt8] = []
            var part = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe part.withUnsafeMutableBytes {
                    unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
                }
                guard count > 0 else { return octets }
                octets += part.prefix(count)
            }
        }

        /// What a device does not take is lost: one that ended, or one that only speaks and never listens.
        private static func write(_ octets: [UInt8], _ descriptor: Int32) {
            var rest = octets[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes {
                    unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
