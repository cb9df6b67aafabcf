internal import Foundation
internal import Glibc
internal import Model
internal import SoC
internal import Subsystem

/// A device under attack that is switched on, until this value ends: block and QEMU, both real.
final class AttackedBoot {
    let wire: AttackWire
    let processor: Emulator
    private let bench: AttackBench
    private let block: LabSubsystem
    private let tap: AttackTap?
    /// The number of the next request to the block.
    private var next: UInt16 = 0
    private var asked: UInt16 = 0
    private var isOn = true

    init(_ device: AttackedDevice, tap second: [UInt8]? = nil, _ options: Emulator.Options = .init()) throws {
        bench = device.bench
        var options = options
        block = try bench.startBlock(device.block)
        tap = try second.map { [block] in try AttackTap(block.mailbox, second: $0) }
        options.contents += try bench.memory(rom: device.rom)
        processor = try Emulator(
            rom: nil,
            mailbox: tap?.mailbox ?? block.mailbox,
            options,
            log: bench.directory.appending(path: "qemu.log").path
        )
        block.handOver()
        tap?.start()
        wire = AttackWire(processor.console)
    }

    deinit { switchOff() }

    /// Cuts the power.
    func switchOff() {
        guard isOn else { return }
        isOn = false
        processor.cut()
        block.kill()
        bench.keep(wire.transcript)
    }

    var blockProcess: Int32 { block.processIdentifier }

    /// How a boot went as far as its end can be seen.
    enum Start: Equatable {
        /// The probe ran, and printed its word.
        case ran(UInt32)
        /// The ROM waits for an image.
        case waits
        /// The ROM waits for a station.
        case station
        case halted
    }

    /// Waits for the probe's word; for a little while also after the ROM said that it starts nothing.
    ///
    /// - Throws: ``BedplateError`` when the device does not come to any of these ends: nothing would be shown by that.
    func start() throws(BedplateError) -> Start {
        let end = ContinuousClock.now + .seconds(30)
        while true {
            if let marker = marker() { return .ran(marker) }
            if let known = known() {
                let linger = ContinuousClock.now + .milliseconds(150)
                while wire.wait(linger - ContinuousClock.now) {}
                return marker().map { .ran($0) } ?? known
            }
            guard wire.wait(end - ContinuousClock.now) else {
                if let marker = marker() { return .ran(marker) }
                throw BedplateError(
                    .labToolFailed,
                    "the device comes to no end that is known",
                    hint: block.lastWords + processor.lastWords + wire.text
                )
            }
        }
    }

    private func known() -> Start? {
        let text = wire.text
        if text.contains("B:00070001 00000000\n") { return .waits }
        if text.contains("B:00000003 00000000\n") { return .station }
        return text.split(separator: "\n").contains { $0.hasPrefix("H:") && $0.count == 19 } && text.hasSuffix("\n")
            ? .halted : nil
    }

    private func marker() -> UInt32? {
        let octets = wire.transcript
        guard let start = octets.lastRange(of: Array("P:".utf8))?.lowerBound, octets.count >= start + 20,
            octets[start + 19] == 0x0A
        else { return nil }
        let words = String(decoding: octets[(start + 2)..<(start + 19)], as: UTF8.self).split(separator: " ")
        guard words.count == 2, let number = UInt32(words[1], radix: 16) else { return nil }
        next = UInt16(truncatingIfNeeded: number)
        return UInt32(words[0], radix: 16)
    }

    // MARK: the console of a ROM that waits

    func ask(
        _ command: MailboxCommand,
        _ payload: [UInt8] = []
    ) throws(BedplateError) -> (status: MailboxStatus?, payload: [UInt8]) {
        try wire.send(MailboxFrame(request: command.rawValue, sequence: asked, payload).octets)
        asked &+= 1
        guard let frame = try wire.frame() else { throw Self.silent }
        return (frame.status, frame.payload)
    }

    /// The payload of an answer that has to be there for the attack to be one.
    @discardableResult
    func demand(_ command: MailboxCommand, _ payload: [UInt8] = []) throws(BedplateError) -> [UInt8] {
        let answer = try ask(command, payload)
        guard answer.status == .done else {
            throw BedplateError(.labDeviceState, "'\(command)' was refused before the attack: \(answer.status as Any)")
        }
        return answer.payload
    }

    // MARK: applications

    /// Whether an application serves requests; false once the device ended, or nothing comes for long.
    func waitForApplication() -> Bool {
        let end = ContinuousClock.now + .seconds(60)
        while !wire.text.contains("A:ready\n") {
            // Whatever the device says of itself: no application comes after that.
            if wire.text.contains("B:00070001 00000000\n") {
                let linger = ContinuousClock.now + .milliseconds(150)
                while wire.wait(linger - ContinuousClock.now) {}
                return wire.text.contains("A:ready\n")
            }
            guard wire.wait(end - ContinuousClock.now) else { return wire.text.contains("A:ready\n") }
        }
        return true
    }

