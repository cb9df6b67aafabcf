// A parameter pack would say this once; in Embedded Swift 6.3 a pack cannot call a protocol requirement.
extension WireWriter {
    @inlinable
    public mutating func callAsFunction(_ a: some Wire, _ b: some Wire) {
        a.write(to: &self)
        b.write(to: &self)
    }

    @inlinable
    public mutating func callAsFunction(_ a: some Wire, _ b: some Wire, _ c: some Wire) {
        self(a, b)
        self(c)
    }

    @inlinable
    public mutating func callAsFunction(_ a: some Wire, _ b: some Wire, _ c: some Wire, _ d: some Wire) {
        self(a, b)
        self(c, d)
    }

    @inlinable
    public mutating func callAsFunction(_ a: some Wire, _ b: some Wire, _ c: some Wire, _ d: some Wire, _ e: some Wire)
    {
        self(a, b, c)
        self(d, e)
    }

    @inlinable
    public mutating func callAsFunction(
        _ a: some Wire,
        _ b: some Wire,
        _ c: some Wire,
        _ d: some Wire,
        _ e: some Wire,
        _ f: some Wire
    ) {
        self(a, b, c)
        self(d, e, f)
    }

    @inlinable
    public mutating func callAsFunction(
        _ a: some Wire,
        _ b: some Wire,
        _ c: some Wire,
        _ d: some Wire,
        _ e: some Wire,
        _ f: some Wire,
        _ g: some Wire
    ) {
        self(a, b, c, d)
        self(e, f, g)
    }
}
