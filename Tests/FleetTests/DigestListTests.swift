import Testing

@testable import Fleet

@Suite struct DigestListTests {
    @Test func `what is equal is grouped, and nothing else`() {
        var made = Made(20)
        var digests = DigestList()
        var values: [[UInt8]] = []
        for _ in 0..<3000 {
            // Of 2000 values, so that some come up several times.
            let value = [UInt8(truncatingIfNeeded: made.next()), UInt8.random(in: 0..<8, using: &made)]
            values.append(value)
            digests.append(hashing: value[...])
        }
        let expected = Dictionary(grouping: values.indices) { values[$0] }.values.filter { $0.count > 1 }
        #expect(digests.equal() == expected.sorted { $0[0] < $1[0] })
    }

    @Test func `nothing, one and all the same`() {
        var digests = DigestList()
        #expect(digests.equal().isEmpty)
        digests.append(hashing: [1][...])
        #expect(digests.equal().isEmpty)
        for _ in 0..<9 { digests.append(hashing: [1][...]) }
        #expect(digests.equal() == [Array(0...9)])
    }
}
