/// Little-endian fields; a place outside traps, and the caller has checked it.
extension Span where Element == UInt8 {
    @inline(__always)
    func half(at place: Int) -> UInt16 { UInt16(self[place]) | UInt16(self[place &+ 1]) << 8 }

    @inline(never)
    func word(at place: Int) -> UInt32 { UInt32(half(at: place)) | UInt32(half(at: place &+ 2)) << 16 }
}
