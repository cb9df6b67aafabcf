import DeviceTree
import Foundation
import OpenSSLOracle
import Testing

/// dtc is the judge: it makes the trees, and reads what is written here.
@Suite struct DeviceTreeTests {
    static let source = """
        /dts-v1/;
        /memreserve/ 0x1000 0x2000;
        / {
            #address-cells = <1>; compatible = "a,b", "c"; empty;
            cpus { cpu@0 { reg = <0>; device_type = "cpu"; }; };
            chosen { bootargs = "console=ttyS0"; bytes = [01 02 03]; };
        };
        """

    private func compile(_ text: String, _ options: String = "") throws -> [UInt8] {
        let tools = try OpenSSL()
        try tools.write(Array(text.utf8), to: "tree.dts")
        try tools.run("-q -I dts -O dtb \(options) -o tree.dtb tree.dts", program: "dtc")
        return try tools.read("tree.dtb")
    }

    @Test(arguments: ["", "-p 100", "-S 4096", "-R 3", "-b 7"])
    func `what dtc wrote is read, and written as it was`(options: String) throws {
        let bytes = try compile(Self.source, options)
        let tree = try DeviceTree(bytes)
        #expect(tree.root.children.map(\.name) == ["cpus", "chosen"])
        #expect(tree.root.property("compatible")?.strings == ["a,b", "c"])
        #expect(tree.root.property("#address-cells")?.cell == 1)
        #expect(tree.root.property("empty")?.octets == [])
        #expect(tree.node("/cpus/cpu@0")?.property("reg")?.cells == [0])
        #expect(tree.node("/chosen")?.property("bytes")?.octets == [1, 2, 3])
        #expect(tree.node("/cpus/cpu") == nil)
        #expect(tree.reservations == [.init(address: 0x1000, size: 0x2000)])
        // With -R dtc leaves room for reservations, which is a gap that is not kept.
        if options != "-R 3" { #expect(try tree.serialized() == bytes) }
        #expect(try DeviceTree(tree.serialized()).root.children.map(\.name) == ["cpus", "chosen"])
    }

    @Test func `every token and value stands where the tree says`() throws {
        let bytes = try compile(Self.source)
        let tree = try DeviceTree(bytes)
        var place = try #require(tree.layout?.structure.lowerBound)
        tree.forEachToken { token in
            let range = token.range ?? tree.layout?.end ?? 0..<0
            #expect(range.lowerBound == place)
            place = range.upperBound
            #expect(token.pieces == [.octets(Array(bytes[range]))])
            if case .property(let property, _) = token, let value = property.valueRange {
                #expect(property.octets == Array(bytes[value]))
            }
        }
        #expect(place == tree.layout?.structure.upperBound)
    }

    @Test func `an edited tree is what dtc reads`() throws {
        var tree = try DeviceTree(compile(Self.source))
        try tree.addNode("signature", at: "/")
        try tree.set("required-mode", "any", at: "/signature")
        try tree.set("compatible", "x", at: "/")
        try tree.set("cells", cells: 1, 0xDEAD_BEEF, at: "/chosen")
        try tree.remove("bytes", at: "/chosen")
        let tools = try OpenSSL()
        try tools.write(tree.serialized(), to: "edited.dtb")
        let text = try String(decoding: tools.run("-q -I dtb -O dts edited.dtb", program: "dtc"), as: UTF8.self)
        #expect(text.contains("signature {\n\t\trequired-mode = \"any\";\n\t};\n\n\tcpus {"))
        #expect(text.contains("compatible = \"x\";"))
        #expect(text.contains("chosen {\n\t\tcells = <0x01 0xdeadbeef>;\n\t\tbootargs"))
        #expect(!text.contains("bytes ="))
        let again = try DeviceTree(tree.serialized())
        #expect(again.root.children.count == 3)
        #expect(throws: DeviceTreeError(.noSuchNode, at: tree.root.offset)) { try tree.set("a", "b", at: "/none") }
        #expect(throws: DeviceTreeError(.name, at: 0)) { try tree.addNode("a b", at: "/") }
        #expect(throws: DeviceTreeError(.name, at: 0)) { try tree.set("", "b", at: "/") }
    }

    @Test func `a tree that is appended to is octet for octet what dtc makes of its source`() throws {
        var tree = DeviceTree()
        tree.reservations = [.init(address: 0x1000, size: 0x2000)]
        try tree.append("#address-cells", cells: [1], at: "/")
        try tree.append("compatible", ["a,b", "c"], at: "/")
        try tree.append("empty", .octets([]), at: "/")
        try tree.appendNode("cpus", at: "/")
        try tree.appendNode("cpu@0", at: "/cpus")
        try tree.append("reg", cells: [0], at: "/cpus/cpu@0")
        try tree.append("device_type", ["cpu"], at: "/cpus/cpu@0")
        try tree.appendNode("chosen", at: "/")
        try tree.append("bootargs", ["console=ttyS0"], at: "/chosen")
        try tree.append("bytes", .octets([1, 2, 3]), at: "/chosen")
        #expect(try tree.serialized() == compile(Self.source))
        // What stands already, has no place or no name, is not appended.
        let before = tree
        #expect(throws: DeviceTreeError(.duplicateProperty, at: 0)) { try tree.append("empty", ["a"], at: "/") }
        #expect(throws: DeviceTreeError(.duplicateNode, at: 0)) { try tree.appendNode("cpus", at: "/") }
        #expect(throws: DeviceTreeError(.noSuchNode, at: 0)) { try tree.appendNode("a", at: "/none") }
        #expect(throws: DeviceTreeError(.name, at: 0)) { try tree.appendNode("a/b", at: "/") }
        #expect(throws: DeviceTreeError(.name, at: 0)) { try tree.append("a b", ["a"], at: "/") }
        #expect(tree == before)
    }

    @Test func `long values are left where they are`() throws {
        let long = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        var tree = DeviceTree()
        try tree.set("data", long, at: "/")
        let bytes = try tree.serialized()
        let read = try DeviceTree(bytes)
        let range = try #require(read.root.property("data")?.valueRange)
        #expect(read.root.property("data")?.value == .stored(range))
        #expect(Array(bytes[range]) == long)
        let pieces = try read.pieces().flatMap { piece in
            switch piece {
            case .octets(let octets): octets
            case .stored(let range): Array(bytes[range])
            }
        }
        #expect(pieces == bytes)
        #expect(throws: DeviceTreeError(.tooLong, at: 0)) { try read.serialized() }
    }

    @Test func `every truncation is refused, and no single flipped bit traps`() throws {
        let bytes = try compile(Self.source)
        for count in bytes.indices {
            #expect(throws: DeviceTreeError.self) { try DeviceTree(Array(bytes[..<count])) }
        }
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            guard let tree = try? DeviceTree(flipped) else { continue }
            _ = try? DeviceTree(tree.serialized())
        }
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        var name: String
        var error: DeviceTreeError
        var make: @Sendable () -> [UInt8]
        var testDescription: String { name }
    }

