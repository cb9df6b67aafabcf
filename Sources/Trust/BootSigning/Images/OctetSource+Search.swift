internal import Model

extension OctetSource {
    /// Where the first octet of the range stands for which `isSought` holds; nil when there is none.
    func place(in range: Range<Int>, where isSought: (UInt8) -> Bool) throws(BedplateError) -> Int? {
        var (start, found) = (range.lowerBound, nil as Int?)
        try forEachChunk(in: range) { (chunk) throws(BedplateError) in
            if found == nil, let index = chunk.firstIndex(where: isSought) { found = start + index }
            start += chunk.count
        }
        return found
    }

    /// The first octet of a gap that is neither 0x00 nor 0xFF: something that nobody signed.
    func content(ofGap gap: Range<Int>) throws(BedplateError) -> Int? {
        try place(in: gap) { $0 != 0 && $0 != 0xFF }
    }
}
