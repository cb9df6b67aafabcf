import ArgumentParser
import BootSigning
import ESP32
import Model

struct SignESP32: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "esp32",
        abstract: "Sign for ESP32 Secure Boot v2.",
        discussion: """
            One signature block for each --key, at most three: RSA-3072, P-256 or P-384.

              bedplate image sign esp32 app.bin --key release --out app.signed.bin
              bedplate image sign esp32 signed.bin --existing keep --key next --out both.bin
            """
    )
    enum Existing: String, ExpressibleByArgument, CaseIterable {
        case refuse, keep, replace
    }

    @Argument(help: ArgumentHelp("The image.", valueName: "file")) var file: String
    @Option(help: "What becomes of signatures that are there: refuse, keep or replace.") var existing = Existing.refuse
    @OptionGroup var options: SigningOptions

    func run() async throws {
        let (source, address) = try ImageInput.open(file)
        let signing = ESP32Signing(
            existing: existing == .keep ? .keep : existing == .replace ? .replace : .refuse
        )
        let signers = try await options.signers()
        try await options.sign("esp32", with: signers, counters: [:], at: address) { sink in
            let sector = try await signing.sign(source, with: signers, to: &sink)
            return ["blocks": String(sector.blocks.count)]
        }
    }
}
