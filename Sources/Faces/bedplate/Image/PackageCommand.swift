import ArgumentParser

struct PackageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fip",
        abstract: "Firmware image packages (FIP) of TF-A: create, change and list them.",
        discussion: """
            The packages are fiptool's, octet for octet. `bedplate image sign tf-a` makes a
            package with its certificates, `bedplate image extract` unpacks one.

              bedplate image fip create --image tb-fw=bl2.bin \\
                --image nt-fw=u-boot.bin --out fip.bin
              bedplate image fip list fip.bin
            """,
        subcommands: [CreatePackage.self, UpdatePackage.self, RemoveFromPackage.self, ListPackage.self]
    )
}
