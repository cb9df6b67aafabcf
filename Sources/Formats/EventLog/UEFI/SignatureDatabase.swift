public import Wire

/// What PK, KEK, db or dbx holds: signature lists, one after another. Empty when the variable is.
public struct SignatureDatabase: Hashable, Sendable {
    public var lists: [SignatureList]

    public init(lists: [SignatureList] = []) { self.lists = lists }

    public var isEmpty: Bool { lists.allSatisfy(\.entries.isEmpty) }

    /// DER of the X.509 certificates. They are not parsed here.
    public var certificates: [[UInt8]] { signatures(.certX509) }

    /// SHA-256 Authenticode digests of images.
    public var imageDigests: [[UInt8]] { signatures(.certSHA256) }

    /// Every entry of one type, in order.
    public func signatures(_ type: EFIGUID) -> [[UInt8]] {
        lists.filter { $0.type == type }.flatMap { $0.entries.map(\.signature) }
    }
}

extension SignatureDatabase: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        lists = []
        while read.remaining > 0 { lists.append(try read()) }
    }

    public func write(to write: inout WireWriter) {
        for list in lists { write(list) }
    }
}
