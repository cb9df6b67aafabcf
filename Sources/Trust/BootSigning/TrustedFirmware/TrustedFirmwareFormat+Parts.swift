public import Model
internal import TrustedFirmware

extension TrustedFirmwareFormat {
    /// Every image and certificate, by fiptool's name and by its UUID.
    public static func parts(_ image: some OctetSource) throws(BedplateError) -> [ImagePart] {
        try FirmwarePackage(image).table.entries.map { entry in
            ImagePart(
                "\(entry.uuid)",
                entry.range,
                aliases: [entry.uuid.text],
                meaning: entry.uuid.meaning
            )
        }
    }
}
