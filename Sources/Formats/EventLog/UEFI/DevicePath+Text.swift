import Wire

extension DevicePath: CustomStringConvertible {
    /// The path as UEFI's text (UEFI 2.10, 10.6) for the nodes that boot paths have, `Path(type,subtype,hex)` for the
    /// rest. Control characters in file names read as U+FFFD: the text may be printed.
    public var description: String { nodes.map(\.text).joined(separator: "/") }
}

extension DevicePath.Node {
    fileprivate var text: String {
        switch (type, subtype, data.count) {
        case (0x01, 0x01, 2): "Pci(0x\(hex(data[1])),0x\(hex(data[0])))"
        case (0x02, 0x01, 8): acpi
        case (0x03, 0x02, 4): "Scsi(\(number(0, 2)),\(number(2, 2)))"
        case (0x03, 0x05, 2): "USB(\(data[0]),\(data[1]))"
        case (0x03, 0x0B, 33): "MAC(\(Hexadecimal.encode(data[0..<6])),\(data[32]))"
        case (0x03, 0x12, 6): "Sata(\(number(0, 2)),\(number(2, 2)),\(number(4, 2)))"
        case (0x03, 0x17, 12): "NVMe(0x\(hex(number(0, 4))),\(Hexadecimal.encode(data[4...].reversed())))"
        case (0x04, 0x01, 38): hardDrive
        case (0x04, 0x04, _): fileName
        case (0x04, 0x06, 16): "FvFile(\(guid(0)))"
        case (0x04, 0x07, 16): "Fv(\(guid(0)))"
        case (0x04, 0x08, 20): "Offset(0x\(hex(number(4, 8))),0x\(hex(number(12, 8))))"
        default: "Path(\(type),\(subtype),\(Hexadecimal.encode(data)))"
        }
    }

    private var acpi: String {
        // EISA identifiers PNP0A03 and PNP0A08.
        switch number(0, 4) {
        case 0x0A03_41D0: "PciRoot(0x\(hex(number(4, 4))))"
        case 0x0A08_41D0: "PcieRoot(0x\(hex(number(4, 4))))"
        default: "Acpi(0x\(hex(number(0, 4))),0x\(hex(number(4, 4))))"
        }
    }

    private var hardDrive: String {
        let partition = number(0, 4)
        return switch data[37] {
        case 0x01: "HD(\(partition),MBR,0x\(hex(number(20, 4))))"
        case 0x02: "HD(\(partition),GPT,\(guid(20)))"
        default: "HD(\(partition),\(data[37]))"
        }
    }

    private var fileName: String {
        var units: [UInt16] = []
        for i in stride(from: 0, to: data.count - data.count % 2, by: 2) {
            let unit = UInt16(data[i]) | UInt16(data[i + 1]) << 8
            if unit == 0 { break }
            units.append(unit)
        }
        let name = String(decoding: units, as: UTF16.self).unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}" as Unicode.Scalar
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(name))
    }

    private func number(_ at: Int, _ size: Int) -> UInt64 {
        (0..<size).reversed().reduce(0) { $0 << 8 | UInt64(data[at + $1]) }
    }

    private func hex(_ value: some BinaryInteger) -> String { String(value, radix: 16) }

    private func guid(_ at: Int) -> String {
        let guid = try? EFIGUID(Array(data[at..<(at + 16)]), order: .little)
        return guid?.description ?? ""
    }
}
