/// PL011 — ARM DDI 0183. Waits for as long as the other side takes.
struct UART {
    let base: UInt32

    /// The console: anybody may listen and speak.
    @inline(__always)
    static var console: UART { UART(base: 0x4010_5000) }
    /// The way to the fuse-and-key block, as the secure world addresses it.
    @inline(__always)
    static var mailbox: UART {
        #if WITHOUT_MAILBOX_WALL
        // The only address that both worlds can have.
        UART(base: 0x4010_6000)
        #else
        UART(base: 0x5010_6000)
        #endif
    }

    /// Both directions, with their FIFOs.
    @inline(__always)
    func enable() {
        Register(base &+ 0x2C).store(0x70)
        Register(base &+ 0x30).store(0x301)
    }

    @inline(never)
    func write(_ octet: UInt8) {
        while Register(base &+ 0x18).load() & 0x20 != 0 {}
        Register(base).store(UInt32(octet))
    }

    @inline(never)
    func read() -> UInt8 {
        while Register(base &+ 0x18).load() & 0x10 != 0 {}
        return UInt8(truncatingIfNeeded: Register(base).load())
    }

    @inline(never)
    func write(hexadecimal word: UInt32) {
        var shift: UInt32 = 32
        while shift > 0 {
            shift &-= 4
            let digit = UInt8(truncatingIfNeeded: word &>> shift & 15)
            write(digit < 10 ? 0x30 &+ digit : 0x37 &+ digit)
        }
    }
}
