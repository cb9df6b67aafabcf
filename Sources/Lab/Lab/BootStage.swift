/// A stage of an emulated device's boot, in the order in which it is measured.
public enum BootStage: String, CaseIterable, Sendable {
    case firmware
    case bootloader
    case kernel

    /// The PCR that the stage is measured into: by whom, and as what, says TCG PC Client Platform Firmware Profile,
    /// 3.3.4; the kernel's follows the practice of GRUB.
    public var pcr: Int {
        switch self {
        case .firmware: 0
        case .bootloader: 4
        case .kernel: 9
        }
    }

    /// The stage's file below `boot/`.
    public var fileName: String { rawValue + ".bin" }

    /// What a device boots when nothing is given; the same on every device, so that one reference fits them all.
    public var sample: [UInt8] {
        var image = Array("Bedplate lab \(rawValue) 1.0\n".utf8)
        while image.count < 4096 { image.append(UInt8(truncatingIfNeeded: image.count &* 7)) }
        return image
    }
}
