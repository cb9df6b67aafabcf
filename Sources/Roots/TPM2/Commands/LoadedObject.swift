/// An object in the TPM whose public area we know, and so its Name.
///
/// Whether the public area is genuine is for whoever made the value to know: it came from a template over a session
/// that authenticates, or was verified against a certificate.
public struct LoadedObject: Hashable, Sendable {
    public let entity: Entity
    public let `public`: Public

    public init(_ handle: Handle, _ public: Public) throws {
        entity = try Entity(handle, `public`)
        self.public = `public`
    }

    public var handle: Handle { entity.handle }
    public var name: [UInt8] { entity.name }
}
