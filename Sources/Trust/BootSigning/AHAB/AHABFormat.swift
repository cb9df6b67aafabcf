internal import AHAB
public import Model

/// Boot images of NXP's i.MX 8ULP and 93 under the Advanced High Assurance Boot: one to four containers, 1 KiB apart,
/// then the images whose hashes the containers hold. Certificates, encrypted images and the containers of the i.MX 95
/// (version 2) are refused.
public enum AHABFormat: BootFormat {
    public static let name = "ahab"

    public static func recognises(_ image: some OctetSource) throws(BedplateError) -> Bool {
        AHABContainer.count(ofHeader: try image.prefix(AHABContainer.headerSize)) != nil
    }
}