    /// What the attacker's application does: the word that it answers; nil when nothing answers any more, or not so.
    func probe(_ command: UInt8, _ words: UInt32...) throws(BedplateError) -> [UInt8]? {
        guard !wire.hasEnded else { return nil }
        let octets = words.flatMap { AttackImage.word($0) }
        do { try wire.send(MailboxFrame(request: command, sequence: asked, octets).octets) } catch { return nil }
        asked &+= 1
        guard let frame = try wire.frame(within: .seconds(60)), frame.status == .done, frame.payload.count == 4
        else { return nil }
        return frame.payload
    }

    // MARK: the mailbox, by the probes of a hostile application

    /// PL011, at the address that the non-secure world would have — ARM DDI 0183.
    private static let mailbox: (data: UInt32, flags: UInt32) = (0x4010_6000, 0x4010_6018)
    private static let (transmitFull, receiveEmpty): (UInt8, UInt8) = (0x20, 0x10)

    /// Writes octets into the mailbox from the non-secure world; `false` when it is not let.
    func tell(_ octets: [UInt8]) throws(BedplateError) -> Bool {
        for octet in octets {
            guard try ready(Self.transmitFull), try probe(0xF2, Self.mailbox.data, UInt32(octet)) != nil else {
                return false
            }
        }
        return true
    }

    /// Writes an octet, and reads the first octets of what the block answers to it; `nil` when it is not let.
    func answer(toOctet octet: UInt8, count: Int) throws(BedplateError) -> [UInt8]? {
        // The probe that stores reads the same register, and with it what of the answer is there by then: once more, in case.
        for _ in 0..<10 {
            guard try tell([octet]) else { return nil }
            var answer: [UInt8] = []
            while answer.count < count, try ready(Self.receiveEmpty, within: .seconds(3)) {
                guard let word = try probe(0xF1, Self.mailbox.data) else { return nil }
                if answer.isEmpty, word[0] != MailboxHeader.answerMagic { continue }
                answer.append(word[0])
            }
            if answer.count == count { return answer }
        }
        return nil
    }

    /// Waits until a flag of the mailbox is not set; false when it stays so, or is not to be read.
    private func ready(_ flag: UInt8, within time: Duration = .seconds(60)) throws(BedplateError) -> Bool {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end {
            guard let flags = try probe(0xF1, Self.mailbox.flags) else { return false }
            if flags[0] & flag == 0 { return true }
        }
        return false
    }

    // MARK: the probe

    /// From here on the console is the mailbox: what a secure world can ask that somebody else took over.
    func takeMailbox() throws(BedplateError) {
        guard case .ran = try start() else {
            throw BedplateError(.labDeviceState, "the probe does not run", hint: wire.text)
        }
        try wire.send([0x4D])
    }

    /// Sends a frame as it is, and waits for the block's answer.
    func pass(_ octets: [UInt8]) throws(BedplateError) -> MailboxFrame {
        try wire.send(octets)
        guard let frame = try wire.frame() else { throw Self.silent }
        return frame
    }

    /// A frame with the number that is its turn, or some behind.
    func frame(_ command: MailboxCommand, _ payload: [UInt8] = [], ahead: UInt16 = 0) -> [UInt8] {
        MailboxFrame(request: command.rawValue, sequence: next &+ ahead, payload).octets
    }

    /// How many requests were taken.
    func count(_ requests: UInt16) { next &+= requests }

    func block(_ command: MailboxCommand, _ payload: [UInt8] = []) throws(BedplateError) -> (
        status: MailboxStatus?, payload: [UInt8]
    ) {
        let answer = try pass(frame(command, payload))
        if answer.status != .damaged, answer.status != .outOfSequence { next &+= 1 }
        return (answer.status, answer.payload)
    }

    /// The same where the attack is none without it.
    @discardableResult
    func demandOfBlock(_ command: MailboxCommand, _ payload: [UInt8] = []) throws(BedplateError) -> [UInt8] {
        let answer = try block(command, payload)
        guard answer.status == .done else {
            throw BedplateError(.labDeviceState, "'\(command)' was refused before the attack: \(answer.status as Any)")
        }
        return answer.payload
    }

    /// A word of memory as the probe's processor reads it; nil where that faults.
    func load(_ address: UInt32) throws(BedplateError) -> UInt32? {
        try wire.send([0x52] + AttackImage.word(address))
        return try probeLine().first
    }

    func store(_ address: UInt32, _ word: UInt32) throws(BedplateError) {
        try wire.send([0x57] + AttackImage.word(address) + AttackImage.word(word))
        _ = try probeLine()
    }

    private func probeLine() throws(BedplateError) -> [UInt32] {
        while let line = wire.line() {
            if line.hasPrefix("B:") || line.contains("P:") { continue }
            return line.split(separator: " ").compactMap { UInt32($0, radix: 16) }
        }
        throw Self.silent
    }

    private static let silent = BedplateError(.labToolFailed, "the device does not answer")
}

extension Array where Element == UInt8 {
    /// Where these octets stand last.
    fileprivate func lastRange(of other: [UInt8]) -> Range<Int>? {
        guard count >= other.count else { return nil }
        return (0...(count - other.count)).last { self[$0..<($0 + other.count)].elementsEqual(other) }
            .map { $0..<($0 + other.count) }
    }
}
