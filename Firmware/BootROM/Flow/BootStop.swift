import SoC

/// Why this boot, or this image, does not go on.
struct BootStop: Error {
    var code: BootCode
    var detail: UInt32

    @inline(__always)
    init(_ code: BootCode, _ detail: UInt32 = 0) {
        self.code = code
        self.detail = detail
    }
}
