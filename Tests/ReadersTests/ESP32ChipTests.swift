import Assessment
import Foundation
import Model
import Programs
import Readers
import Testing

/// Which chip a summary is of. The judge is espefuse itself, with fuses that it keeps in a file.
@Suite struct ESP32ChipTests {
    private let judge: String

    init() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        judge = root.appending(path: ".build/judges/bin/espefuse").path
        guard FileManager.default.isExecutableFile(atPath: judge) else {
            throw ProgramFailure("espefuse is not in .build/judges: run Scripts/install-judges")
        }
    }

    private func summary(_ chip: String, burned: [String] = []) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appending(path: "bp-efuse-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let common = [judge, "--chip", chip, "--virt", "--path-efuse-file", file, "--do-not-confirm"]
        if !burned.isEmpty {
            let burn = try Program(common + ["burn-efuse"] + burned)
            guard burn.status == 0 else { throw ProgramFailure(burn.text + burn.errorText) }
        }
        let shown = try Program(common + ["summary", "--format", "json"])
        guard shown.status == 0 else { throw ProgramFailure(shown.text + shown.errorText) }
        return shown.output
    }

    @Test(arguments: [("esp32", "ESP32"), ("esp32h2", "ESP32-H2"), ("esp32p4", "ESP32-P4"), ("esp32c6", "ESP32-C6")])
    func `what espefuse prints is read with all that stands before it`(chip: String, part: String) throws {
        let octets = try summary(chip)
        #expect(octets.first != UInt8(ascii: "{"))
        let reading = try Readers.read(octets, ReadingOptions())
        #expect(reading.part == part)
        // Fuses without the maker's address are no unit's.
        #expect(reading.isSimulated && reading.serial == nil)
        #expect(reading.observations.contains { $0.aspect == .enforcement && $0.fields["boot"] == "off" })
        #expect(try reading.isRecordable())
    }

    @Test func `an ESP32-P4 from v3.0 on has another table of fuses, and is the same part`() throws {
        let burned = ["WAFER_VERSION_MAJOR_LO", "3", "PVT_GLITCH_EN", "1"]
        // The first burn makes it a v3.0; its other fuses are there in the next run.
        let octets = try summary("esp32p4", burned: Array(burned.prefix(2)))
        let reading = try Readers.read(octets, ReadingOptions())
        #expect(reading.part == "ESP32-P4" && reading.fields(.part)?["revision"] == "v3.0")
        #expect(reading.fields(.hardening, "PVT_GLITCH_EN") == ["state": "off"])
        #expect(reading.fields(.block, "BLOCK_KEY0")?["purpose"] == "USER")
    }

    @Test func `a chip that is nearly another is no chip that is known`() throws {
        #expect(
            refusal { try Readers.read(try summary("esp32h21"), ReadingOptions()) }.contains("no chip that is known")
        )
    }

    @Test func `damaged summaries are refused with their place`() throws {
        let text = String(decoding: try summary("esp32c6"), as: UTF8.self)
        #expect(refusal { try read(String(text.dropLast(20))) }.contains("not JSON"))
        let wrong = text.replacingOccurrences(of: "\"readable\": true", with: "\"readable\": \"yes\"")
        #expect(refusal { try read(wrong) }.contains("espefuse-summary."))
    }

    @Test func `samples of every chip are recognised`() throws {
        let chips = [
            "": "ESP32", "s2": "ESP32-S2", "s3": "ESP32-S3", "c3": "ESP32-C3", "c6": "ESP32-C6", "h2": "ESP32-H2",
        ]
        .merging(["p4": "ESP32-P4"]) { $1 }
        var count = 0
        for (name, part) in chips {
            guard let octets = try ConformanceData.sample("espefuse_esp32\(name)_virgin.json") else { continue }
            #expect(try Readers.read(octets, ReadingOptions()).part == part)
            count += 1
        }
        print("conformance: \(count) of 7 summaries of espefuse read" + (count == 0 ? ": the data is absent" : ""))
    }
}
