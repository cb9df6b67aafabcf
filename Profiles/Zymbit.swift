public import Assessment
import Model

extension SiliconProfile {
    public static let zymbit = SiliconProfile(
        id: "zymbit",
        name: "Zymbit Zymkey, HSM6, SCM",
        vendor: "Zymbit",
        families: ["Zymkey 4i", "Zymkey", "HSM4", "HSM6", "SCM"],
        roles: [.store, .report],
        secrets: .mem("Key slots; private keys are used inside and not exported"),
        provisioning: .seen(
            """
            In developer mode any host and memory card will do; in production mode, once the lock tab is cut, the \
            binding to host and card is permanent
            """,
            Document.zymbit
        ),
        readings: [.mem("zymkey.client.get_current_binding_info(), in Python on the host", nil)],
        proves: [.seen("Production mode: the binding is locked", Document.zymbit)],
        refutes: [
            .seen("Developer mode: another host takes the element over", Document.zymbit),
            .mem("The host's own boot is not verified: that is the host's root, and another question"),
        ],
        breaks: []
    )
}
