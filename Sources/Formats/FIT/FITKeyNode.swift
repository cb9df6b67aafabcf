public import DeviceTree
public import PKIX

/// A public key in a boot loader's control tree, `/signature/key-NAME` — U-Boot, lib/rsa/rsa-sign.c and
/// lib/ecdsa/ecdsa-libcrypto.c.
public struct FITKeyNode: Hashable, Sendable {
    /// Without `key-`.
    public var name: String
    public var publicKey: PublicKeyInfo
    /// Which signatures the key is for; nil if the node does not say.
    public var algorithm: FITAlgorithm?
    /// Nil: the key is there, and nothing demands it.
    public var required: FITRequirement?

    public init(name: String, publicKey: PublicKeyInfo, algorithm: FITAlgorithm, required: FITRequirement?) {
        self.name = name
        self.publicKey = publicKey
        self.algorithm = algorithm
        self.required = required
    }
}

extension FITKeyNode {
    /// Every key of a control tree.
    ///
    /// - Throws: ``FITKeyError`` for a node that a boot loader could not compute with: numbers that are missing, of
    ///   another size, or that do not belong together.
    public static func all(in control: DeviceTree) throws(FITKeyError) -> [FITKeyNode] {
        var keys: [FITKeyNode] = []
        for node in control.root.child("signature")?.children ?? [] { keys.append(try FITKeyNode(node)) }
        return keys
    }

    init(_ node: DeviceTree.Node) throws(FITKeyError) {
        func wrong(_ property: String) -> FITKeyError {
            FITKeyError(property, at: node.property(property)?.offset ?? node.offset)
        }
        guard node.name.hasPrefix("key-") else { throw FITKeyError("key", at: node.offset) }
        name = String(node.name.dropFirst(4))
        algorithm = nil
        if let text = node.property("algo") {
            guard let known = text.string.flatMap(FITAlgorithm.init) else { throw wrong("algo") }
            algorithm = known
        }
        required = nil
        if let text = node.property("required") {
            guard let known = text.string.flatMap(FITRequirement.init(rawValue:)) else { throw wrong("required") }
            required = known
        }
        if let curve = node.property("ecdsa,curve") {
            let kind: EllipticCurve
            switch curve.string {
            case "prime256v1": kind = .p256
            case "secp384r1": kind = .p384
            default: throw wrong("ecdsa,curve")
            }
            guard let x = node.property("ecdsa,x-point")?.octets, x.count == kind.fieldSize else {
                throw wrong("ecdsa,x-point")
            }
            guard let y = node.property("ecdsa,y-point")?.octets, y.count == kind.fieldSize else {
                throw wrong("ecdsa,y-point")
            }
            publicKey = .ellipticCurve(kind, x: x, y: y)
        } else {
            guard let modulus = node.property("rsa,modulus")?.octets, let numbers = RSANumbers(modulus: modulus) else {
                throw wrong("rsa,modulus")
            }
            guard node.property("rsa,num-bits")?.cell == UInt32(modulus.count * 8) else { throw wrong("rsa,num-bits") }
            // The boot loader computes with these two; if they are wrong it refuses every signature.
            guard node.property("rsa,n0-inverse")?.cell == numbers.inverse else { throw wrong("rsa,n0-inverse") }
            guard node.property("rsa,r-squared")?.octets == numbers.squareOctets else { throw wrong("rsa,r-squared") }
            // 65537 where it is missing, as U-Boot.
            let cells = node.property("rsa,exponent").map { $0.cells ?? [] } ?? [0, 65537]
            guard cells.count == 2, cells[0] == 0, cells[1] & 1 == 1, cells[1] > 1 else { throw wrong("rsa,exponent") }
            publicKey = .rsa(modulus: modulus, exponent: cells[1])
        }
        if let algorithm {
            guard FITAlgorithm(hash: algorithm.hash, publicKey) == algorithm else { throw wrong("algo") }
        }
    }

    /// Adds the key to a control tree, or replaces what its node says: the properties, in the order, that mkimage writes.
    public func write(to control: inout DeviceTree) throws(FITKeyError) {
        guard let algorithm else { throw FITKeyError("algo", at: 0) }
        let path = "/signature/key-" + name
        do {
            try control.addNode("signature", at: "/")
            try control.addNode("key-" + name, at: "/signature")
            try control.set("key-name-hint", name, at: path)
            switch publicKey {
            case .rsa(let modulus, let exponent):
                guard let numbers = RSANumbers(modulus: modulus) else { throw FITKeyError("rsa,modulus", at: 0) }
                try control.set("rsa,num-bits", cells: UInt32(modulus.count * 8), at: path)
                try control.set("rsa,n0-inverse", cells: numbers.inverse, at: path)
                try control.set("rsa,exponent", cells: 0, exponent, at: path)
                try control.set("rsa,modulus", modulus, at: path)
                try control.set("rsa,r-squared", numbers.squareOctets, at: path)
            case .ellipticCurve(let curve, let x, let y):
                guard curve != .p521 else { throw FITKeyError("ecdsa,curve", at: 0) }
                try control.set("ecdsa,curve", curve == .p256 ? "prime256v1" : "secp384r1", at: path)
                try control.set("ecdsa,x-point", x, at: path)
                try control.set("ecdsa,y-point", y, at: path)
            default: throw FITKeyError("algo", at: 0)
            }
            try control.set("algo", "\(algorithm)", at: path)
            if let required { try control.set("required", required.rawValue, at: path) }
        } catch let error as FITKeyError {
            throw error
        } catch {
            throw FITKeyError("key-name-hint", at: 0)
        }
    }
}
