import Assessment
import Model
internal import Wire

/// What a console of U-Boot said, line by line.
struct UBootLog {
    private let options: ReadingOptions
    /// As the banner names it: "i.MX8MMQ".
    private var processor: String?
    private var revision: String?
    private var bank: UInt64?
    private var words: [UInt64: [UInt64: UInt32]] = [:]
    private var reading: Reading
    private var events = 0

    init(_ options: ReadingOptions) {
        self.options = options
        reading = Reading(reader: UBootLogReader.name, part: nil, isSimulated: options.isSimulated)
    }

    mutating func take(_ line: ToolText.Line) throws {
        let text = line.text.trimmed
        if text.hasPrefix("CPU:") {
            try takeBanner(text, line)
        } else if text.hasPrefix("HAB Configuration: ") {
            try takeHAB(text, line)
        } else if text.hasPrefix("Lifecycle: 0x") {
            try takeAHAB(text, line)
        } else if text.contains("HAB Event ") || text.hasPrefix("IND = ") {
            events += 1
        } else if text.hasPrefix("Reading bank ") || text.hasPrefix("Sensing bank ") {
            // "Reading bank 6 len 4 to 0x.." (fuse readm) has no words behind it.
            bank = UInt64(text.dropFirst(13).prefix { $0.isNumber })
        } else if text.hasPrefix("Word 0x") {
            try takeWords(text, line)
        }
    }

    /// "CPU:   Freescale i.MX8MMQ rev1.0 1800 MHz", "CPU: i.MX93 rev1.0 at 1692 MHz"
    private mutating func takeBanner(_ text: String, _ line: ToolText.Line) throws {
        let parts = text.split(separator: " ")
        guard
            let found = parts.first(where: { $0.hasPrefix("i.MX") }).map({
                String($0.prefix { $0 != "(" && $0 != "[" })
            })
        else { return }
        if let processor, processor != found {
            throw ToolText.error("a log of two parts: \(processor), \(found)", line, UBootLogReader.name)
        }
        processor = found
        revision =
            parts.first { $0.hasPrefix("rev") || $0.hasPrefix("Rev") }.map { String($0.dropFirst(3)) } ?? revision
    }

    /// The banner's name as the family that it belongs to; nil for one that is not known here.
    private var family: String? {
        guard let processor else { return nil }
        return [
            ("i.MX8MM", "i.MX 8M Mini"), ("i.MX8MN", "i.MX 8M Nano"), ("i.MX8MP", "i.MX 8M Plus"),
            ("i.MX8M", "i.MX 8M"),
            ("i.MX93", "i.MX 93"),
        ].first { processor.hasPrefix($0.0) }?.1
    }

    /// Closed is 0xcc; the words "no events" say nothing on an open part.
    private mutating func takeHAB(_ text: String, _ line: ToolText.Line) throws {
        let parts = text.split { $0 == "," || $0 == " " }
        guard parts.count == 6, let configuration = parts[2].hexadecimalNumber, parts[5].hexadecimalNumber != nil
        else {
            throw ToolText.error("'HAB Configuration: 0x.., HAB State: 0x..' was expected", line, UBootLogReader.name)
        }
        switch configuration {
        case 0xCC:
            reading.add(.enforcement, "HABv4", ["boot": "on"], text)
            reading.add(.lifecycle, "", ["state": "closed", "class": "production", "storage": "otp"], text)
        case 0xF0:
            reading.add(.enforcement, "HABv4", ["boot": "off"], text)
            reading.add(.lifecycle, "", ["state": "open", "class": "open", "storage": "otp"], text)
        case 0x33: reading.add(.lifecycle, "", ["state": "field return", "class": "returned", "storage": "otp"], text)
        default: reading.missing.append("\(text): no state that is known")
        }
    }

    /// What the words mean; the numbers differ between parts (0x80 is "OEM closed" on an i.MX 8 and "Field Return NXP" on
    /// an i.MX 93), and so do SPSDK's.
    private static let states: [String: (class: String, boot: String?)] = [
        "blank": ("open", "off"), "fab": ("open", "off"), "pristine": ("open", "off"), "open": ("open", "off"),
        "nxp provisioned": ("open", "off"), "nxp closed": ("open", "off"), "oem open": ("open", "off"),
        "oem secure world closed": ("production", nil), "oem closed": ("production", "on"),
        "oem locked": ("production", "on"), "no return": ("production", "on"), "field return oem": ("returned", nil),
        "field return nxp": ("returned", nil), "partial field return": ("returned", nil),
        "full field return": ("returned", nil),
    ]

