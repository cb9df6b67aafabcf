import SoC

/// A range of memory that the application named: nothing is believed of it but what the processor says (TT).
struct CallerMemory {
    let address: UInt32
    let count: UInt32

    /// The bits of TT's answer — Armv8-M, TT_RESP.
    private enum Access {
        static var isReadable: UInt32 { 1 << 20 }
        static var isWritable: UInt32 { 1 << 21 }
        static var isSecure: UInt32 { 1 << 22 }
        /// SREGION and SRVALID, MREGION and MRVALID.
        static var regions: UInt32 { 0x0003_FFFF }
        static var securityRegion: UInt32 { 0x0002_FF00 }
    }

    /// Whether the application itself could read, or write, all of it: both ends non-secure and in one region of the SAU and
    /// of its own MPU, that region one of its memories and not the console's registers, and the range not around the end of
    /// the address space.
    ///
    /// A range of no octets is nobody's, and always allowed.
    @inline(never)
    func isAllowed(forWriting: Bool) -> Bool {
        if count == 0 { return true }
        #if WITHOUT_POINTER_CHECK
        return true
        #else
        let (last, wraps) = address.addingReportingOverflow(count &- 1)
        guard !wraps else { return false }
        let first = caller_access(address)
        let other = caller_access(last)
        let needed = forWriting ? Access.isWritable : Access.isReadable
        guard first & other & needed != 0, (first | other) & Access.isSecure == 0,
            (first ^ other) & Access.regions == 0
        else { return false }
        // Regions 0 and 1 of Isolation.
        let region = first & Access.securityRegion
        return region == 0x0002_0000 || region == 0x0002_0100
        #endif
    }

    /// Copies it to where only this world writes: what is checked afterwards is what is used.
    @inline(never)
    func copy(to place: UInt32) {
        var offset: UInt32 = 0
        while offset < count {
            Memory.store(Memory.octets(at: address &+ offset, count: 1)[0], at: place &+ offset)
            offset &+= 1
        }
    }

    /// - Parameter count: at most ``count``.
    @inline(never)
    func fill(from place: UInt32, _ count: UInt32) {
        var offset: UInt32 = 0
        while offset < count {
            Memory.store(Memory.octets(at: place &+ offset, count: 1)[0], at: address &+ offset)
            offset &+= 1
        }
    }
}

@_extern(c, "caller_access")
private func caller_access(_ address: UInt32) -> UInt32
