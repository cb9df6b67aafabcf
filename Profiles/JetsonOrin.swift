public import Assessment
import Model

extension SiliconProfile {
    public static let jetsonOrin = SiliconProfile(
        id: "jetsonorin",
        name: "NVIDIA Jetson Orin",
        vendor: "NVIDIA",
        families: ["Jetson Orin", "Jetson AGX Orin", "Jetson Orin NX", "Jetson Orin Nano", "tegra234", "t234", "0x23"],
        roles: [.verify],
        verifyKey: .seen(
            """
            PublicKeyHash, the hash of the public key (RSA-3072, ECDSA P-256 or P-521), in fuses; PkcPubkeyHash1 and \
            2 for two more
            """,
            Document.jetsonFuses
        ),
        secrets: .seen("SecureBootKey (encrypts boot images), OemK1, OemK2 and Kdk0, in fuses", Document.jetsonFuses),
        provisioning: .seen(
            """
            Factory secure key provisioning, and before it odmfuse.sh, with a fuse configuration file; SecurityMode \
            = 1 comes last, and no fuse can be written after it
            """,
            "\(Document.jetson) (Overall fusing and signing binaries flow)"
        ),
        firstCode: .seen(
            """
            BootROM code on the die authenticates BCT, boot loader and warm boot vector by the key in fuses; that \
            chain ends at the boot loader, and UEFI goes on with keys of its own
            """,
            Document.jetson
        ),
        grade: "A",
        failure: .mem("Recovery mode (RCM), which takes signed code only once SecurityMode is set"),
        debug: .seen("ArmJtagDisable, a fuse", Document.jetsonFuses),
        readings: [
            .seen(
                "sudo ./odmfuseread.sh -i 0x23 jetson-agx-orin-devkit",
                "odmfuseread",
                "NVIDIA Jetson Linux Developer Guide, Secure Boot; the board in recovery mode"
            ),
            .mem("cat /sys/devices/platform/tegra-fuse/* on the target", nil),
        ],
        proves: [
            .seen("PublicKeyHash is not zero, and SecurityMode = 1", Document.jetsonFuses),
            .seen("BootSecurityInfo names the algorithm that the key is of", Document.jetsonFuses),
            .seen("ArmJtagDisable = 1", Document.jetsonFuses),
        ],
        refutes: [
            .seen("SecurityMode = 0: fuses can still be written, and nothing is final", Document.jetson),
            .seen("UEFI Secure Boot is off: the fuses' chain ends at the boot loader", Document.jetson),
        ],
        breaks: []
    )
}
