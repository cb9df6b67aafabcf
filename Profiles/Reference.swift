public import Assessment
import Model

extension SiliconProfile {
    /// The device that Bedplate is developed against, in emulation: nothing that it shows rises above "claim only".
    public static let reference = SiliconProfile(
        id: "reference",
        name: "Bedplate reference device (simulated)",
        vendor: "Bedplate",
        families: ["Bedplate reference device", "bedplate-soc"],
        roles: [.verify, .measure, .store, .report, .recover],
        verifyKey: .seen(
            "The digest of the maker's key, in the fuses of the block",
            "Documentation/reference-device.md"
        ),
        secrets: .seen(
            """
            The unique secret in the block: from layer 1 on its words are not even read, and one layer's secret is \
            there at a time
            """,
            Document.block
        ),
        provisioning: .seen(
            """
            bedplate lab soc provision: the block makes its secret, the key's digest is burned, slot A written, the \
            device secured. Other bits over a value are refused, the same again heals what was interrupted
            """,
            "Documentation/reference-device.md; \(Document.block)"
        ),
        firstCode: .seen(
            "A boot ROM from this repository, the same octets everywhere (Firmware/rom.sha256), in an emulator's ROM",
            Document.bootROM
        ),
        grade: "A",
        failure: .seen(
            "The other slot, then recovery over the console, when nothing boots",
            "Documentation/reference-device.md (What is there)"
        ),
        debug: .seen(
            "The debug port's gate is not there yet",
            "Documentation/reference-device.md (What is not there yet)"
        ),
        readings: [
            .ran("bedplate lab soc boot DEVICE", nil, "this repository's tests"),
            .ran("writes.log and boots.log of the block", nil, "this repository's tests"),
        ],
        proves: [
            .seen(
                "boots.log: what the ROM reported, and a token that the block composed itself",
                "Documentation/reference-device.md"
            )
        ],
        refutes: [
            .seen(
                """
                Whoever writes the file of fuses has a focused ion beam: that the fuses are a file is outside the \
                model
                """,
                Document.referenceDevice
            )
        ],
        breaks: []
    )
}