    /// "Lifecycle: 0x00000020, OEM closed"
    private mutating func takeAHAB(_ text: String, _ line: ToolText.Line) throws {
        guard let comma = text.firstIndex(of: ",") else {
            throw ToolText.error("'Lifecycle: 0x.., STATE' was expected", line, UBootLogReader.name)
        }
        let state = text[text.index(after: comma)...].trimmed
        guard let known = Self.states[state.lowercased()] else {
            return reading.missing.append("\(text): no state that is known")
        }
        if let boot = known.boot { reading.add(.enforcement, "AHAB", ["boot": boot], text) }
        reading.add(.lifecycle, "", ["state": state, "class": known.class, "storage": "otp"], text)
    }

    private mutating func takeWords(_ text: String, _ line: ToolText.Line) throws {
        guard let bank else { throw ToolText.error("words of no bank", line, UBootLogReader.name) }
        guard let colon = text.firstIndex(of: ":"),
            let first = text[text.startIndex..<colon].dropFirst(5).hexadecimalNumber,
            first < 1024
        else { throw ToolText.error("'Word 0x..: ........' was expected", line, UBootLogReader.name) }
        for (index, part) in text[text.index(after: colon)...].split(separator: " ").enumerated() {
            // A word that is not readable ends the line.
            guard !part.hasSuffix("ERROR") else {
                return reading.missing.append("bank \(bank) word \(first + UInt64(index)) was refused")
            }
            guard part.utf8.count == 8, let word = part.hexadecimalNumber, index < 4 else {
                throw ToolText.error("'\(part.prefix(12))' is no word", line, UBootLogReader.name)
            }
            let place = first + UInt64(index)
            if let other = words[bank]?[place], other != UInt32(word) {
                throw ToolText.error(
                    "bank \(bank) word \(place) was read as another value before",
                    line,
                    UBootLogReader.name
                )
            }
            words[bank, default: [:]][place] = UInt32(word)
        }
    }

    private func word(_ bank: UInt64, _ place: UInt64) -> UInt32? { words[bank]?[place] }

    /// i.MX 8M, HABv4: SRK hash in banks 6 and 7, words 0 to 3; SEC_CONFIG[1] is bit 25 of bank 1 word 3 (U-Boot,
    /// doc/imx/habv4/guides/mx8m_secure_boot.txt; arch/arm/mach-imx/imx8m/soc.c). i.MX 93: bank 16, words 0 to 7.
    private mutating func addFuses() {
        guard !words.isEmpty else { return }
        switch family {
        case "i.MX 93": addRootKey((0..<8).map { (16, $0) }, "fuse read 16 0 8")
        case .some(let family) where family.hasPrefix("i.MX 8M"):
            addRootKey([6, 7].flatMap { bank in (0..<4).map { (bank, $0) } }, "fuse read 6 0 4, fuse read 7 0 4")
            if let word = word(1, 3) {
                let isClosed = word & 0x0200_0000 != 0
                reading.add(
                    .enforcement,
                    "SEC_CONFIG[1]",
                    ["boot": isClosed ? "on" : "off"],
                    "bank 1 word 3 = \(UInt64(word).hexadecimal)"
                )
            }
        default: reading.missing.append("fuses were read, and which part they are of is not in the log (its CPU: line)")
        }
    }

    private mutating func addRootKey(_ places: [(UInt64, UInt64)], _ command: String) {
        let values = places.compactMap { word($0.0, $0.1) }
        guard values.count == places.count else {
            if !values.isEmpty {
                reading.missing.append(
                    "of the SRK hash only \(values.count) of \(places.count) words were read (\(command))"
                )
            }
            return
        }
        guard values.contains(where: { $0 != 0 }) else {
            reading.add(.keySlot, "SRK hash", ["state": "open"], command)
            return reading.missing.append("the SRK hash is not burned")
        }
        // Eight words of a digest of which some are zero: burned in part, as far as chance allows.
        if values.contains(0) {
            reading.missing.append(
                "the SRK hash is burned in part: \(values.count { $0 == 0 }) of its 8 words are zero"
            )
        }
        let octets = values.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
        reading.add(
            .verifyKey,
            "SRK hash",
            ["storage": "otp", "digest": Hexadecimal.encode(octets), "released": options.isReleased(octets)],
            command
        )
        reading.missing.append("whether the SRK hash is locked: its lock's fuse is not read here")
    }

    /// - Throws: ``BedplateError`` where the log says nothing that is known here.
    mutating func finish() throws -> Reading {
        addFuses()
        if let processor {
            reading.part = family ?? processor
            reading.observations.insert(
                Observation(
                    .part,
                    "",
                    ["family": family ?? processor, "vendor": "NXP", "revision": revision].compactMapValues { $0 },
                    origin: "CPU: \(processor)"
                ),
                at: 0
            )
        } else {
            reading.missing.append("which part it is: the log has no CPU: line")
        }
        if events > 0 { reading.missing.append("\(events) events of HAB or AHAB are in the log, and not decoded") }
        guard !reading.observations.isEmpty || !words.isEmpty || !reading.missing.isEmpty else {
            throw BedplateError(.malformed, "no output of a command that is known", location: UBootLogReader.name)
        }
        return reading
    }
}
