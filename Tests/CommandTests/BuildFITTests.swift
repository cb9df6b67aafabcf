import Foundation
import Testing

/// `bedplate image build-fit` as people run it, beside mkimage.
@Suite(.timeLimit(.minutes(60))) struct BuildFITTests {
    private func stage() throws -> Stage {
        let stage = try Stage()
        try stage.script("mkdir board")
        for (name, count) in [("kernel", 5000), ("fdt", 30)] {
            try stage.write(String(repeating: name, count: count), to: "board/" + name)
        }
        try stage.write(
            """
            /dts-v1/;
            / { description = "board 1"; #address-cells = <1>;
              images {
                kernel { data = /incbin/("kernel"); type = "kernel"; arch = "arm64"; os = "linux"; compression = "none";
                  load = <0x80080000>; entry = <0x80080000>; hash-1 { algo = "sha256"; }; };
                fdt-1 { data = /incbin/("fdt"); type = "flat_dt"; arch = "arm64"; compression = "none";
                  hash-1 { algo = "sha256"; }; };
              };
              configurations { default = "conf-1"; conf-1 { kernel = "kernel"; fdt = "fdt-1"; }; };
            };
            """,
            to: "board/board.its"
        )
        try stage.write(
            """
            { "version": 1, "description": "board 1",
              "images": [
                { "name": "kernel", "file": "kernel", "type": "kernel", "arch": "arm64", "os": "linux",
                  "load": "0x80080000", "entry": "0x80080000" },
                { "name": "fdt-1", "file": "fdt", "type": "flat_dt", "arch": "arm64" } ],
              "configurations": [{ "name": "conf-1", "kernel": "kernel", "fdt": ["fdt-1"] }] }
            """,
            to: "board/board.json"
        )
        return stage
    }

    @Test func `a source, a description and a compiled tree become mkimage's FIT, and are signed`() throws {
        let stage = try stage()
        defer { stage.end() }
        try stage.write("correct horse\n", to: "pass")
        try stage.script(
            """
            chmod 600 pass
            bedplate key new dev --kind rsa2048 --pin file:pass
            bedplate key export-public dev --out dev.pem
            env SOURCE_DATE_EPOCH=1700000000 mkimage -f board/board.its theirs.fit
            dtc -q -I dtb -O dts -o theirs.dts theirs.fit
            dtc -q -I dts -O dtb -o board/board.dtb board/board.its
            """
        )
        for source in ["board/board.its", "board/board.json", "board/board.dtb"] {
            try stage.script(
                """
                bedplate image build-fit \(source) --timestamp 1700000000 --out ours.fit -> built ours.fit
                dtc -q -I dtb -O dts -o ours.dts ours.fit
                cmp ours.dts theirs.dts
                dumpimage -l ours.fit -> Kernel Image -> Hash algo: sha256
                1:bedplate image verify ours.fit --trust dev.pem -> would REFUSE
                bedplate image sign fit ours.fit --key dev --pin file:pass --out signed.fit
                bedplate image verify signed.fit --trust dev.pem -> would boot this image
                bedplate image extract signed.fit kernel --out kernel.out
                cmp kernel.out board/kernel
                """
            )
        }
        try stage.script(
            """
            env SOURCE_DATE_EPOCH=1700000000 mkimage -E -p 0x1000 -f board/board.its theirs.fit
            bedplate image build-fit board/board.json --position 0x1000 --timestamp 1700000000 --out ours.fit --json -> "sha256"
            dtc -q -I dtb -O dts -o theirs.dts theirs.fit
            dtc -q -I dtb -O dts -o ours.dts ours.fit
            cmp ours.dts theirs.dts
            """
        )
        // From the environment, and always the same.
        let bedplate = Stage.path("bedplate")
        try stage.script(
            """
            env SOURCE_DATE_EPOCH=1700000000 \(bedplate) image build-fit board/board.its --out again.fit
            bedplate image build-fit board/board.its --timestamp 1700000000 --out once.fit
            cmp again.fit once.fit
            2:env SOURCE_DATE_EPOCH=soon \(bedplate) image build-fit board/board.its --out never.fit -> SOURCE_DATE_EPOCH
            """
        )
    }

    @Test func `without dtc a description still does, and whatever fails says why and leaves no file`() throws {
        let stage = try stage()
        defer { stage.end() }
        let bedplate = Stage.path("bedplate")
        try stage.write("/dts-v1/; / { broken", to: "broken.its")
        try stage.write("/dts-v1/; / { x = /incbin/(\"absent\"); };", to: "absent.its")
        try stage.write("/dts-v1/; / { x = <1>; };", to: "none.its")
        try stage.write("{ \"version\": 1 }", to: "short.json")
        // A name that a shell, or dtc's options, would misread.
        try stage.write("/dts-v1/; / { x = <1>; };", to: "-$(touch${IFS}owned);`touch${IFS}owned`.its")
        try stage.script("mkdir temporary")
        let away = "env PATH=/nowhere TMPDIR=\(stage.directory.path)/temporary \(bedplate) image build-fit"
        let here = "env TMPDIR=\(stage.directory.path)/temporary \(bedplate) image build-fit"
        try stage.script(
            """
            /usr/bin/\(away) board/board.json --out fine.fit -> built fine.fit
            3:/usr/bin/\(away) board/board.its --out never.fit -> dtc cannot be started -> device-tree-compiler
            2:\(here) broken.its --out never.fit -> dtc refuses 'broken.its' -> syntax error
            2:\(here) absent.its --out never.fit -> dtc refuses -> absent
            2:\(here) none.its --out never.fit -> no FIT
            2:\(here) --out never.fit -- -$(touch${IFS}owned);`touch${IFS}owned`.its -> no FIT
            2:\(here) short.json --out never.fit -> 'description' is missing
            3:\(here) nothing.its --out never.fit -> cannot be read
            1:\(here) board/board.json --position 16 --out never.fit -> more than 16
            rm board/fdt
            3:\(here) board/board.json --out never.fit -> cannot be read
            """
        )
        #expect(stage.exists("fine.fit") && !stage.exists("owned"))
        let left = try FileManager.default.contentsOfDirectory(atPath: stage.directory.path)
        #expect(!left.contains { $0.hasPrefix("never") }, "\(left)")
        let temporary = stage.directory.appendingPathComponent("temporary").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
    }
}
