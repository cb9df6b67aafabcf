extension DeviceTree {
    /// What is accepted at most; more is refused before anything is allocated for it.
    public enum Limits {
        /// Levels of nodes, as U-Boot.
        public static let depth = 32
        public static let nodes = 16_384
        public static let properties = 131_072
        public static let reservations = 256
        /// Octets of a name without its end.
        public static let name = 255
        public static let strings = 1 << 20
        /// Octets of a value that is held; a longer one is left where it is.
        public static let heldValue = 4096
        /// Octets of all held values.
        public static let held = 16 << 20
    }

    /// Reads a tree that lies in parts elsewhere: only its structure and short values are held.
    ///
    /// - Parameters:
    ///   - count: octets that there are; the tree may be followed by others.
    ///   - octets: gives the octets of a range within `count`.
    public static func read<E: Error>(
        count: Int,
        _ octets: @escaping (Range<Int>) throws(E) -> [UInt8]
    ) throws(E) -> Result<DeviceTree, DeviceTreeError> {
        var reading = DeviceTreeReading(count: count, octets)
        do {
            return .success(try reading.read())
        } catch {
            switch error {
            case .source(let error): throw error
            case .tree(let error): return .failure(error)
            }
        }
    }

    /// Reads a tree that is all of `bytes`, but for zeros or whatever else follows it.
    public init(_ bytes: [UInt8]) throws(DeviceTreeError) {
        let result = Self.read(count: bytes.count) { (range) throws(Never) in Array(bytes[range]) }
        self = try result.get()
    }
}
