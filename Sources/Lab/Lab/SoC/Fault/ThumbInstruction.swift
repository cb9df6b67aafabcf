/// An instruction of a Cortex-M33, as far as faults need it — Arm v8-M Architecture Reference Manual (DDI 0553), C2.
struct ThumbInstruction: Hashable {
    /// Octets.
    let size: Int
    /// Whether the way forks here: a conditional branch, or the beginning of an IT block.
    let isDecision: Bool
    /// General registers into which it loads from memory, but for the program counter.
    let loaded: [Int]

    /// - Parameter second: what lies behind the first halfword; used if the first is half of an instruction.
    init(_ first: UInt16, _ second: UInt16) {
        let isLong = first >> 11 >= 0b11101
        size = isLong ? 4 : 2
        isDecision = isLong ? Self.forks(first, second) : Self.forks(first)
        loaded = (isLong ? Self.loaded(first, second) : Self.loaded(first)).filter { $0 != 15 }
    }

    private static func forks(_ code: UInt16) -> Bool {
        // B<c>; 14 is UDF, 15 SVC.
        if code >> 12 == 0b1101 { return code >> 8 & 15 < 14 }
        // CBZ, CBNZ.
        if code & 0xF500 == 0xB100 { return true }
        // IT; without a mask it is a hint.
        return code & 0xFF00 == 0xBF00 && code & 15 != 0
    }

    /// B<c>.W; conditions 14 and 15 are other instructions.
    private static func forks(_ first: UInt16, _ second: UInt16) -> Bool {
        first >> 11 == 0b11110 && second & 0xD000 == 0x8000 && first >> 6 & 15 < 14
    }

    private static func loaded(_ code: UInt16) -> [Int] {
        let (low, middle) = (Int(code & 7), Int(code >> 8 & 7))
        switch code >> 11 {
        // LDR literal, LDR from the stack.
        case 0b01001, 0b10011: return [middle]
        // LDR, LDRB, LDRH immediate.
        case 0b01101, 0b01111, 0b10001: return [low]
        // LDRSB; LDR, LDRH, LDRB, LDRSH by register.
        case 0b01010: return code >> 9 & 3 == 3 ? [low] : []
        case 0b01011: return [low]
        // LDM.
        case 0b11001: return list(code & 0xFF)
        // POP.
        case 0b10111: return code >> 9 & 3 == 2 ? list(code & 0xFF) : []
        default: return []
        }
    }

    private static func loaded(_ first: UInt16, _ second: UInt16) -> [Int] {
        let target = Int(second >> 12)
        guard first >> 4 & 1 == 1 else { return [] }
        // LDR, LDRB, LDRH and their signed forms; target 15 of the smaller ones is a hint.
        if first >> 9 == 0b1111100 { return [target] }
        guard first >> 9 == 0b1110100 else { return [] }
        // LDM, POP.
        if first & 0x40 == 0 { return list(second) }
        // LDRD.
        return first & 0x0120 == 0 ? [] : [target, Int(second >> 8 & 15)]
    }

    private static func list(_ bits: UInt16) -> [Int] { (0..<16).filter { bits >> UInt16($0) & 1 == 1 } }
}
