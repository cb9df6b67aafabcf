internal import SoC

/// Firmware that does nothing but say that it runs, whatever the ROM left in registers, memory and stack. What lies before
/// its entry, and behind it up to its code, does no harm: a jump that goes astray finds its way too.
enum FaultPayload {
    /// - Parameter marker: of eleven characters, so that all payloads have one size.
    static func octets(_ marker: String) -> [UInt8] {
        let entry = MemoryMap.secureFirmware + 512 + 0x40 + 1
        let vectors = [MemoryMap.secureRAM + 0x10000] + [UInt32](repeating: entry, count: 15)
        let nothing = [[UInt8]](repeating: [0x00, 0xBF], count: 32).flatMap { $0 }
        return FaultImage.words(vectors) + nothing + code + Array(marker.utf8) + [0x0A, 0, 0]
    }

    private static let code: [UInt8] = [
        0x45, 0xF2, 0x00, 0x00,  //    movw r0, #0x5000         the console, UART0
        0xC4, 0xF2, 0x10, 0x00,  //    movt r0, #0x4010
        0x03, 0xA1,  //                adr r1, marker
        0x11, 0xF8, 0x01, 0x2B,  // 1: ldrb r2, [r1], #1
        0x0A, 0xB1,  //                cbz r2, 2f
        0x02, 0x60,  //                str r2, [r0]
        0xFA, 0xE7,  //                b 1b
        0xFE, 0xE7,  //             2: b 2b
        0x00, 0xBF,  //                nop                      marker:
    ]
}
