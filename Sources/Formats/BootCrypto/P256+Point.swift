extension P256 {
    /// A point in Jacobian coordinates, each in Montgomery form: (x / z², y / z³); z = 0 is the point at infinity.
    struct Point: Sendable {
        var x: UInt256
        var y: UInt256
        var z: UInt256

        static var infinity: Point { Point(x: one, y: one, z: .zero) }
    }
}

extension P256.Point {
    /// A public key: nil unless both coordinates are below p and the point is on the curve.
    init?(_ key: Span<UInt8>) {
        let field = P256.field
        let (x, y) = (UInt256(key, at: 0), UInt256(key, at: 32))
        guard x.isLess(than: field.value), y.isLess(than: field.value) else { return nil }
        self.init(x: field.form(x), y: field.form(y), z: P256.one)
        let cube = field.product(field.squared(self.x), self.x)
        let triple = field.sum(field.sum(self.x, self.x), self.x)
        let right = field.sum(field.difference(cube, triple), P256.coefficient)
        guard field.squared(self.y).difference(right) == 0 else { return nil }
    }

    /// u · G + v · Q, bit by bit (Shamir's trick); both numbers are below 2²⁵⁶.
    static func sum(of u: UInt256, _ g: Self, _ v: UInt256, _ q: Self) -> Self {
        var both = g
        both.add(q)
        var sum = infinity
        var place = 255
        while place >= 0 {
            sum.double()
            switch (u.bit(place), v.bit(place)) {
            case (1, 1): sum.add(both)
            case (1, _): sum.add(g)
            case (_, 1): sum.add(q)
            default: break
            }
            place &-= 1
        }
        // A loop that ended early summed too little: no signature is of the point at infinity.
        return place == -1 ? sum : infinity
    }

    /// Whether the affine x is `r` modulo the order of the group: x · z² is compared, and no inverse is needed.
    ///
    /// An x of order + r is below p for few r; then it is the other number that fits.
    func hasAbscissa(_ r: UInt256) -> Decision {
        let field = P256.field
        let square = field.squared(z)
        let first = field.product(field.form(r), square).difference(x)
        var other = r
        var second = other.add(P256.order.value)
        if other.isLess(than: field.value) {
            second |= field.product(field.form(other), square).difference(x)
        } else {
            second |= 1
        }
        // At infinity everything times z² is zero, and so might x be.
        let infinity: UInt32 = z.isZero ? 1 : 0
        return Decision(difference: (first == 0 ? 0 : second) | infinity)
    }

    /// The affine x modulo the order of the group; zero at infinity.
    var abscissa: UInt256 {
        let field = P256.field
        let inverse = field.inverted(z)
        // Times a plain one: out of Montgomery form.
        var x = field.product(field.product(x, field.squared(inverse)), UInt256(limbs: [1, 0, 0, 0, 0, 0, 0, 0]))
        if !x.isLess(than: P256.order.value) { _ = x.subtract(P256.order.value) }
        return x
    }

    /// dbl-2001-b of the Explicit-Formulas Database, for a = -3.
    @inline(never)
    mutating func double() {
        let field = P256.field
        let delta = field.squared(z)
        let gamma = field.squared(y)
        let beta = field.product(x, gamma)
        let slope = field.product(field.difference(x, delta), field.sum(x, delta))
        let alpha = field.sum(field.sum(slope, slope), slope)
        let beta2 = field.sum(beta, beta)
        let beta4 = field.sum(beta2, beta2)
        z = field.difference(field.difference(field.squared(field.sum(y, z)), gamma), delta)
        x = field.difference(field.squared(alpha), field.sum(beta4, beta4))
        let gamma2 = field.squared(gamma)
        let gamma4 = field.sum(field.sum(gamma2, gamma2), field.sum(gamma2, gamma2))
        y = field.difference(field.product(alpha, field.difference(beta4, x)), field.sum(gamma4, gamma4))
    }

    /// add-1998-cmo-2, with the cases that it does not cover.
    @inline(never)
    mutating func add(_ other: Self) {
        if other.z.isZero { return }
        if z.isZero {
            self = other
            return
        }
        let field = P256.field
        let (square, otherSquare) = (field.squared(z), field.squared(other.z))
        let u1 = field.product(x, otherSquare)
        let s1 = field.product(field.product(y, other.z), otherSquare)
        let h = field.difference(field.product(other.x, square), u1)
        let r = field.difference(field.product(field.product(other.y, z), square), s1)
        if h.isZero {
            if r.isZero { double() } else { self = .infinity }
            return
        }
        let hh = field.squared(h)
        let hhh = field.product(hh, h)
        let v = field.product(u1, hh)
        z = field.product(field.product(z, other.z), h)
        x = field.difference(field.difference(field.squared(r), hhh), field.sum(v, v))
        y = field.difference(field.product(r, field.difference(v, x)), field.product(s1, hhh))
    }
}
