internal import DeviceTree
public import Model

/// Finishes a FIT that was compiled from its source: writes the value of every hash and the time, as `mkimage -f` does
/// after it ran dtc.
///
/// Signature nodes stay empty: ``FITSigning``, or mkimage, fills them. Only the tree and parts of the data are in memory.
public struct FITAssembly: Sendable {
    /// When the FIT was made: seconds since 1970.
    public var timestamp: UInt32
    public var data: FITSigning.Data

    public init(timestamp: UInt32, data: FITSigning.Data = .unchanged) {
        self.timestamp = timestamp
        self.data = data
    }

    /// - Parameter compiled: the tree as dtc, or ``FITDescription``, made it.
    /// - Throws: ``BedplateError/Code/malformed`` with the place for what is no FIT that would be accepted here,
    ///   ``BedplateError/Code/unsupportedScheme`` for a hash that protects nothing,
    ///   ``BedplateError/Code/conflict`` when external data do not fit behind the tree, or a signature that is there would
    ///   no longer hold.
    public func assemble(_ compiled: some OctetSource, to sink: inout some OctetSink) throws(BedplateError) {
        var draft = try FITDraft(compiled)
        let timestamp = timestamp
        try draft.edit { (tree) throws(DeviceTreeError) in try tree.set("timestamp", cells: timestamp, at: "/") }
        try draft.hashImages(compiled)
        try draft.refuseBrokenSignatures(besides: [], compiled)
        try draft.write(compiled, data, to: &sink)
    }
}
