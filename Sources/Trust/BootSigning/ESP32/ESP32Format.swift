internal import ESP32
public import Model
internal import Wire

/// Bootloaders and applications of Espressif's chips under Secure Boot v2.
///
/// The image is what its own header says, filled up to 4 KiB; a sector with up to three signature blocks follows. The
/// chip holds digests of public keys in eFuses and takes the keys themselves from the blocks.
public enum ESP32Format: BootFormat {
    public static let name = "esp32"

    public static func recognises(_ image: some OctetSource) throws(BedplateError) -> Bool {
        let start = try image.prefix(ESPImageHeader.size)
        return (try? ESPImageHeader(start, order: .little)) != nil
    }
}
