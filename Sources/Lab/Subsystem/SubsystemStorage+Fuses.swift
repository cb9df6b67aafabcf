internal import Digests
internal import SoC
internal import Wire

extension SubsystemStorage {
    func reading(_ fuse: Fuse) throws(StorageFailure) -> FuseReading {
        var copies: [[UInt32]] = []
        for copy in 0..<FuseLayout.copies {
            let start = FuseLayout.offset(fuse, copy: copy)
            copies.append(LittleEndian.words(try read(.fuses, start..<start + fuse.wordCount * 4)))
        }
        return FuseReading(fuse: fuse, copies: copies)
    }

    /// Burns the bits into every copy, word after word and copy after copy, each durable before the next: where that is
    /// interrupted, the same again completes it. Bits that are there already are not written.
    ///
    /// - Parameters:
    ///   - words: ``Fuse/wordCount``, so that a check word comes last.
    ///   - clearing: whether bits that the words do not have are asked to be cleared: of a block that lacks a defence.
    mutating func burn(_ words: [UInt32], into fuse: Fuse, clearing: Bool = false) throws(StorageFailure) {
        let old = try reading(fuse)
        for (place, bits) in words.enumerated() {
            for copy in 0..<FuseLayout.copies {
                let word = clearing ? bits : old.copies[copy][place] | bits
                guard word != old.copies[copy][place] else { continue }
                let octets = LittleEndian.octets([word])
                // A digest of 32 bits tells them: of the secret there is none in a log.
                let digest = fuse.isReadable ? StorageDigest.text(octets) : "-"
                try append("fuse \(fuse) word \(place) copy \(copy) \(digest)", to: .writes)
                try write(octets, to: .fuses, at: FuseLayout.offset(fuse, copy: copy) + place * 4)
            }
        }
    }

    /// Burns a value and, after it, its check word.
    ///
    /// - Parameter value: ``Fuse/wordCount`` words without the check word.
    mutating func burn(value: [UInt32], into fuse: Fuse) throws(StorageFailure) {
        try burn(value + [FuseReading.check(value)], into: fuse)
    }
}

/// How a log names octets.
enum StorageDigest {
    /// SHA-256 in hexadecimal.
    static func text(_ octets: [UInt8]) -> String { Hexadecimal.encode(SHA256Octets.digest(octets)) }
}
