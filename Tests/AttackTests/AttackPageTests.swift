import Foundation
import Lab
import Testing

/// The page of attacks is made from the table that is run: nothing stands there that is not shown.
/// `BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter AttackPageTests` writes it anew.
@Suite struct AttackPageTests {
    private static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Documentation/attacks.md")

    @Test func `the page of attacks says what is run`() throws {
        let page = Self.page()
        if ProcessInfo.processInfo.environment["BEDPLATE_WRITE_DOCUMENTS"] != nil {
            try Data(page.utf8).write(to: Self.path)
        }
        let committed = try String(contentsOf: Self.path, encoding: .utf8)
        #expect(committed == page, "BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter AttackPageTests writes it")
    }

    @Test func `no two attacks have one name, and each says what it needs to`() {
        #expect(Set(Attack.all.map(\.id)).count == Attack.all.count)
        for attack in Attack.all {
            #expect(attack.id.allSatisfy { $0.isLowercase || $0 == "-" }, "\(attack.id)")
            #expect(!attack.attempt.isEmpty && !attack.expectation.isEmpty && !attack.defence.isEmpty)
        }
    }

    private static func page() -> String {
        var text = """
            # Attacks on the reference device

            Made from the table that `bedplate lab soc attack` runs (`Tests/AttackTests/AttackPageTests.swift`). The device is an
            emulation, and what is shown is shown of it. Why it is done so: [decision 17](decisions/0017-attacks-and-mutants.md).

            ```sh
            Scripts/build-firmware .build/firmware && Scripts/build-mutants .build/firmware
            bedplate lab soc attack --all --out attacks.json --evidence attacks
            ```

            Each attack runs live: real QEMU, a real block in its process, devices of its own. It runs twice. The device that ships
            must withstand it; a device without exactly the defence that is named must not, or the attack proves nothing and the
            command ends with 1. Whether it succeeded is seen from outside: a word that only the payload prints, the block's log
            of writes, the file that stands for silicon, memory read back; never what the device says of itself.

            Who attacks: `software` runs code on the device; `board` holds it, its flash, console and power; `station` stands on
            the line before it is secured; `lab` changes silicon; `network` stands before a verifier. Firmware with a hole in it
            is played by a probe (`Firmware/Probe`) that the maker signed; an application of the attacker's by the sample
            application built with `APPLICATION_PROBES`.

            ## The debug port

            `bedplate lab soc debug dev1` asks the fuses before there is a port. Blank devices, those on the station and returned
            ones are open (RFC 9711, debug status 0); secured ones are closed but for the maker's return path (3); a device
            provisioned with `--close-debug` is closed for everybody and for ever (4). `bedplate lab soc return dev1 --key KEY`
            answers the device's challenge with the key of `provision --return-key`, from a file, a token or a TPM; the block
            destroys the secrets, then opens the device. To come to the ROM's recovery the flash is taken off the board.

            ## The catalogue

            | attack | by | what is tried | what must happen | without this it succeeds |
            |---|---|---|---|---|

            """
        for attack in Attack.all {
            text += "| `\(attack.id)` | \(attack.attacker.rawValue) | \(attack.attempt) | \(attack.expectation) |"
            text += " `\(attack.defence)` |\n"
        }
        text += """

            `rom:` and `secure-world:` are conditions of the sources (`#if WITHOUT_…`), `block:` the names of
            `Sources/Lab/Subsystem/Defence.swift`; `debug-gate` is an emulator whose stub nobody guards, `verifier:` one that does
            not look at this.

            ## What this root does not defend against

            | attack | why |
            |---|---|

            """
        for limit in AttackLimit.all { text += "| \(limit.attack) | \(limit.reason) |\n" }
        return text
    }
}
