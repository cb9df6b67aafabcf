/// A node of a product tree: the product of a range of moduli, and the two that it is the product of unless they are to be
/// made anew when they are needed.
final class ProductNode: Sendable {
    let range: Range<Int>
    let product: Natural
    let children: (left: ProductNode, right: ProductNode)?

    init(_ range: Range<Int>, _ product: Natural, _ children: (left: ProductNode, right: ProductNode)? = nil) {
        self.range = range
        self.product = product
        self.children = children
    }
}

extension ProductNode {
    /// The tree over a range that is not empty.
    ///
    /// - Parameter kept: how many levels below the root are kept.
    static func grown(_ moduli: Moduli, _ range: Range<Int>, kept: Int, _ meter: ProgressMeter?) -> ProductNode {
        guard range.count > 1 else { return ProductNode(range, moduli[range.lowerBound]) }
        let middle = moduli.middle(of: range)
        let left = grown(moduli, range.lowerBound..<middle, kept: kept - 1, meter)
        let right = grown(moduli, middle..<range.upperBound, kept: kept - 1, meter)
        let product = left.product * right.product
        meter?.advance(range.count)
        return ProductNode(range, product, kept > 0 ? (left, right) : nil)
    }

    /// The same tree, and the sum over its moduli of the product of all others: the numerator of Σ 1/N.
    static func grownWithSum(
        _ moduli: Moduli,
        _ range: Range<Int>,
        kept: Int,
        _ meter: ProgressMeter?
    ) -> (node: ProductNode, sum: Natural) {
        guard range.count > 1 else { return (ProductNode(range, moduli[range.lowerBound]), .one) }
        let middle = moduli.middle(of: range)
        let left = grownWithSum(moduli, range.lowerBound..<middle, kept: kept - 1, meter)
        let right = grownWithSum(moduli, middle..<range.upperBound, kept: kept - 1, meter)
        let product = left.node.product * right.node.product
        let sum = left.sum * right.node.product + right.sum * left.node.product
        meter?.advance(range.count)
        return (ProductNode(range, product, kept > 0 ? (left.node, right.node) : nil), sum)
    }
}
