import _Volatile

/// A register of the device, or a word that must be read again and again: no access is left out or moved.
struct Register {
    let address: UInt32

    @inline(__always)
    init(_ address: UInt32) { self.address = address }

    /// The address is one of the device's map, whose every word may be read.
    @inline(__always)
    func load() -> UInt32 { unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: UInt(address)).load() }

    @inline(__always)
    func store(_ value: UInt32) { unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: UInt(address)).store(value) }
}
