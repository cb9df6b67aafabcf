extension TPM {
    /// Reads all of an NV index, in pieces of what this TPM can return at once.
    ///
    /// - Parameters:
    ///   - reader: whose authorization is used: owner, platform, or nil for the index itself.
    ///   - session: over which the content is authenticated and encrypted. Without it the content is only a claim;
    ///     enough for a certificate, which proves itself.
    /// - Throws: ``TPMError/refused(_:_:)`` with `handle` when there is no such index.
    public func readNV(
        _ index: Handle,
        by reader: Entity? = nil,
        auth: Authorization = .empty,
        over session: Session? = nil
    ) throws -> [UInt8] {
        let area = try execute(NVReadPublic(nvIndex: Entity(index))).nvPublic.body
        guard area.nvIndex == index else { throw TPMError.contradictory(.nvReadPublic, "another index") }
        let entity = try Entity(area)
        let maximum = try properties(from: .nvBufferMax)[.nvBufferMax] ?? 512
        let step = Int(min(max(maximum, 64), 2048))
        var content: [UInt8] = []
        while content.count < Int(area.dataSize) {
            let size = min(step, Int(area.dataSize) - content.count)
            let part = try execute(
                NVRead(
                    authHandle: reader ?? entity,
                    nvIndex: entity,
                    size: UInt16(size),
                    offset: UInt16(content.count)
                ),
                auth: auth,
                over: session
            )
            guard part.data.bytes.count == size else { throw TPMError.contradictory(.nvRead, "another size") }
            content += part.data.bytes
        }
        return content
    }
}
