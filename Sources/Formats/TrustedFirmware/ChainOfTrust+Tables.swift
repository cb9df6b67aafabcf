// TF-A tools/cert_create/src/{tbbr/tbb_cert.c,dualroot/cot.c,cca/cot.c} (2.8), and drivers/auth for who verifies what.
// Certificates of secure partitions are not in these tables: which image each digest is for stands in a device tree, not
// in the chain. A package that has one is refused rather than half judged.
extension ChainOfTrust {
    /// One root key; Trusted Board Boot Requirements.
    public static let tbbr = ChainOfTrust(
        name: "tbbr",
        roots: [.root],
        certificates: [
            Rule(
                .trustedBootCertificate,
                "Trusted Boot FW Certificate",
                signedBy: .root,
                counter: .trusted,
                trustedBootContent
            ),
            Rule(
                .trustedKeyCertificate,
                "Trusted Key Certificate",
                signedBy: .root,
                counter: .trusted,
                [.key(.trustedWorldKey, .trustedWorld), .key(.nonTrustedWorldKey, .nonTrustedWorld)]
            ),
        ] + trustedWorld + [
            Rule(
                .nonTrustedKeyCertificate,
                "Non-Trusted Firmware Key Certificate",
                signedBy: .nonTrustedWorld,
                counter: .nonTrusted,
                [.key(.nonTrustedContentKey, .nonTrusted)]
            ),
            Rule(
                .nonTrustedCertificate,
                "Non-Trusted Firmware Content Certificate",
                signedBy: .nonTrusted,
                counter: .nonTrusted,
                nonTrustedContent
            ),
            update,
        ]
    )

    /// Two root keys: the silicon's for the secure world, the platform's for the normal world.
    public static let dualRoot = ChainOfTrust(
        name: "dualroot",
        roots: [.root, .platformRoot],
        certificates: [
            Rule(
                .trustedBootCertificate,
                "Trusted Boot FW Certificate",
                signedBy: .root,
                counter: .trusted,
                trustedBootContent
            ),
            Rule(
                .trustedKeyCertificate,
                "Trusted Key Certificate",
                signedBy: .root,
                counter: .trusted,
                [.key(.trustedWorldKey, .trustedWorld)]
            ),
        ] + trustedWorld + [
            Rule(
                .nonTrustedCertificate,
                "Non-Trusted Firmware Content Certificate",
                signedBy: .platformRoot,
                counter: .nonTrusted,
                nonTrustedContent + [.key(.platformRootKey, .platformRoot)]
            ),
            update,
        ]
    )

    /// Three root keys: Arm's Confidential Compute Architecture, the secure world, the platform.
    public static let cca = ChainOfTrust(
        name: "cca",
        roots: [.root, .secureWorldRoot, .platformRoot],
        certificates: [
            Rule(
                .ccaCertificate,
                "CCA Content Certificate",
                signedBy: .root,
                counter: .cca,
                [
                    .image(.socHash, .soc, isOptional: false),
                    .image(.socConfigurationHash, .socConfiguration, isOptional: true),
                    .image(.realmManagerHash, .realmManager, isOptional: false),
                ] + trustedBootContent
            ),
            Rule(
                .coreSecureWorldCertificate,
                "Core Secure World Key Certificate",
                signedBy: .secureWorldRoot,
                counter: .trusted,
                [.key(.secureWorldRootKey, .secureWorldRoot), .key(.coreSecureWorldKey, .coreSecureWorld)]
            ),
            Rule(
                .trustedOSCertificate,
                "SPMC Content Certificate",
                signedBy: .coreSecureWorld,
                counter: .trusted,
                [
                    .image(.trustedOSHash, .trustedOS, isOptional: false),
                    .image(.trustedOSConfigurationHash, .trustedOSConfiguration, isOptional: true),
                ]
            ),
            Rule(
                .platformKeyCertificate,
                "Platform Key Certificate",
                signedBy: .platformRoot,
                counter: .nonTrusted,
                [.key(.platformRootKey, .platformRoot), .key(.platformKey, .platform)]
            ),
            Rule(
                .nonTrustedCertificate,
                "Non-Trusted Firmware Content Certificate",
                signedBy: .platform,
                counter: .nonTrusted,
                nonTrustedContent
            ),
        ]
    )

    private static let trustedBootContent: [Content] = [
        .image(.trustedBootHash, .trustedBoot, isOptional: false),
        .image(.trustedBootConfigurationHash, .trustedBootConfiguration, isOptional: true),
        .image(.hardwareConfigurationHash, .hardwareConfiguration, isOptional: true),
        .image(.configurationHash, .configuration, isOptional: true),
    ]

    private static let nonTrustedContent: [Content] = [
        .image(.nonTrustedHash, .nonTrusted, isOptional: false),
        .image(.nonTrustedConfigurationHash, .nonTrustedConfiguration, isOptional: true),
    ]

    /// SCP, SoC and trusted OS firmware, beneath the trusted world's key.
    private static let trustedWorld: [Rule] = [
        Rule(
            .scpKeyCertificate,
            "SCP Firmware Key Certificate",
            signedBy: .trustedWorld,
            counter: .trusted,
            [.key(.scpContentKey, .scp)]
        ),
        Rule(
            .scpCertificate,
            "SCP Firmware Content Certificate",
            signedBy: .scp,
            counter: .trusted,
            [.image(.scpHash, .scp, isOptional: false)]
        ),
        Rule(
            .socKeyCertificate,
            "SoC Firmware Key Certificate",
            signedBy: .trustedWorld,
            counter: .trusted,
            [.key(.socContentKey, .soc)]
        ),
        Rule(
            .socCertificate,
            "SoC Firmware Content Certificate",
            signedBy: .soc,
            counter: .trusted,
            [
                .image(.socHash, .soc, isOptional: false),
                .image(.socConfigurationHash, .socConfiguration, isOptional: true),
            ]
        ),
        Rule(
            .trustedOSKeyCertificate,
            "Trusted OS Firmware Key Certificate",
            signedBy: .trustedWorld,
            counter: .trusted,
            [.key(.trustedOSContentKey, .trustedOS)]
        ),
        Rule(
            .trustedOSCertificate,
            "Trusted OS Firmware Content Certificate",
            signedBy: .trustedOS,
            counter: .trusted,
            [
                .image(.trustedOSHash, .trustedOS, isOptional: false),
                .image(.trustedOSExtra1Hash, .trustedOSExtra1, isOptional: true),
                .image(.trustedOSExtra2Hash, .trustedOSExtra2, isOptional: true),
                .image(.trustedOSConfigurationHash, .trustedOSConfiguration, isOptional: true),
            ]
        ),
    ]

    /// TF-A binds it to no counter.
    private static let update = Rule(
        .updateCertificate,
        "Firmware Update Certificate",
        signedBy: .root,
        counter: nil,
        [
            .image(.scpUpdaterHash, .scpUpdater, isOptional: true),
            .image(.updaterHash, .updater, isOptional: true),
            .image(.nonTrustedUpdaterHash, .nonTrustedUpdater, isOptional: true),
        ]
    )
}
