internal import Crypto
internal import Model
internal import SoC
internal import Subsystem

/// The debug port, and the return to the maker.
extension Attack {
    static let debugging: [Attack] = [
        Attack(
            "debug-secured",
            by: .board,
            "connect a debugger to a secured device, and read its secure memory",
            must: "there is no port",
            without: .gate
        ) { bench in try debug(bench, .secured) },
        Attack(
            "debug-closed",
            by: .board,
            "connect a debugger to a device that is closed for everybody",
            must: "there is no port",
            without: .gate
        ) { bench in try debug(bench, .closed) },
        Attack(
            "return-wrong-key",
            by: .board,
            "answer the return path's challenge with a key of one's own",
            must: "the device stays secured",
            without: .block(.returnKey)
        ) { bench in
            let device = try bench.device()
            let boot = try recovering(device)
            let challenge = try boot.demand(.returnChallenge)
            _ = try boot.ask(.returnResponse, response(challenge, bench.workshop.stranger))
            boot.switchOff()
            return try opened(device)
        },
        Attack(
            "return-guessed",
            by: .board,
            "try several responses to one challenge; the last one is right",
            must: "a challenge is good for one response",
            without: .block(.challengeOnce)
        ) { bench in
            let device = try bench.device()
            let boot = try recovering(device)
            let challenge = try boot.demand(.returnChallenge)
            let right = try response(challenge, bench.workshop.returns)
            for place in [64, 100] {
                var wrong = right
                wrong[place] ^= 1
                _ = try boot.ask(.returnResponse, wrong)
            }
            _ = try boot.ask(.returnResponse, right)
            boot.switchOff()
            return try opened(device)
        },
        Attack(
            "return-closed",
            by: .board,
            "take a device back, with the maker's own key, that is closed for everybody",
            must: "the device stays closed",
            without: .block(.debugDisable)
        ) { bench in
            let device = try bench.device(.closed)
            let boot = try recovering(device)
            let asked = try boot.ask(.returnChallenge)
            if asked.status == .done {
                _ = try boot.ask(.returnResponse, response(asked.payload, bench.workshop.returns))
            }
            boot.switchOff()
            return try opened(device)
        },
        Attack(
            "return-with-secrets",
            by: .board,
            "take a device back, and look in the silicon for secrets that were not destroyed before",
            must: "every bit of the secret is burned before the device opens",
            without: .block(.secretDestroyed)
        ) { bench in
            let device = try bench.device()
            let before = device.writes.count
            let boot = try recovering(device)
            let challenge = try boot.demand(.returnChallenge)
            try boot.demand(.returnResponse, response(challenge, bench.workshop.returns))
            boot.switchOff()
            let lines = device.writes.dropFirst(before)
            let opens = lines.firstIndex { $0.hasPrefix("fuse lifecycle") } ?? lines.endIndex
            let destroys = lines.filter { $0.hasPrefix("fuse uniqueSecret") }.count
            let isLater = lines[opens...].contains { $0.hasPrefix("fuse uniqueSecret") }
            let isLeft = try device.secret.contains { $0 != 0xFF }
            guard try device.fuses().lifecycle == .returned else {
                throw AttackFailure("the maker's own response does not open the device")
            }
            return Observation(isLeft || isLater, "\(destroys) writes to the secret before it opened")
        },
    ]

    private static func recovering(_ device: AttackedDevice) throws -> AttackedBoot {
        try device.flash([])
        let boot = try device.boot()
        guard try boot.start() == .waits else { throw AttackFailure("the ROM does not come to recovery") }
        return boot
    }

    private static func response(_ challenge: [UInt8], _ key: P256.Signing.PrivateKey) throws -> [UInt8] {
        let signature = try key.signature(for: Array("Bedplate return v1\0".utf8) + challenge)
        return Array(key.publicKey.rawRepresentation) + Array(signature.rawRepresentation)
    }

    private static func opened(_ device: AttackedDevice) throws -> Observation {
        let fuses = try device.fuses()
        let isOpen = fuses.lifecycle == .returned
        return Observation(isOpen, "lifecycle in the silicon: 0b\(String(fuses.lifecycle.rawValue, radix: 2))")
    }

    /// As ``SoCPower`` does it: the gate, then an emulator with a stub.
    private static func debug(_ bench: AttackBench, _ kind: AttackWorkshop.Kind) throws -> Observation {
        let device = try bench.device(kind)
        if bench.mutant != .gate {
            let gate = try SoCDebugGate(device.asLabDevice)
            do { try gate.pass() } catch { return Observation(false, "no port: debug status \(gate.status)") }
        }
        let boot = try AttackedBoot(device, .init(hasDebugPort: true))
        defer { boot.switchOff() }
        let port = try boot.processor.debug()
        _ = try port.resume(for: .seconds(1))
        _ = try port.interrupt()
        let octets = try port.memory(at: MemoryMap.secureFirmware, count: 4)
        return Observation(octets == AttackImage.word(0x96F3_B83D), "a debugger read secure memory")
    }
}
