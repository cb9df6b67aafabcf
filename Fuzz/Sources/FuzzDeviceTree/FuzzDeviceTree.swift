import DeviceTree
import Digests
import FIT
import FuzzDriver
import PKIX

@_cdecl("FuzzDeviceTree_main")
public func fuzzDeviceTree(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets: read as a device tree, written and read again, and taken for a FIT and for a control tree.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    guard let tree = try? DeviceTree(bytes) else { return 0 }
    if let written = try? tree.serialized() {
        guard let again = try? DeviceTree(written) else { preconditionFailure("what was written must be readable") }
        precondition((try? again.serialized()) == written, "writing must be stable")
    }
    tree.forEachToken { token in
        guard let range = token.range else { return }
        precondition(range.upperBound <= bytes.count)
        precondition(token.pieces.reduce(0) { $0 + $1.count } == range.count, "a token must be what was read")
        if case .property(let property, _) = token { _ = (property.strings, property.cells, property.string) }
    }
    _ = try? FITKeyNode.all(in: tree)
    guard let fit = try? FlattenedImageTree(tree, count: bytes.count) else { return 0 }
    for configuration in fit.configurations {
        guard let nodes = try? fit.signedNodes(of: configuration) else { continue }
        precondition(!FlattenedImageTree.signedTokens(tree, nodes: Set(nodes)).isEmpty)
    }
    for image in fit.images { precondition(image.data.upperBound <= bytes.count) }
    return 0
}

private func seeds() throws -> [[UInt8]] {
    var trees = [try DeviceTree().serialized()]
    var fit = DeviceTree()
    fit.reservations = [.init(address: 0x1000, size: 0x2000)]
    try fit.addNode("configurations", at: "/")
    try fit.addNode("images", at: "/")
    try fit.set("description", "d", at: "/")
    try fit.addNode("kernel-1", at: "/images")
    try fit.set("data", Array("kernel".utf8), at: "/images/kernel-1")
    try fit.addNode("hash-1", at: "/images/kernel-1")
    try fit.set("algo", "sha256", at: "/images/kernel-1/hash-1")
    try fit.set("default", "conf-1", at: "/configurations")
    try fit.addNode("conf-1", at: "/configurations")
    try fit.set("kernel", "kernel-1", at: "/configurations/conf-1")
    try fit.addNode("signature-1", at: "/configurations/conf-1")
    try fit.set("algo", "sha256,rsa2048", at: "/configurations/conf-1/signature-1")
    trees.append(try fit.serialized())
    try fit.remove("data", at: "/images/kernel-1")
    try fit.set("data-offset", cells: 0, at: "/images/kernel-1")
    try fit.set("data-size", cells: 8, at: "/images/kernel-1")
    trees.append(try fit.serialized() + [UInt8](repeating: 1, count: 16))
    var control = DeviceTree()
    let key = FITKeyNode(
        name: "dev",
        publicKey: .rsa(modulus: [UInt8](repeating: 0xFF, count: 256), exponent: 65537),
        algorithm: FITAlgorithm(hash: .sha256, key: .rsa2048),
        required: .configuration
    )
    try key.write(to: &control)
    trees.append(try control.serialized())
    return trees
}
