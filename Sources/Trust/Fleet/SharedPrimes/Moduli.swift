/// Moduli packed one after another: a million of 2048 bits take 256 MB and a little.
public struct Moduli: Sendable {
    private var octets: [UInt8] = []
    private var starts: [Int] = []
    private var sizes: [Int32] = []
    /// Octets up to and with each.
    private var sums: [Int] = []

    public init() {}

    public init(_ numbers: some Sequence<[UInt8]>) { for number in numbers { append(number) } }

    public var count: Int { starts.count }
    public var octetCount: Int { sums.last ?? 0 }

    public mutating func reserveCapacity(_ count: Int, octets: Int) {
        self.octets.reserveCapacity(octets)
        starts.reserveCapacity(count)
        sizes.reserveCapacity(count)
        sums.reserveCapacity(count)
    }

    /// - Parameter number: big-endian; leading zeros are dropped. At most 2³¹ octets: what is larger is cut, and callers
    ///   refuse what is far smaller (``FleetSurvey/modulusLimit``).
    public mutating func append(_ number: some Collection<UInt8>) {
        let number = number.drop { $0 == 0 }.prefix(Int(Int32.max))
        starts.append(octets.count)
        sizes.append(Int32(number.count))
        sums.append(octetCount + number.count)
        octets += number
    }

    /// Big-endian, without leading zeros.
    public func octets(at index: Int) -> ArraySlice<UInt8> {
        octets[starts[index]..<starts[index] + Int(sizes[index])]
    }

    /// These of them, in this order; the octets are shared.
    func subset(_ indices: some Collection<Int>) -> Moduli {
        var moduli = Moduli()
        moduli.octets = octets
        moduli.starts.reserveCapacity(indices.count)
        for index in indices {
            moduli.starts.append(starts[index])
            moduli.sizes.append(sizes[index])
            moduli.sums.append(moduli.octetCount + Int(sizes[index]))
        }
        return moduli
    }

    subscript(_ index: Int) -> Natural { Natural(octets(at: index)) }

    /// Where to divide a range of at least two so that both sides have about as many octets, and neither is empty.
    func middle(of range: Range<Int>) -> Int {
        let before = range.lowerBound == 0 ? 0 : sums[range.lowerBound - 1]
        let half = before + (sums[range.upperBound - 1] - before) / 2
        var low = range.lowerBound + 1
        var high = range.upperBound - 1
        while low < high {
            let middle = low + (high - low) / 2
            if sums[middle - 1] < half { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
