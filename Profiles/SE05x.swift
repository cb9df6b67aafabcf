public import Assessment
import Model

extension SiliconProfile {
    public static let se05x = SiliconProfile(
        id: "se05x",
        name: "NXP EdgeLock SE05x",
        vendor: "NXP",
        families: ["SE05x", "SE050", "SE051", "SE052"],
        roles: [.store, .report],
        secrets: .mem("Objects with policies, in the element; a private key is used there and not read"),
        provisioning: .seen(
            """
            Certificates and keys from NXP; the Platform SCP03 keys of a type are published (AN12436), and are to be \
            rotated
            """,
            Document.se05xKeys
        ),
        readings: [
            .mem("ssscli se05x uid; ssscli se05x readidlist; ssscli se05x certuid", nil)
        ],
        proves: [
            .seen(
                """
                An attested read with a fresh nonce whose attributes say origin INTERNAL (0x02), or PROVISIONED \
                (0x03) by NXP: the key was not injected
                """,
                "NXP plug-and-trust, se05x_enums.h (SE05x_Origin_t), and its attestation example"
            ),
            .mem("A chain from the element's certificate to NXP's pinned root"),
        ],
        refutes: [
            .seen(
                "Platform SCP03 keys are still the published ones: whoever reaches the bus speaks as the host",
                Document.se05xKeys
            )
        ],
        breaks: []
    )
}
