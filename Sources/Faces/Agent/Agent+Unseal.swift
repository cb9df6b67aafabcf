extension Agent {
    /// Opens a secret that was released to this device; succeeds only while it runs what was approved.
    ///
    /// - Throws: `refused` when it does not.
    public func unseal(_ name: String) throws -> [UInt8] {
        let identity = try identity()
        return try root.open(try state.secret(named: name), named: name, identity)
    }
}
