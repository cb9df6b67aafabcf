public import Model
internal import SoC

/// What a slot holds: signed secure firmware, erased flash up to ``MemoryMap/applicationOffset``, and a signed application.
public struct SlotImage: Hashable, Sendable {
    public let octets: [UInt8]

    /// Joins two images; whether they are any is for the device to say.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` for one that is empty, or longer than its place.
    public init(secureFirmware: [UInt8], application: [UInt8]) throws(BedplateError) {
        for (name, octets) in [("secure firmware", secureFirmware), ("application", application)] {
            guard (1...Int(MemoryMap.imageLimit)).contains(octets.count) else {
                throw BedplateError(
                    .malformed,
                    "the \(name) has \(octets.count) octets, and its place in a slot \(MemoryMap.imageLimit)"
                )
            }
        }
        let gap = Int(MemoryMap.applicationOffset) - secureFirmware.count
        octets = secureFirmware + [UInt8](repeating: 0xFF, count: gap) + application
    }
}
