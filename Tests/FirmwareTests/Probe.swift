import Lab
import Model
import SoC
import Wire

/// What an application built with `APPLICATION_PROBES` is asked to try: see Firmware/Application/Probes.swift.
struct Probe {
    var number: UInt8
    var words: [UInt32]

    static func gateway(
        _ command: UInt32,
        _ input: UInt32,
        _ output: UInt32,
        count: UInt32,
        capacity: UInt32
    ) -> Probe { Probe(number: 0xF0, words: [command, input, output, count, capacity]) }

    static func load(_ address: UInt32) -> Probe { Probe(number: 0xF1, words: [address]) }
    static func store(_ address: UInt32, _ word: UInt32) -> Probe { Probe(number: 0xF2, words: [address, word]) }
    static func call(_ address: UInt32) -> Probe { Probe(number: 0xF3, words: [address]) }
    static func returnTo(_ address: UInt32) -> Probe { Probe(number: 0xF4, words: [address]) }
    static var registers: Probe { Probe(number: 0xF5, words: []) }
    static func jump(_ address: UInt32) -> Probe { Probe(number: 0xF6, words: [address]) }
    static func maskedLoad(_ address: UInt32) -> Probe { Probe(number: 0xF7, words: [address]) }
    static func interrupted(after ticks: UInt32, requests: UInt32) -> Probe {
        Probe(number: 0xF8, words: [ticks, requests])
    }
}

extension SoCConsole {
    /// The words of the answer.
    ///
    /// - Throws: when none comes, as the device has ended.
    func ask(_ probe: Probe) throws -> [UInt32] {
        let answer = try ask(number: probe.number, probe.words.flatMap { try $0.serialized(order: .little) })
        return try stride(from: 0, to: answer.payload.count, by: 4).map {
            try UInt32(Array(answer.payload[$0..<$0 + 4]), order: .little)
        }
    }
}
