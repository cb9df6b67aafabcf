/// Memory by its place in the map. There is no allocator: who uses which octets is said in ``WorkingMemory``.
enum Memory {
    @inline(__always)
    @_lifetime(immortal)
    static func octets(at address: UInt32, count: Int) -> Span<UInt8> {
        // The caller names memory that is there and that nothing else changes.
        let start = unsafe UnsafePointer<UInt8>(bitPattern: UInt(address)).unsafelyUnwrapped
        let span = unsafe Span(_unsafeStart: start, count: count)
        return unsafe _overrideLifetime(span, copying: ())
    }

    @inline(__always)
    @_lifetime(immortal)
    static func numbers(at address: UInt32, count: Int) -> MutableSpan<Int32> {
        let start = unsafe UnsafeMutablePointer<Int32>(bitPattern: UInt(address)).unsafelyUnwrapped
        let span = unsafe MutableSpan(_unsafeStart: start, count: count)
        return unsafe _overrideLifetime(span, copying: ())
    }

    @inline(__always)
    static func store(_ octet: UInt8, at address: UInt32) {
        unsafe UnsafeMutablePointer<UInt8>(bitPattern: UInt(address)).unsafelyUnwrapped.pointee = octet
    }

    /// Overwrites words with zeros, and does so even if nobody reads them again.
    ///
    /// - Returns: where it ended, which is `end` if nothing was left out.
    @inline(never)
    @discardableResult
    static func clear(from start: UInt32, to end: UInt32) -> UInt32 {
        var place = start
        while place < end {
            Register(place).store(0)
            place &+= 4
        }
        return place
    }
}
