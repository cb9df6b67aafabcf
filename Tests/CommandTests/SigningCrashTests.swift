import Foundation
import Programs
import Testing

/// `bedplate image sign`, killed at any moment.
@Suite(.serialized, .timeLimit(.minutes(60))) struct SigningCrashTests {
    private static let kills = 16

    @Test func `the image is absent or whole, whenever signing is killed, and another that was there stays`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.write("correct horse\n", to: "pass")
        let pass = stage.directory.appendingPathComponent("pass").path
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: pass)
        try stage.write(mebibytes: 256, to: "long.bin")
        try stage.write("small", to: "app.bin")
        let sign = "bedplate image sign mcuboot --key board --pin file:pass --version 1.0.0"
        try stage.script(
            """
            bedplate key new board --pin file:pass
            bedplate key export-public board --out board.pem
            \(sign) app.bin --out small.bin
            cp small.bin there.bin
            """
        )
        let small = try stage.read("small.bin")
        let begin = ContinuousClock.now
        try stage.script("\(sign) long.bin --out whole.bin")
        let whole = ContinuousClock.now - begin
        var (killed, temporary, finished) = (0, 0, 0)
        for round in 0..<Self.kills {
            let out = round % 2 == 0 ? "absent.bin" : "there.bin"
            let signing = try stage.begin("\(sign) long.bin --out \(out)")
            // Over the whole length of a run, and a little more: the last moments are the interesting ones.
            let part = (Double(round) + Double.random(in: 0..<1)) / Double(Self.kills) * 1.1
            usleep(useconds_t(whole / .microseconds(1) * part))
            if signing.isRunning { killed += 1 }
            signing.end(SIGKILL)
            let isWhole = try stage.exists(out) && (out == "absent.bin" || stage.read(out).count != small.count)
            if isWhole {
                finished += 1
                // Whoever sees the file sees all of it, and the ledger has it.
                try stage.script("bedplate image verify \(out) --trust board.pem --ledger -> would boot this image")
                try stage.script(out == "there.bin" ? "cp small.bin there.bin" : "rm absent.bin")
            } else if out == "there.bin" {
                #expect(try stage.read(out) == small)
            }
            // What a kill leaves beside it has a name that nothing looks for.
            for name in try FileManager.default.contentsOfDirectory(atPath: stage.directory.path)
            where name.hasSuffix(".tmp") {
                #expect(name.hasPrefix(out + "."))
                temporary += 1
                try FileManager.default.removeItem(at: stage.directory.appendingPathComponent(name))
            }
        }
        #expect(killed > 0, "every run was over before it was killed")
        #expect(temporary > 0, "no kill came while the image was being written")
        print("signing 256 MiB: \(killed) killed, \(temporary) temporary files left, \(finished) finished")
        try stage.script("bedplate ledger verify -> the ledger verifies")
    }
}
