import Assessment
import Model

/// `nrfjprog --memrd ADDRESS --n COUNT`, one or several, each with its command before it.
///
/// Which part it is comes first: an address is another register on another part (0x00FF801C is HFXOSRC on an nRF9160).
/// FICR's INFO.PART says it, or the command's family does.
///
/// Sources: nRF5340 product specification, UICR and FICR, and Nordic's register definitions; sdk-nrf, ap_protect.rst: the
/// erased value protects as well.
public enum NordicMemoryReader: EvidenceReader {
    public static let name = "nrf-memory"
    public static let command =
        "nrfjprog --family NRF53 --memrd 0x00FF020C --n 4 (also 0x00FF8000, 0x00FF801C, and 0x01FF8000 with"
        + " --coprocessor CP_NETWORK; each with its command before it)"

    public static func recognises(_ octets: [UInt8]) -> Bool { ToolText.beginning(octets).contains("nrfjprog --") }

    /// What a register of the nRF5340's UICR closes; 0x50FA50FA leaves it open.
    private static let registers: [UInt64: (name: String, port: String, core: String)] = [
        0x00FF_8000: ("UICR.APPROTECT", "SWD, non-secure", "application"),
        0x00FF_801C: ("UICR.SECUREAPPROTECT", "SWD, secure", "application"),
        0x01FF_8000: ("UICR.APPROTECT", "SWD", "network"),
    ]
    private static let isUnprotected: UInt64 = 0x50FA_50FA
    /// FICR INFO.PART, of the application's and the network's core.
    private static let partPlaces: [UInt64] = [0x00FF_020C, 0x01FF_020C]

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        let lines = try ToolText(octets, name: name).lines
        var reading = Reading(reader: name, part: nil, isSimulated: options.isSimulated)
        var memory: [(address: UInt64, value: UInt64)] = []
        var command = ""
        for line in lines {
            let text = line.text.trimmed
            if text.contains("nrfjprog ") {
                command = text
            } else if text.contains("readback protection") {
                // A refused reading is a test of its own.
                let core = command.contains("CP_NETWORK") ? "network" : "application"
                reading.add(.readAttempt, core, ["from": "SWD", "outcome": "refused"], class: .tested, text)
            } else if text.hasPrefix("ERROR") {
                reading.missing.append("\(command.isEmpty ? "a reading" : command): \(text)")
            } else if text.hasPrefix("0x") {
                memory += try words(text, line)
            }
        }
        guard let family = try family(memory, lines, options) else {
            reading.missing.append("which part it is: read FICR INFO.PART too (--memrd 0x00FF020C --n 4)")
            return reading
        }
        reading.part = family.name
        reading.add(
            .part,
            "",
            ["family": family.name, "vendor": "Nordic Semiconductor"],
            class: family.isRead ? .measured : .claimed,
            family.origin
        )
        for (address, value) in memory where !partPlaces.contains(address) {
            guard let register = registers[address] else {
                reading.missing.append("\(address.hexadecimal) was read, and its meaning is not known here")
                continue
            }
            // Closed by UICR: a mass erase opens it again, unless that is closed as well (ERASEPROTECT).
            reading.add(
                .debug,
                "\(register.port), \(register.core)",
                ["status": value == isUnprotected ? "0" : "1", "core": register.core],
                "\(register.name) (\(register.core)) = \(value.hexadecimal)"
            )
        }
        for (address, register) in registers.sorted(by: { $0.key < $1.key })
        where !memory.contains(where: { $0.address == address }) {
            reading.missing.append(
                "\(register.name) (\(register.core)) was not read: --memrd \(address.hexadecimal) --n 4"
            )
        }
        return reading
    }

    /// "0x00FF8000: 50FA50FA FFFFFFFF   |....|": so many words from the address on.
    private static func words(_ text: String, _ line: ToolText.Line) throws -> [(address: UInt64, value: UInt64)] {
        guard let colon = text.firstIndex(of: ":"), let address = text[..<colon].hexadecimalNumber,
            address <= UInt32.max, address % 4 == 0
        else { throw ToolText.error("'0xADDRESS: WORD ...' was expected", line, name) }
        let columns = text[text.index(after: colon)...].prefix { $0 != "|" }.split(separator: " ")
        guard (1...8).contains(columns.count) else {
            throw ToolText.error("one to eight words were expected", line, name)
        }
        return try columns.enumerated().map { index, column in
            guard column.utf8.count == 8, let value = column.hexadecimalNumber else {
                throw ToolText.error("'\(column.prefix(12))' is no word", line, name)
            }
            return (address + UInt64(4 * index), value)
        }
    }

    private static func family(
        _ memory: [(address: UInt64, value: UInt64)],
        _ lines: [ToolText.Line],
        _ options: ReadingOptions
    ) throws -> (name: String, origin: String, isRead: Bool)? {
        let numbers = Set(memory.filter { partPlaces.contains($0.address) }.map(\.value))
        guard numbers.count <= 1 else { throw BedplateError(.malformed, "output of two parts", location: name) }
        if let number = numbers.first {
            return number == 0x5340 ? ("nRF5340", "FICR INFO.PART = \(number.hexadecimal)", true) : nil
        }
        if lines.contains(where: { $0.text.contains("nrfjprog ") && $0.text.contains("NRF53") }) {
            return ("nRF5340", "--family NRF53", true)
        }
        return options.part?.lowercased() == "nrf5340" ? ("nRF5340", "said by who read it", false) : nil
    }
}
