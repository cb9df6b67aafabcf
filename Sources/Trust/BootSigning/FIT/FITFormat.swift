internal import DeviceTree
internal import FIT
public import Model

/// U-Boot's FIT: a device tree with images, configurations, hashes and signatures.
///
/// As strict as the newest U-Boot, and stricter: every configuration must be signed (which one is booted is not signed),
/// the covered nodes are derived from the configuration, every referenced image must be covered and hashed with SHA-256
/// or better. MD5 and SHA-1 beside it are refused, CRC-32 beside it is computed.
public enum FITFormat: BootFormat {
    public static let name = "fit"

    public static func recognises(_ image: some OctetSource) throws(BedplateError) -> Bool {
        // A device tree of any kind begins so; one that is a FIT has images.
        guard try image.prefix(4) == [0xD0, 0x0D, 0xFE, 0xED] else { return false }
        switch try image.deviceTree() {
        case .success(let tree): return tree.root.child("images") != nil
        // Damaged, and of no other format.
        case .failure: return true
        }
    }

    public static func explain(_ image: some OctetSource) throws(BedplateError) -> ImageExplanation {
        FITExplanation(try flattenedImageTree(image), count: image.count).explanation
    }

    /// What a device does that demands one of `trust`'s keys.
    public static func verify(
        _ image: some OctetSource,
        _ trust: DeviceTrust
    ) throws(BedplateError) -> Judgement {
        try verify(image, FITTrust(trust), trust)
    }

    /// What a device does that has this control tree. `trust` adds the revoked keys and the expected image.
    ///
    /// - Parameter configuration: the one that is booted; nil when any could be, which all must withstand.
    public static func verify(
        _ image: some OctetSource,
        control: some OctetSource,
        _ trust: DeviceTrust = DeviceTrust(),
        configuration: String? = nil
    ) throws(BedplateError) -> Judgement {
        let fitTrust: FITTrust
        switch try control.deviceTree() {
        case .failure(let error):
            return .refused(.fitControl, "the control tree can be read", error.reason.rawValue, error.offset)
        case .success(let tree):
            do { fitTrust = try FITTrust(control: tree, trust) } catch {
                return .refused(.fitControl, "the control tree's keys are usable", error.property, error.offset)
            }
        }
        return try verify(image, fitTrust, trust, configuration: configuration)
    }

    /// What a boot loader with these keys does.
    public static func verify(
        _ image: some OctetSource,
        _ keys: FITTrust,
        _ trust: DeviceTrust = DeviceTrust(),
        configuration: String? = nil
    ) throws(BedplateError) -> Judgement {
        let tree: DeviceTree
        switch try image.deviceTree() {
        case .success(let read): tree = read
        case .failure(let error):
            return .refused(error.findingCode, "the image can be read as FIT", error.reason.rawValue, error.offset)
        }
        let fit: FlattenedImageTree
        do { fit = try FlattenedImageTree(tree, count: image.count) } catch {
            return .refused(error.findingCode, "the image can be read as FIT", error.reason.rawValue, error.offset)
        }
        var verification = FITVerification(image, fit, keys)
        return try verification.judgement(trust, configuration)
    }
}

extension OctetSource {
    /// The device tree at the beginning; long values stay where they are.
    func deviceTree() throws(BedplateError) -> Result<DeviceTree, DeviceTreeError> {
        try DeviceTree.read(count: count) { (range) throws(BedplateError) in try octets(in: range) }
    }
}

extension Judgement {
    static func refused(_ code: Finding.Code, _ claim: String, _ found: String, _ offset: Int) -> Judgement {
        Judgement([Finding(code, claim: claim, found: found, location: "byte \(offset)")])
    }
}
