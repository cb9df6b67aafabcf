import Model
import Testing

@testable import Ledger

/// Tiles that a test keeps.
final class TileBox {
    var tiles: [TileCoordinate: [UInt8]] = [:]
    var reads = 0
    func tree(_ size: UInt64) -> TiledTree {
        TiledTree(size: size) { [self] in
            reads += 1
            return tiles[$0]
        }
    }
}

@Suite struct TiledTreeTests {
    private static let largest = 600
    /// Sizes whose proofs are compared for every index.
    private static let thorough = Set(Array(0...40) + [128, 255, 256, 257, 511, 512, 513, 600])

    @Test func `roots and proofs from tiles are those of the naive tree, for every size`() throws {
        let naive = NaiveTree(count: Self.largest)
        let box = TileBox()
        for size in 0...Self.largest {
            if size > 0 {
                var tree = box.tree(UInt64(size - 1))
                let changed = try tree.append([naive.leaves[size - 1]])
                #expect(changed.count <= 3)
                for tile in changed { box.tiles[tile.coordinate] = tile.bytes }
            }
            var tree = box.tree(UInt64(size))
            let root = naive.root(0..<size)
            #expect(try tree.root() == root)
            let indexes = Self.thorough.contains(size) ? Array(0..<size) : [0, size / 3, size - 1]
            for index in indexes {
                let proof = try tree.inclusionProof(of: UInt64(index), in: UInt64(size))
                #expect(proof.path == naive.path(index, 0..<size))
                #expect(proof.proves(leaf: naive.leaves[index], in: root))
                let old = try tree.consistencyProof(from: UInt64(index), to: UInt64(size))
                #expect(old.path == (index == 0 ? [] : naive.subproof(index, 0..<size)))
                #expect(old.proves(naive.root(0..<index), isBeginningOf: root))
            }
        }
    }

    @Test(arguments: [1, 2, 3, 100, 255, 256, 257, 1000]) func `batches make the same tiles as single entries`(
        batch: Int
    ) throws {
        let naive = NaiveTree(count: 1000)
        let single = TileBox()
        let batched = TileBox()
        for (box, step) in [(single, 1), (batched, batch)] {
            for first in stride(from: 0, to: 1000, by: step) {
                var tree = box.tree(UInt64(first))
                let changed = try tree.append(Array(naive.leaves[first..<min(1000, first + step)]))
                for tile in changed { box.tiles[tile.coordinate] = tile.bytes }
            }
        }
        #expect(single.tiles == batched.tiles)
        var tree = batched.tree(1000)
        #expect(try tree.root() == naive.root(0..<1000))
    }

    @Test func `an append reads one tile a level, whatever the size`() throws {
        let naive = NaiveTree(count: 1)
        // 2^56 + 2^48 … : the right edge of an immense ledger, its tiles holding one hash each.
        let size: UInt64 = (0..<7).reduce(0) { $0 | 1 << (8 * $1) }
        let box = TileBox()
        for level in 0..<7 {
            let index = (size >> UInt64(8 * level)) / 256
            box.tiles[TileCoordinate(level: level, index: index)] = naive.leaves[0].bytes
        }
        var tree = box.tree(size)
        #expect(try tree.append(naive.leaves).count == 1)
        #expect(box.reads == 1)
        _ = try tree.root()
        #expect(box.reads == 7)
    }

    @Test func `a proof with one hash more, less or changed proves nothing`() throws {
        let naive = NaiveTree(count: 70)
        let box = TileBox()
        var tree = box.tree(0)
        _ = try tree.append(naive.leaves)
        for size in 1...70 {
            let root = naive.root(0..<size)
            for index in 0..<size {
                let proof = try tree.inclusionProof(of: UInt64(index), in: UInt64(size))
                let leaf = naive.leaves[index]
                for path in spoiled(proof.path) {
                    var wrong = proof
                    wrong.path = path
                    #expect(!wrong.proves(leaf: leaf, in: root))
                }
                for (place, count) in [(index + 1, size), (index, size - 1), (size, size), (index, index)] {
                    let wrong = InclusionProof(index: UInt64(place), size: UInt64(count), path: proof.path)
                    // The size is not bound by the path alone: a smaller tree with the same path has another root.
                    #expect(!wrong.proves(leaf: leaf, in: naive.root(0..<count)) || count == size && place == index)
                }
                let old = try tree.consistencyProof(from: UInt64(index), to: UInt64(size))
                for path in spoiled(old.path) {
                    let wrong = ConsistencyProof(from: old.from, to: old.to, path: path)
                    #expect(!wrong.proves(naive.root(0..<index), isBeginningOf: root))
                }
                // Nothing is the beginning of everything: from 0 there is no wrong root to find.
                guard index > 0 else { continue }
                #expect(!old.proves(naive.root(0..<index), isBeginningOf: .emptyTree))
                #expect(!old.proves(leaf, isBeginningOf: root))
            }
        }
    }

    private func spoiled(_ path: [TreeHash]) -> [[TreeHash]] {
        var all = [path + [.emptyTree], [.emptyTree] + path]
        if !path.isEmpty { all += [Array(path.dropLast()), Array(path.dropFirst())] }
        for place in path.indices {
            var changed = path
            changed[place] = .emptyTree
            all.append(changed)
        }
        return all
    }

    @Test func `sizes at the edge of the integers are refused, not trapped on`() throws {
        let path = [TreeHash](repeating: .emptyTree, count: 64)
        for size: UInt64 in [0, 1, .max - 1, .max] {
            for index: UInt64 in [0, 1, .max - 1, .max] {
                for count in [0, 1, 63, 64] {
                    let hashes = Array(path.prefix(count))
                    _ = InclusionProof(index: index, size: size, path: hashes).proves(leaf: .emptyTree, in: .emptyTree)
                    _ = ConsistencyProof(from: index, to: size, path: hashes)
                        .proves(.emptyTree, isBeginningOf: .emptyTree)
                }
                var tree = TileBox().tree(size)
                let hasPath = index == 0 && size == 1
                #expect(((try? tree.inclusionProof(of: index, in: size)) != nil) == hasPath)
                _ = try? tree.consistencyProof(from: index, to: size)
                _ = try? tree.root()
                _ = try? tree.append([.emptyTree])
                _ = TileCoordinate(level: 7, index: index).count(in: size)
            }
        }
        #expect(!ConsistencyProof(from: 2, to: 1, path: []).proves(.emptyTree, isBeginningOf: .emptyTree))
        #expect(!InclusionProof(index: 0, size: 0, path: []).proves(leaf: .emptyTree, in: .emptyTree))
    }

    @Test func `a tile that is absent, short or long stops an append`() throws {
        let naive = NaiveTree(count: 3)
        let box = TileBox()
        var tree = box.tree(2)
        #expect(throws: BedplateError(.corrupt, "")) { try tree.append([naive.leaves[0]]) }
        for count in [0, 1, 31, 33, 63, 65, 96] {
            box.tiles[TileCoordinate(level: 0, index: 0)] = [UInt8](repeating: 0, count: count)
            var tree = box.tree(2)
            #expect(throws: BedplateError(.corrupt, "")) { try tree.append([naive.leaves[0]]) }
        }
    }
}
