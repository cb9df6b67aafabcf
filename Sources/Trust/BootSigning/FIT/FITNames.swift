/// The names of U-Boot's tables (boot/image.c) that a FIT is made of, as far as images of a FIT have them.
enum FITNames {
    static let types = [
        "filesystem", "firmware", "flat_dt", "fpga", "kernel", "kernel_noload", "loadable", "ramdisk", "script",
        "standalone", "tee", "x86_setup",
    ]
    static let architectures = [
        "arc", "arm", "arm64", "m68k", "microblaze", "mips", "mips64", "nios2", "or1k", "powerpc", "riscv", "sandbox",
        "sh", "sparc", "sparc64", "x86", "x86_64", "xtensa",
    ]
    static let operatingSystems = [
        "arm-trusted-firmware", "efi", "freebsd", "integrity", "linux", "netbsd", "openbsd", "openrtos", "opensbi",
        "ose", "plan9", "qnx", "rtems", "tee", "u-boot", "vxworks",
    ]
    static let compressions = ["none", "bzip2", "gzip", "lz4", "lzma", "lzo", "zstd"]
    static let hashes = ["sha256", "sha384", "sha512", "crc32"]

    /// What a configuration may use, in the order in which it is written.
    static let references = [
        "kernel", "firmware", "standalone", "fdt", "ramdisk", "loadables", "fpga", "script", "setup",
    ]
    /// Those that are lists.
    static let lists: Set<String> = ["fdt", "loadables"]

    /// What U-Boot's documentation makes mandatory — doc/usage/fit/source_file_format.rst.
    static func needed(by type: String) -> [String] {
        switch type {
        case "kernel": ["arch", "os", "load", "entry"]
        case "kernel_noload": ["arch", "os"]
        case "ramdisk": ["arch", "os"]
        case "firmware": ["arch", "load"]
        case "flat_dt", "standalone": ["arch"]
        default: []
        }
    }
}
