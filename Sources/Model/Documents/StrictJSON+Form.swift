internal import Foundation

extension StrictJSON {
    /// Refuses what the parser lets pass although two readers may read it differently: a key twice in one object (the
    /// parser keeps one and says nothing; a person may have read the other), keys in escapes or beyond ASCII, a comma
    /// before a closing bracket, and another encoding than UTF-8.
    ///
    /// Only for octets that the parser accepted: what is not JSON is not found here.
    static func checkForm(_ bytes: [UInt8], name: String) throws {
        func refused(_ reason: String, _ at: Int) -> BedplateError {
            BedplateError(.malformed, "\(reason), at octet \(at)", location: name)
        }
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
            throw refused("UTF-8 without a zero was expected", 0)
        }
        // The keys of each open object; nil for an open array.
        var open: [Set<[UInt8]>?] = []
        var last: UInt8 = 0
        var at = 0
        while at < bytes.count {
            let octet = bytes[at]
            switch octet {
            case UInt8(ascii: " "), 0x09, 0x0A, 0x0D:
                at += 1
                continue
            case UInt8(ascii: "\""):
                let end = end(ofTextAt: at, bytes)
                let text = Array(bytes[(at + 1)..<end])
                if last == UInt8(ascii: "{") || last == UInt8(ascii: ","), var keys = open.last ?? nil {
                    guard text.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
                        throw refused("a key in plain ASCII was expected", at)
                    }
                    guard keys.insert(text).inserted else {
                        throw refused("the key '\(String(decoding: text, as: UTF8.self))' stands here twice", at)
                    }
                    open[open.count - 1] = keys
                }
                at = end
            case UInt8(ascii: "{"): open.append([])
            case UInt8(ascii: "["): open.append(nil)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard last != UInt8(ascii: ",") else { throw refused("a comma without a value behind it", at) }
                _ = open.popLast()
            default: break
            }
            last = octet
            at += 1
        }
    }

    /// Where the quotation mark stands that ends the text, or where the octets end.
    private static func end(ofTextAt start: Int, _ bytes: [UInt8]) -> Int {
        var at = start + 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        return max(start + 1, min(at, bytes.count))
    }
}
