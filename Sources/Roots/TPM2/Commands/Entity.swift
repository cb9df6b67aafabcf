internal import Digests
internal import Wire

/// What a handle stands for: the handle, and the Name that authorizations and policies are bound to — Part 1, 16.
///
/// The Name always comes from our own knowledge of a public area. A handle that an interposer exchanged then names
/// another entity than the one in the command's HMAC, and the TPM refuses.
public struct Entity: Hashable, Sendable {
    public var handle: Handle
    public var name: [UInt8]

    /// An entity whose Name is its handle: hierarchies, PCRs and sessions.
    public init(_ handle: Handle) {
        self.handle = handle
        let value = handle.rawValue
        name = [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }

    /// An object whose public area is known.
    public init(_ handle: Handle, _ public: Public) throws {
        self.handle = handle
        name = try `public`.name()
    }

    /// An NV index whose public area is known.
    public init(_ public: NVPublic) throws {
        handle = `public`.nvIndex
        name = try `public`.name()
    }

    public static let owner = Entity(.owner)
    public static let endorsement = Entity(.endorsement)
    public static let platform = Entity(.platform)
    public static let lockout = Entity(.lockout)
    public static let null = Entity(.null)
    public static func pcr(_ index: UInt8) -> Entity { Entity(Handle.pcr(index)) }
}

extension NVPublic {
    /// The index's Name — Part 1, 16: the Name algorithm, then the digest of the public area.
    public func name() throws -> [UInt8] {
        [UInt8(nameAlg.rawValue >> 8), UInt8(nameAlg.rawValue & 0xFF)] + (try nameAlg.digest(try serialized()))
    }
}
