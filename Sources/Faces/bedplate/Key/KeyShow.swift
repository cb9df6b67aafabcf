import ArgumentParser
import Keys
import Model
import Terminal

struct KeyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Say where a key lives, whether it can leave, and what it may sign.",
        discussion: """
            As it was when the key was made or taken in; --open asks its home again, and
            fails when another key is there now.

              bedplate key show release --open
            """
    )
    @OptionGroup var place: KeyCommand.Place
    @Argument(help: "The key's name.") var name: String
    @Flag(help: "Open the key, and say what its home says now.") var open = false
    @OptionGroup var secret: KeyCommand.SecretOption
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let entry = try place.ring.entry(name)
        let now = open ? try await place.ring.open(name, secret: try secret.source).home : nil
        let shown = KeyShown(entry, home: now)
        if json { try Terminal.print(json: shown) } else { shown.print() }
    }
}
