internal import Digests
public import Model
internal import PKIX
public import Wire

extension Judgement {
    /// An image that cannot be read as its format, with the place: a device refuses it.
    public static func unreadable(_ format: String, _ error: WireError, at base: Int = 0) -> Judgement {
        unreadable(format, .imageStructure, "\(error.reason)", at: base + error.offset)
    }

    /// The same, of a format whose faults have codes of their own.
    static func unreadable(_ format: String, _ code: Finding.Code, _ reason: String, at offset: Int) -> Judgement {
        Judgement([
            Finding(code, claim: "the image can be read as \(format)", found: reason, location: "byte \(offset)")
        ])
    }
}