    /// Cells as octets.
    private static func words(_ values: UInt32...) -> [UInt8] {
        values.flatMap { value in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) } }
    }

    /// A tree of this structure block, with the strings `p`, `q`.
    private static func tree(_ structure: [UInt8], size: UInt32? = nil) -> [UInt8] {
        let strings = Array("p\0q\0".utf8)
        let total = UInt32(56 + structure.count + strings.count)
        return words(0xD00D_FEED, size ?? total, 56, 56 + UInt32(structure.count), 40, 17, 16, 0)
            + words(UInt32(strings.count), UInt32(structure.count)) + [UInt8](repeating: 0, count: 16) + structure
            + strings
    }

    private static let root = words(1, 0)
    private static let close = words(2)
    private static let end = words(9)
    private static func node(_ name: String) -> [UInt8] {
        words(1) + Array(name.utf8) + [UInt8](repeating: 0, count: 4 - name.utf8.count % 4)
    }

    static let refusals: [Refusal] = [
        .init(name: "another magic", error: .init(.magic, at: 0)) { [0] + tree(root + close + end).dropFirst() },
        .init(name: "nothing", error: .init(.truncated, at: 0)) { [] },
        .init(name: "totalsize beyond the file", error: .init(.totalSize, at: 4)) {
            tree(root + close + end, size: 1000)
        },
        .init(name: "totalsize of zero", error: .init(.totalSize, at: 4)) { tree(root + close + end, size: 0) },
        .init(name: "totalsize short of the strings", error: .init(.block, at: 12)) {
            tree(root + close + end, size: 73)
        },
        .init(name: "a second root", error: .init(.secondRoot, at: 68)) {
            tree(root + close + root + close + end)
        },
        .init(name: "a root with a name", error: .init(.rootName, at: 60)) { tree(node("x") + close + end) },
        .init(name: "an end too many", error: .init(.nesting, at: 68)) { tree(root + close + close + end) },
        .init(name: "an end too few", error: .init(.nesting, at: 64)) { tree(root + end) },
        .init(name: "no end", error: .init(.truncated, at: 68)) { tree(root + close) },
        .init(name: "tokens after the end", error: .init(.trailing, at: 72)) {
            tree(root + close + end + end)
        },
        .init(name: "an unknown token", error: .init(.token, at: 64)) { tree(root + words(5) + close + end) },
        .init(name: "a property without a node", error: .init(.misplacedProperty, at: 56)) {
            tree(words(3, 0, 0) + root + close + end)
        },
        .init(name: "a property after a child", error: .init(.misplacedProperty, at: 76)) {
            tree(root + node("a") + close + words(3, 0, 0) + close + end)
        },
        .init(name: "a name outside the strings", error: .init(.nameOffset, at: 72)) {
            tree(root + words(3, 0, 4) + close + end)
        },
        .init(name: "a name that is empty", error: .init(.name, at: 72)) {
            tree(root + words(3, 0, 1) + close + end)
        },
        .init(name: "a value beyond the block", error: .init(.truncated, at: 68)) {
            tree(root + words(3, 0xFFFF_FFFF, 0) + close + end)
        },
        .init(name: "two properties of one name", error: .init(.duplicateProperty, at: 76)) {
            tree(root + words(3, 0, 0, 3, 0, 0) + close + end)
        },
        .init(name: "two nodes of one name", error: .init(.duplicateNode, at: 76)) {
            tree(root + node("a") + close + node("a") + close + close + end)
        },
        .init(name: "a name with a slash", error: .init(.name, at: 68)) {
            tree(root + node("a/b") + close + close + end)
        },
        .init(name: "padding that is not zero", error: .init(.padding, at: 70)) {
            tree(root + words(1) + [0x61, 0, 0, 1] + close + close + end)
        },
        .init(name: "too many levels", error: .init(.tooDeep, at: 56 + 32 * 8)) {
            let begins = (0..<40).flatMap { $0 == 0 ? root : node("a") }
            return tree(begins + (0..<40).flatMap { _ in close } + end)
        },
    ]

    @Test(arguments: refusals)
    func `is refused, with its reason and place`(_ refusal: Refusal) {
        #expect(throws: refusal.error) { try DeviceTree(refusal.make()) }
    }

    @Test func `what libfdt leaves behind a value is kept, and gone when the value is set`() throws {
        let bytes = Self.tree(Self.root + Self.words(3, 1, 0, 0xFF01_0203) + Self.close + Self.end)
        var tree = try DeviceTree(bytes)
        #expect(tree.root.property("p")?.octets == [0xFF])
        #expect(try tree.serialized() == bytes)
        try tree.set("p", [0xFF], at: "/")
        #expect(try DeviceTree(tree.serialized()).root.property("p")?.padding == [0, 0, 0])
    }

    @Test func `what the refused trees are made from is accepted`() throws {
        let properties = Self.words(3, 1, 0, 0xFF00_0000, 3, 0, 2)
        let tree = try DeviceTree(
            Self.tree(Self.root + properties + Self.node("a") + Self.close + Self.close + Self.end)
        )
        #expect(tree.root.properties.map(\.name) == ["p", "q"])
        #expect(tree.root.child("a") != nil)
    }
}
