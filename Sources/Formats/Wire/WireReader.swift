/// Reads values one after another from borrowed bytes; never beyond them, never past a stated limit.
///
/// A reader of a part (see ``sized(_:atMost:_:)``) keeps counting offsets from the beginning of the whole
/// input, so that an error names a place the reader of a hex dump can find.
public struct WireReader: ~Escapable {
    @usableFromInline
    let storage: RawSpan
    @usableFromInline
    let end: Int
    @usableFromInline
    var place: Int
    public let order: ByteOrder

    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>, order: ByteOrder = .big) {
        // Octets have no invariants: their raw bytes are themselves.
        self.storage = unsafe bytes.bytes
        self.end = bytes.count
        self.place = 0
        self.order = order
    }

    @usableFromInline
    @_lifetime(copy storage)
    init(_ storage: RawSpan, from offset: Int, to end: Int, order: ByteOrder) {
        self.storage = storage
        self.end = end
        self.place = offset
        self.order = order
    }

    /// Octets from the beginning of the input to the next field.
    @inlinable
    public var offset: Int { place }

    /// Octets that have not been read yet.
    @inlinable
    public var remaining: Int { end - offset }

    /// Reads the field that the context asks for: `try self.init(clock: read(), resetCount: read())`.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func callAsFunction<T: Wire>() throws(WireError) -> T { try T(from: &self) }

    @inlinable
    @_lifetime(self: copy self)
    public mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(WireError) -> T {
        let size = T.bitWidth / 8
        guard remaining >= size else { throw WireError(.truncated, at: offset) }
        var value: T = 0
        for i in 0..<size {
            let at = order == .big ? offset + i : offset + size - 1 - i
            value = size == 1 ? T(truncatingIfNeeded: byte(at)) : (value << 8) | T(truncatingIfNeeded: byte(at))
        }
        place += size
        return value
    }

    /// Copies `count` octets out.
    @_lifetime(self: copy self)
    public mutating func bytes(_ count: Int) throws(WireError) -> [UInt8] {
        guard count >= 0, remaining >= count else { throw WireError(.truncated, at: offset) }
        let span = storage.extracting(offset..<(offset + count))
        place += count
        return unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
    }

    /// All octets that are left.
    @_lifetime(self: copy self)
    public mutating func rest() -> [UInt8] {
        let span = storage.extracting(offset..<end)
        place = end
        return unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
    }

    /// Passes over `count` octets.
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) throws(WireError) {
        guard count >= 0, remaining >= count else { throw WireError(.truncated, at: offset) }
        place += count
    }

    /// Reads a structure that announces its own size: everything within the size must be consumed, and nothing beyond.
    ///
    /// - Parameters:
    ///   - size: the announced size, in octets, already read.
    ///   - body: reads the structure from a reader that ends where the structure does.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func sized<T>(
        _ size: Int,
        _ body: (inout WireReader) throws(WireError) -> T
    ) throws(WireError) -> T {
        guard size >= 0, remaining >= size else { throw WireError(.truncated, at: offset) }
        var part = WireReader(storage, from: offset, to: offset + size, order: order)
        let value = try body(&part)
        try part.finish()
        place += size
        return value
    }

    /// Reads `count` elements; refuses more than `limit` before it allocates anything.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func list<T: Wire>(_ count: Int, atMost limit: Int) throws(WireError) -> [T] {
        guard count >= 0, count <= limit else { throw WireError(.tooLong, at: offset) }
        var elements: [T] = []
        elements.reserveCapacity(min(count, remaining))
        for _ in 0..<count { elements.append(try T(from: &self)) }
        return elements
    }

    /// Throws ``WireError/Reason/trailingBytes`` unless everything was read.
    public func finish() throws(WireError) {
        guard offset == end else { throw WireError(.trailingBytes, at: offset) }
    }

    @inlinable
    func byte(_ at: Int) -> UInt8 { unsafe storage.unsafeLoad(fromByteOffset: at, as: UInt8.self) }
}
