public import DeviceTree
internal import Digests
public import FIT
internal import PKIX

/// What a boot loader demands of a FIT: its keys, and how many of them.
public struct FITTrust: Hashable, Sendable {
    /// How many of the keys that are required for configurations must have signed: `required-mode`.
    public enum Mode: String, Sendable, Codable {
        /// What a control tree without the property means.
        case all
        case any
    }

    public struct Key: Hashable, Sendable {
        public var node: FITKeyNode
        public var isRevoked: Bool

        public init(_ node: FITKeyNode, isRevoked: Bool = false) {
            self.node = node
            self.isRevoked = isRevoked
        }
    }

    public var keys: [Key]
    public var mode: Mode

    public init(keys: [Key], mode: Mode = .all) {
        self.keys = keys
        self.mode = mode
    }

    /// The keys of a control tree; those that the device has revoked are marked.
    ///
    /// - Throws: ``FITKeyError`` for a key that no boot loader could compute with.
    public init(control: DeviceTree, _ trust: DeviceTrust = DeviceTrust()) throws(FITKeyError) {
        keys = try FITKeyNode.all(in: control).map { Key($0, isRevoked: trust.revokes($0.publicKey)) }
        mode = .all
        if let text = control.root.child("signature")?.property("required-mode") {
            guard let known = text.string.flatMap(Mode.init(rawValue:)) else {
                throw FITKeyError("required-mode", at: text.offset)
            }
            mode = known
        }
    }

    /// A device's keys without a control tree: one of them must have signed each configuration. A key of a kind that
    /// FITs do not know counts for nothing.
    public init(_ trust: DeviceTrust) {
        keys = trust.keys.enumerated().compactMap { number, key in
            guard let info = try? PublicKeyInfo(der: key.subjectPublicKeyInfo),
                let algorithm = FITAlgorithm(hash: .sha256, info)
            else { return nil }
            var node = FITKeyNode(
                name: key.name ?? "\(number)",
                publicKey: info,
                algorithm: algorithm,
                required: .configuration
            )
            // Whatever hash, as long as it is accepted: nothing says which.
            node.algorithm = nil
            return Key(node, isRevoked: trust.revokes(info))
        }
        mode = .any
    }
}
