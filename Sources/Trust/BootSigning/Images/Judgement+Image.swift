internal import Digests
public import Model
internal import PKIX
public import Wire

extension Judgement {
    /// An image that cannot be read as its format, with the place: a device refuses it.
    public static func unreadable(_ format: String, _ error: WireError, at base: Int = 0) -> Judgement {
        Judgement([
            Finding(
                .imageStructure,
                claim: "the image can be read as \(format)",
                found: "\(error.reason)",
                location: "byte \(base + error.offset)"
            )
        ])
    }
}
