extension HABCommand {
    /// Reads the command at `start`; what is read has exactly the octets that it announces.
    static func read(_ octets: [UInt8], at start: Int) throws(HABFault) -> (command: HABCommand, count: Int) {
        let header = try HABHeader(octets, at: start)
        let command: HABCommand
        switch header.tag {
        case 0xBE: command = try readInstall(octets, start, header)
        case 0xCA: command = try readAuthenticate(octets, start, header)
        case 0xB2:
            guard header.count == 8 || header.count == 16 else { throw HABFault(.length, at: start + 1) }
            command = .unlock(
                engine: try engine(header.parameter, at: start + 3),
                features: UInt32(try Octets.big(octets, start + 4, 4)),
                unit: header.count == 16 ? try Octets.big(octets, start + 8, 8) : nil
            )
        case 0xB1:
            guard header.count == 8 else { throw HABFault(.length, at: start + 1) }
            guard header.parameter == 3 else { throw HABFault(.command, at: start + 3) }
            guard octets[start + 4] == 0 else { throw HABFault(.reserved, at: start + 4) }
            let engine = try engine(octets[start + 6], at: start + 6)
            guard octets[start + 7] == 0 else { throw HABFault(.engine, at: start + 7) }
            command = .setEngine(hash: octets[start + 5], engine: engine)
        default: throw HABFault(.command, at: start)
        }
        return (command, header.count)
    }

    private static func readInstall(_ octets: [UInt8], _ start: Int, _ header: HABHeader) throws(HABFault) -> HABCommand
    {
        guard header.count == 12 else { throw HABFault(.length, at: start + 1) }
        let (format, hash) = (octets[start + 4], octets[start + 5])
        let (source, slot) = (Int(octets[start + 6]), Int(octets[start + 7]))
        let location = Int(try Octets.big(octets, start + 8, 4))
        if format == 0xBB { throw HABFault(.encrypted, at: start + 4) }
        guard header.parameter == (slot == 1 ? 2 : 0) else { throw HABFault(.flags, at: start + 3) }
        guard format == (slot == 0 ? 0x03 : 0x09) else { throw HABFault(.keyFormat, at: start + 4) }
        guard hash == (slot == 0 ? 0x17 : 0) else { throw HABFault(.hash, at: start + 5) }
        guard source < (slot == 0 ? HABRootKeyTable.limit : 1) else { throw HABFault(.keyIndex, at: start + 6) }
        switch slot {
        case 0: return .installRootKey(index: source, location: location)
        case 1: return .installCommandKey(location: location)
        case imageSlots: return .installKey(slot: slot, location: location)
        default: throw HABFault(.keyIndex, at: start + 7)
        }
    }

    private static func readAuthenticate(
        _ octets: [UInt8],
        _ start: Int,
        _ header: HABHeader
    ) throws(HABFault) -> HABCommand {
        guard header.count >= 12, (header.count - 12) % 8 == 0 else { throw HABFault(.length, at: start + 1) }
        let number = (header.count - 12) / 8
        guard number <= blockLimit else { throw HABFault(.length, at: start + 1) }
        guard header.parameter == 0 else { throw HABFault(.flags, at: start + 3) }
        let slot = Int(octets[start + 4])
        if octets[start + 5] == 0xA3 { throw HABFault(.encrypted, at: start + 5) }
        guard octets[start + 5] == 0xC5 else { throw HABFault(.keyFormat, at: start + 5) }
        let engine = try engine(octets[start + 6], at: start + 6)
        guard engine.verifies else { throw HABFault(.engine, at: start + 6) }
        guard octets[start + 7] == 0 else { throw HABFault(.engine, at: start + 7) }
        let location = Int(try Octets.big(octets, start + 8, 4))
        var blocks: [Block] = []
        for index in 0..<number {
            let place = start + 12 + 8 * index
            let block = Block(
                address: UInt32(try Octets.big(octets, place, 4)),
                count: UInt32(try Octets.big(octets, place + 4, 4))
            )
            blocks.append(block)
        }
        switch slot {
        case 1:
            guard blocks.isEmpty else { throw HABFault(.length, at: start + 1) }
            return .authenticateCommands(engine: engine, location: location)
        case 0, imageSlots:
            // Without blocks the ROM would take the commands for the data.
            guard !blocks.isEmpty else { throw HABFault(.length, at: start + 1) }
            return .authenticateData(slot: slot, engine: engine, location: location, blocks: blocks)
        default: throw HABFault(.keyIndex, at: start + 4)
        }
    }

    private static func engine(_ octet: UInt8, at place: Int) throws(HABFault) -> HABEngine {
        guard let engine = HABEngine(rawValue: octet) else { throw HABFault(.engine, at: place) }
        return engine
    }
}
