import ArgumentParser
import Lab
import Model
import Terminal

extension SoCCommand {
    struct Debug: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a device on for a debugger, if its fuses allow it.",
            discussion: """
                The fuses are asked before there is a port. Blank devices, those on the
                station and those that their maker took back are open; a secured one is not.

                  bedplate lab soc debug dev1
                  gdb-multiarch -ex 'target remote SOCKET' .build/firmware/rom.elf
                """
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Option(help: ArgumentHelp("Switch it off after this time.", valueName: "seconds")) var seconds = 3600

        func validate() throws {
            guard (1...86_400).contains(seconds) else { throw ValidationError("--seconds is from 1 to 86400") }
        }

        func run() async throws {
            let session = try SoCDebugSession(place.open(name))
            Terminal.print("device '\(name)' waits before its first instruction (simulated)")
            Terminal.print("  target remote \(session.socket)")
            let end = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < end, !session.power.processor.hasEnded {
                let rest = min(end - ContinuousClock.now, .milliseconds(500))
                if let line = try session.power.console.line(within: rest) { Terminal.print(line) }
            }
        }
    }
}
