internal import HAB
public import Model

/// Boot images of NXP's i.MX 6, 7 and 8M (and RT) under the High Assurance Boot, version 4: image vector table and boot
/// data, the image, and the command sequence with keys, certificates and signatures.
///
/// The file begins with the vector table. Encrypted images, and what follows the first image on the medium (the FIT of
/// i.MX 8M, which U-Boot's SPL has verified by calling HAB again), are refused.
public enum HABFormat: BootFormat {
    public static let name = "hab"

    public static func recognises(_ image: some OctetSource) throws(BedplateError) -> Bool {
        HABVectorTable.isVectorTable(try image.prefix(HABVectorTable.size))
    }

    static func unreadable(_ fault: HABFault) -> BedplateError {
        BedplateError(
            .malformed,
            "the image cannot be read as a HAB image: \(fault.reason.rawValue)",
            cause: fault,
            location: "byte \(fault.offset)"
        )
    }
}
