/// Which names nodes and properties may have.
enum DeviceTreeName {
    /// The characters of Devicetree Specification 0.4, table 2.1, and the `@` before a unit address.
    static func isNode(_ text: some Collection<UInt8>) -> Bool {
        !text.isEmpty && text.count <= DeviceTree.Limits.name
            && text.allSatisfy { isAlphanumeric($0) || ",._+-@".utf8.contains($0) }
    }

    /// The characters of table 2.2.
    static func isProperty(_ text: some Collection<UInt8>) -> Bool {
        !text.isEmpty && text.count <= DeviceTree.Limits.name
            && text.allSatisfy { isAlphanumeric($0) || ",._+?#-".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
    }
}
