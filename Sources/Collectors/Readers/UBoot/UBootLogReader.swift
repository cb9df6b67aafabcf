import Assessment
import Model

/// A console of U-Boot with `hab_status`, `ahab_status` or `fuse read` in it.
///
/// Sources: U-Boot, arch/arm/mach-imx/hab.c (HAB_CFG_OPEN 0xf0, HAB_CFG_CLOSED 0xcc), arch/arm/mach-imx/ele_ahab.c and
/// arch/arm/mach-imx/imx8/ahab.c (display_life_cycle), cmd/fuse.c, doc/imx/habv4.
public enum UBootLogReader: EvidenceReader {
    public static let name = "uboot-log"
    public static let command = "hab_status, ahab_status, fuse read BANK WORD COUNT (on U-Boot's console)"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        let text = String(decoding: octets.prefix(1 << 20), as: UTF8.self)
        return text.contains("HAB Configuration: 0x") || text.contains("Lifecycle: 0x")
            || (text.contains("ing bank ") && text.contains("Word 0x"))
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        var log = UBootLog(options)
        for line in try ToolText(octets, name: name).lines { try log.take(line) }
        return try log.finish()
    }
}
