/// What an attacker runs who got so far: secure firmware that prints a word of his own, and then does what the console says.
///
/// It stands for every payload, and signed by the maker for firmware with a hole in it. It belongs to no device.
enum Probe {
    /// Where the image has its word.
    static var marker: UInt32 { 0x1A40_0240 }
    /// How many loads and stores faulted.
    static var faults: UInt32 { 0x3000_0020 }

    enum Order {
        /// address -> word, faults so far
        static var load: UInt8 { 0x52 }
        /// address, word -> faults so far
        static var store: UInt8 { 0x57 }
        /// From now on the console is the mailbox.
        static var mailbox: UInt8 { 0x4D }
    }
}

/// `P:` the image's word, and the number of the next request to the block.
@c(probe)
public func probe() {
    Register(Probe.faults).store(0)
    let console = UART.console
    console.write(0x50)
    console.write(0x3A)
    console.write(hexadecimal: Register(Probe.marker).load())
    console.write(0x20)
    console.write(hexadecimal: Register(0x3000_0010).load())
    console.write(0x0A)
    while true {
        switch console.read() {
        case Probe.Order.load:
            console.write(hexadecimal: probe_load(word(console)))
            console.write(0x20)
            console.write(hexadecimal: Register(Probe.faults).load())
            console.write(0x0A)
        case Probe.Order.store:
            let address = word(console)
            probe_store(address, word(console))
            console.write(hexadecimal: Register(Probe.faults).load())
            console.write(0x0A)
        case Probe.Order.mailbox: bridge(console, UART.mailbox)
        default: break
        }
    }
}

private func word(_ console: UART) -> UInt32 {
    var word: UInt32 = 0
    for _ in 0..<4 { word = word >> 8 | UInt32(console.read()) << 24 }
    return word
}

private func bridge(_ console: UART, _ mailbox: UART) -> Never {
    while true {
        if Register(console.base &+ 0x18).load() & 0x10 == 0 { mailbox.write(console.read()) }
        if Register(mailbox.base &+ 0x18).load() & 0x10 == 0 { console.write(mailbox.read()) }
    }
}

@_extern(c, "probe_load")
private func probe_load(_ address: UInt32) -> UInt32
@_extern(c, "probe_store")
private func probe_store(_ address: UInt32, _ value: UInt32)
