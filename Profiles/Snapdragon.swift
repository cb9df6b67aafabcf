public import Assessment
import Model

extension SiliconProfile {
    public static let snapdragon = SiliconProfile(
        id: "snapdragon",
        name: "Qualcomm Snapdragon / Dragonwing",
        vendor: "Qualcomm",
        families: ["Snapdragon", "Dragonwing", "SM8250", "QRB5165", "QCS6490", "QCS5430"],
        roles: [.verify],
        verifyKey: .seen(
            """
            The hash of the maker's root certificate in QFPROM fuses; while OEM_SECURE_BOOT1_PK_HASH_IN_FUSE is 0, \
            one of a table in ROM instead
            """,
            Document.qrb5165
        ),
        secrets: .seen(
            """
            Secondary key derivation key in QFPROM, with a bit that disables its reading (QCS6490: 0x7801A8 bit 24); \
            the crypto engine has a path of its own to it
            """,
            Document.qcs6490
        ),
        provisioning: .seen(
            """
            A fuse blower image with the fuse values; per region a bit that disables further writing (QCS6490: \
            0x7801B0, bits 6, 8, 9, 17, 23, 24; bit 17 is public key hash 0)
            """,
            Document.qcs6490
        ),
        firstCode: .seen(
            "The primary boot loader (PBL), mask ROM, which verifies the next stage against the hash",
            """
            public write-ups of MSM8937 and of BlackBerry KEYone (PBL in mask ROM); Qualcomm's own words were not \
            found
            """
        ),
        grade: "A",
        failure: .mem("Emergency download (EDL), which demands a signed programmer once secure boot is on"),
        debug: .mem("Fuses per kind of debug (SPIDEN, NIDEN, DBGEN)"),
        readings: [
            .mem("fastboot getvar secure; fastboot oem device-info", nil),
            .mem("cat /sys/bus/nvmem/devices/qfprom0/nvmem, on a development kit", nil),
        ],
        proves: [
            .seen("PK_HASH_IN_FUSE = 1, and secure boot authentication is enabled for each image", Document.qrb5165),
            .seen("Write-disable of public key hash and of the secure boot region", Document.qcs6490),
        ],
        refutes: [
            .seen(
                "OEM_SECURE_BOOT1_PK_HASH_IN_FUSE = 0: the root is a hash of the ROM's table, and not the maker's",
                Document.qrb5165
            ),
            .seen("The key derivation key's read-disable bit is 0", Document.qcs6490),
        ],
        breaks: [
            Break(
                "CVE-2021-30327",
                .seen(
                    """
                    An overflow in EDL's Sahara protocol overwrites secure configuration data. Qualcomm's list has \
                    SM8250 and many more, and does not name QRB5165
                    """,
                    Document.cve("CVE-2021-30327")
                ),
                families: ["Snapdragon", "SM8250"]
            ),
            Break("EDL programmers", .mem("Signed programmers that leaked read and write memory (Aleph, 2018)")),
        ]
    )
}
