internal import Digests
internal import Foundation
internal import Model
internal import SoC
internal import Wire

/// The ROM as its ELF file has it — System V ABI, chapter 4: octets by their address, and the names of functions.
struct ROMText: Sendable {
    /// From ``MemoryMap/rom`` on.
    let octets: [UInt8]
    /// By address, ascending.
    private let symbols: [(address: UInt32, name: String)]

    /// Octets and functions by their addresses, ascending.
    init(octets: [UInt8], symbols: [(address: UInt32, name: String)]) {
        (self.octets, self.symbols) = (octets, symbols)
    }

    /// - Throws: ``BedplateError`` for a file that is no ELF file of 32 bits with symbols.
    init(_ path: String) throws(BedplateError) {
        guard let file = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw BedplateError(.environment, "\(path) cannot be read")
        }
        do throws(WireError) {
            let file = [UInt8](file)
            let sections = try Self.sections(file)
            var octets: [UInt8] = []
            for section in sections where section.isLoaded && section.address >= MemoryMap.rom {
                let start = Int(section.address - MemoryMap.rom)
                guard start + section.size <= Int(MemoryMap.romSize) else { throw WireError(.badValue, at: start) }
                octets += [UInt8](repeating: 0, count: max(0, start + section.size - octets.count))
                octets.replaceSubrange(
                    start..<start + section.size,
                    with: try Self.part(file, section.offset, section.size)
                )
            }
            self.octets = octets
            symbols = try Self.functions(file, sections)
        } catch { throw BedplateError(.malformed, "\(path) is no ROM: \(error)") }
        guard !symbols.isEmpty, !octets.isEmpty else { throw BedplateError(.malformed, "\(path) has no symbols") }
    }

    /// SHA-256 of the octets, in hexadecimal: what `Firmware/rom.sha256` says.
    var digest: String { Hexadecimal.encode((try? HashAlgorithm.sha256.digest(octets)) ?? []) }

    func contains(_ address: UInt32) -> Bool {
        address >= MemoryMap.rom && Int(address - MemoryMap.rom) + 4 <= octets.count
    }

    /// What lies there.
    func instruction(at address: UInt32) -> ThumbInstruction { ThumbInstruction(half(address), half(address + 2)) }

    /// Its octets, in hexadecimal as disassemblers print them: by halfwords.
    func code(at address: UInt32) -> String {
        stride(from: 0, to: UInt32(instruction(at: address).size), by: 2)
            .map { Hexadecimal.encode([UInt8(half(address + $0) >> 8), UInt8(half(address + $0) & 0xFF)]) }
            .joined(separator: " ")
    }

    /// The function in which the address lies, as it is named in the file.
    func symbol(at address: UInt32) -> String {
        var (low, high) = (0, symbols.count)
        while low < high {
            let middle = (low + high) / 2
            if symbols[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? "" : symbols[low - 1].name
    }

    /// Where the only function begins whose name contains this.
    func address(of part: String) throws(BedplateError) -> UInt32 {
        let found = Set(symbols.filter { $0.name.contains(part) }.map(\.address)).sorted()
        guard let first = found.first else { throw BedplateError(.malformed, "the ROM has no function \(part)") }
        return first
    }

    private func half(_ address: UInt32) -> UInt16 {
        let place = Int(address - MemoryMap.rom)
        guard place + 1 < octets.count else { return 0 }
        return UInt16(octets[place]) | UInt16(octets[place + 1]) << 8
    }

    // MARK: ELF

    private struct Section {
        var type: UInt32
        var flags: UInt32
        var address: UInt32
        var offset: Int
        var size: Int
        var link: Int
        /// SHF_ALLOC, and octets in the file.
        var isLoaded: Bool { flags & 2 != 0 && type == 1 }
    }

    private static func part(_ file: [UInt8], _ offset: Int, _ count: Int) throws(WireError) -> ArraySlice<UInt8> {
        guard offset >= 0, count >= 0, offset <= file.count - count else { throw WireError(.truncated, at: offset) }
        return file[offset..<offset + count]
    }

    private static func sections(_ file: [UInt8]) throws(WireError) -> [Section] {
        // EI_CLASS 1 is 32 bits, EI_DATA 1 little-endian.
        guard Array(file.prefix(6)) == [0x7F, 0x45, 0x4C, 0x46, 1, 1] else { throw WireError(.badValue, at: 0) }
        func word(_ place: Int) throws(WireError) -> UInt32 {
            try part(file, place, 4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        let table = Int(try word(32))
        let count = Int(try word(48) & 0xFFFF)
        var sections: [Section] = []
        for number in 0..<count {
            let start = table + 40 * number
            sections.append(
                Section(
                    type: try word(start + 4),
                    flags: try word(start + 8),
                    address: try word(start + 12),
                    offset: Int(try word(start + 16)),
                    size: Int(try word(start + 20)),
                    link: Int(try word(start + 24))
                )
            )
        }
        return sections
    }

    /// STT_FUNC, and what assembly has as labels without a type.
    private static func functions(
        _ file: [UInt8],
        _ sections: [Section]
    ) throws(WireError) -> [(address: UInt32, name: String)] {
        var found: [(address: UInt32, name: String)] = []
        for section in sections where section.type == 2 && sections.indices.contains(section.link) {
            let names = Array(try part(file, sections[section.link].offset, sections[section.link].size))
            for start in stride(from: section.offset, to: section.offset + section.size, by: 16) {
                let entry = Array(try part(file, start, 16))
                func word(_ place: Int) -> UInt32 {
                    entry[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
                }
                let (kind, place) = (entry[12] & 15, Int(word(0)))
                let isText = word(4) >= MemoryMap.rom && word(4) < MemoryMap.rom + MemoryMap.romSize
                guard kind == 2 || kind == 0, isText, place < names.count else { continue }
                let name = String(decoding: names[place...].prefix { $0 != 0 }, as: UTF8.self)
                // $t and $d say what follows, and are no names.
                guard !name.isEmpty, !["$t", "$d", "$a"].contains(where: { name == $0 || name.hasPrefix($0 + ".") })
                else { continue }
                found.append((word(4) & ~1, name))
            }
        }
        return found.sorted { ($0.address, $0.name) < ($1.address, $1.name) }
    }
}
