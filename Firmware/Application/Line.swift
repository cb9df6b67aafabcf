/// A line of the application on the console: `A:` and what it says.
enum Line {
    @inline(never)
    static func write(_ text: StaticString) {
        begin()
        UART.console.write(text)
        UART.console.write(0x0A)
    }

    /// The same with a number behind it, of eight hexadecimal digits.
    @inline(never)
    static func write(_ text: StaticString, _ number: UInt32) {
        begin()
        UART.console.write(text)
        UART.console.write(0x20)
        UART.console.write(hexadecimal: number)
        UART.console.write(0x0A)
    }

    private static func begin() {
        UART.console.write(0x41)
        UART.console.write(0x3A)
    }
}

extension UART {
    @inline(never)
    func write(_ text: StaticString) {
        // The text is constant and as long as it says.
        let octets = unsafe Span<UInt8>(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount)
        var place = 0
        while place < octets.count {
            write(octets[place])
            place &+= 1
        }
    }
}
