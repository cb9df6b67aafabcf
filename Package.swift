// swift-tools-version: 6.2
import PackageDescription

/// One setting for every target: the newest rules of the language, and no warning is left to read later.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")

/// What the service joins: every decision of the floors beneath it, and nothing of the device's side.
let serviceNeeds: [Target.Dependency] = [
    "API", "Files", "Model", "Wire", "Digests", "PKIX", "PSAToken", "TPM2", "Attestation", "Identity", "Release",
    "Ledger",
    "KeyStore", "StoreSQLite", hummingbird, hummingbirdCore, httpTypes, nioCore, logging,
    lifecycle, crypto,
]

/// What the device's side needs: no server, no database.
let agentNeeds: [Target.Dependency] = [
    "API", "Client", "Digests", "SoC", "Files", "Model", "PKIX", "TPM2", "TPMTransport", "Terminal", "Wire",
]

/// What the one command joins.
let bedplateNeeds: [Target.Dependency] = [
    "Agent", "API", "Assessment", "Attestation", "BootSigning", "Client", "DeviceTree", "Digests", "ESP32", "EventLog",
    "Elements",
    "FIT", "Files", "Fleet", "HAB", "Host", "Identity",
    "IntelHex",
    "Keys", "KeyStore", "Lab", "Ledger", "MasterBootImage", "MCUboot", "Model", "OPTEE", "PKCS11", "PKIX", "Profiles",
    "Readers",
    "Release", "Reports",
    "Service", "SoC",
    "StoreSQLite",
    "Terminal", "TPM2", "TPMFiles", "TPMKeys", "TPMTransport", "TrustedFirmware", "Wire", argumentParser, logging,
]

/// What the service's tests need: every floor, emulated TPMs, and a process to kill.
let serviceTestNeeds: [Target.Dependency] =
    serviceNeeds + [
        "InstanceSupport", "OpenDICE", "Programs", "Service", "ServiceProcess", "Lab", "LabSupport", "SoC",
        "Subsystem", "TPMTransport",
        "CBOR", "COSE", hummingbirdTesting,
        asyncHTTPClient, nioHTTP1,
    ]

/// A library target on one floor of the house: `Sources/<floor>/<name>`.
func room(_ name: String, on floor: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)", swiftSettings: settings)
}

/// A command of the house: `Sources/<floor>/<name>`.
func command(_ name: String, on floor: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: settings
    )
}

/// What several test targets share: `Tests/Support/<name>`.
func support(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Tests/Support/\(name)",
        exclude: exclude,
        swiftSettings: settings
    )
}

/// A program that a test starts, and kills: `Tests/Helpers/<name>`.
func worker(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Tests/Helpers/\(name)", swiftSettings: settings)
}

/// What other packages may use; `Benchmarks` and `Fuzz` are the first of them.
let libraries = [
    "Wire", "Digests", "PKIX", "EventLog", "IntelHex", "DeviceTree", "MCUboot", "FIT", "TrustedFirmware", "ESP32",
    "AHAB", "HAB", "MasterBootImage",
    "CBOR", "COSE", "PSAToken", "OpenDICE", "BootCrypto", "BootImage", "SoC",
    "OPTEE", "Model", "TPM2", "TPMTransport", "Files", "KeyStore", "PKCS11", "TPMKeys", "Keys", "Identity",
    "Attestation",
    "BootSigning", "Release", "Assessment", "Fleet", "Profiles", "Readers", "Ledger", "StoreSQLite", "API", "Client",
    "Service",
    "Agent",
    "Lab",
    "Subsystem",
]

let package = Package(
    name: "bedplate",
    // GMP alone is what the benchmarks compare with.
    products: (libraries + ["CGMP"]).map { .library(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // System
        .systemLibrary(
            name: "CLibCrypto",
            path: "Sources/System/CLibCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CGMP",
            path: "Sources/System/CGMP",
            pkgConfig: "gmp",
            providers: [.apt(["libgmp-dev"])]
        ),
        .systemLibrary(
            name: "CPKCS11",
            path: "Sources/System/CPKCS11",
            pkgConfig: "p11-kit-1",
            providers: [.apt(["libp11-kit-dev"])]
        ),
        // Formats
        room("BootCrypto", on: "Formats"),
        room("Wire", on: "Formats"),
        room("CBOR", on: "Formats", ["Wire"]),
        room("SoC", on: "Formats", ["Wire"]),
        room("PSAToken", on: "Formats", ["CBOR"]),
        room("BootImage", on: "Formats", ["BootCrypto", "MCUboot", "SoC"]),
        room("COSE", on: "Formats", ["CBOR", "Digests", "PKIX", "Wire"]),
        room("OpenDICE", on: "Formats", ["CBOR", "COSE", "Digests", "PKIX", "Wire"]),
        room("Digests", on: "Formats", ["Wire", crypto]),
        room("PKIX", on: "Formats", ["Wire", "Digests", asn1, crypto, cryptoExtras]),
        room("EventLog", on: "Formats", ["Wire", "Digests"]),
        room("ESP32", on: "Formats", ["Wire", "Digests", "PKIX"]),
        room("OPTEE", on: "Formats", ["Wire", "Digests"]),
        room("TrustedFirmware", on: "Formats", ["Wire", "Digests", "PKIX", asn1]),
        room("IntelHex", on: "Formats", ["Wire"]),
        room("MCUboot", on: "Formats", ["Wire"]),
        room("AHAB", on: "Formats", ["Digests", "PKIX", "Wire"]),
        room("HAB", on: "Formats", ["PKIX"]),
        room("MasterBootImage", on: "Formats", ["Digests", "PKIX"]),
        room("DeviceTree", on: "Formats"),
        room("FIT", on: "Formats", ["DeviceTree", "Digests", "PKIX"]),
        // Model
        .target(name: "Model", dependencies: ["Digests", "Wire"], path: "Sources/Model", swiftSettings: settings),
        // Roots
        room("TPM2", on: "Roots", ["Wire", "Digests", "PKIX", crypto, cryptoExtras, "CLibCrypto", "Model"]),
        room("Files", on: "Roots", ["Model"]),
        room("KeyStore", on: "Roots", ["Files", "Model", "Wire", "Digests", "PKIX", asn1, crypto, cryptoExtras]),
        room("TPMTransport", on: "Roots", ["Model", "TPM2"]),
        room("PKCS11", on: "Roots", ["CPKCS11", "Digests", "Files", "Model", "PKIX"]),
        room("TPMKeys", on: "Roots", ["Digests", "Files", "Model", "PKIX", "TPM2", "TPMTransport", "Wire"]),
        room("Keys", on: "Roots", ["Digests", "Files", "KeyStore", "Model", "PKCS11", "PKIX", "TPMKeys"]),
        // Trust
        room("Release", on: "Trust", ["Model", "TPM2", crypto]),
        room(
            "Attestation",
            on: "Trust",
            [
                "CBOR", "COSE", "Model", "OpenDICE", "Wire", "Digests", "PKIX", "PSAToken", "SoC", "EventLog", "TPM2",
            ]
        ),
        room("Assessment", on: "Trust", ["Model", "Digests", "Wire"]),
        room("Fleet", on: "Trust", ["Assessment", "CGMP", "Digests", "Model", "PKIX", "Wire", asn1, crypto]),
        // What is documented of silicon: data, in files of their own
        .target(name: "Profiles", dependencies: ["Assessment", "Model"], path: "Profiles", swiftSettings: settings),
        room("Identity", on: "Trust", ["Model", "OpenDICE", "PKIX", crypto, "Wire", "Digests", "TPM2"]),
        room(
            "BootSigning",
            on: "Trust",
            [
                "Digests", "ESP32", "Model", "PKIX", "Wire", "TrustedFirmware", "MCUboot", crypto, cryptoExtras, "AHAB",
                "OPTEE", "DeviceTree", "FIT", "HAB", "MasterBootImage",
            ]
        ),
        room("Ledger", on: "Trust", ["Model", "Wire", crypto]),
        // Collectors
        room(
            "Readers",
            on: "Collectors",
            ["Assessment", "BootSigning", "DeviceTree", "Digests", "FIT", "MCUboot", "Model", "PKIX", "TPM2", "Wire"]
        ),
        room("Host", on: "Collectors", ["Assessment", "Model", "Readers", "Wire"]),
        room(
            "Elements",
            on: "Collectors",
            ["Assessment", "Digests", "Model", "PKCS11", "PKIX", "Readers", "TPM2", "Wire"]
        ),
        room("TPMFiles", on: "Collectors", ["Model", "TPM2", "Wire", "Digests", crypto, cryptoExtras]),
        // Stores
        room("StoreSQLite", on: "Stores", ["Model", "Ledger", grdb]),
        // Lab
        room(
            "Lab",
            on: "Lab",
            [
                "Attestation", "COSE", "Files", "Model", "Digests", "EventLog", "PKIX", "PSAToken", "SoC", "Subsystem",
                "TPM2", "TPMTransport", "Wire", crypto,
            ]
        ),
        room(
            "Subsystem",
            on: "Lab",
            ["CBOR", "COSE", "Digests", "Files", "Model", "PKIX", "PSAToken", "SoC", "Wire", crypto]
        ),
        command("bedplate-subsystem", on: "Lab", ["Digests", "Model", "Subsystem", argumentParser]),
        command("bedplate-mutant-subsystem", on: "Lab", ["Digests", "Model", "Subsystem", argumentParser]),
        // Faces
        room("API", on: "Faces"),
        room("Client", on: "Faces", ["API", "Model", asyncHTTPClient, nioCore, nioHTTP1]),
        room("Service", on: "Faces", serviceNeeds),
        room("Reports", on: "Faces", ["Assessment", "Digests", "Model", "Wire"]),
        room("Terminal", on: "Faces", ["API", "Digests", "Files", "Model", "PKIX", "Wire", argumentParser]),
        room("Agent", on: "Faces", agentNeeds),
        command(
            "bedplate-agent",
            on: "Faces",
            ["Agent", "API", "Client", "Files", "Model", "Release", "TPM2", "TPMTransport", "Terminal", argumentParser]
        ),
        command("bedplate", on: "Faces", bedplateNeeds),
        // Tests
        support("Programs", []),
        support("OpenSSLOracle", ["Programs"]),
        tests("BootCryptoTests", ["BootCrypto", crypto]),
        tests(
            "BootImageTests",
            [
                "BootCrypto", "BootImage", "BootSigning", "Digests", "KeyStore", "MCUboot", "Model", "PKIX", "SoC",
                "Wire",
            ]
        ),
        tests(
            "FirmwareTests",
            [
                "Attestation", "BootSigning", "Digests", "KeyStore", "Lab", "MCUboot", "Model", "PKIX", "Programs",
                "PSAToken", "SoC", "Subsystem", "Wire", "bedplate-subsystem",
            ]
        ),
        tests("SoCTests", ["SoC", "Wire"]),
        tests("AttackTests", ["Lab", "Model", "Programs", "bedplate-mutant-subsystem", "bedplate-subsystem"]),
        tests("PSATokenTests", ["CBOR", "PSAToken"]),
        tests("CBORTests", ["CBOR", "Wire"]),
        tests("COSETests", ["PSAToken", "CBOR", "COSE", "PKIX", "Wire", crypto]),
        tests(
            "SubsystemTests",
            [
                "Attestation", "CBOR", "COSE", "Digests", "Files", "Lab", "Model", "PKIX", "PSAToken", "Programs",
                "SoC", "Subsystem", "Wire", "bedplate-subsystem", "OpenSSLOracle", "Identity", "KeyStore", "OpenDICE",
                "Release", crypto,
            ]
        ),
        tests("WireTests", ["Wire"]),
        tests("DigestsTests", ["Digests", "Wire"]),
        tests(
            "AttestationTests",
            [
                "Attestation", "CBOR", "COSE", "InstanceSupport", "KeyStore", "Model", "Digests", "OpenDICE", "PKIX",
                "PSAToken", "SoC", "TPM2", "Wire", "EventLog", crypto,
            ]
        ),
        tests(
            "BootSigningTests",
            [
                "BootSigning", "Digests", "ESP32", "Files", "KeyStore", "Model", "PKIX", "Programs", "Wire",
                "OpenSSLOracle", "TrustedFirmware", "MCUboot", crypto, "AHAB", "OPTEE", "IntelHex", "DeviceTree", "FIT",
                "HAB", "MasterBootImage",
            ]
        ),
        tests("DeviceTreeTests", ["DeviceTree", "OpenSSLOracle", "Programs"]),
        tests("ProfilesTests", ["Assessment", "Model", "Profiles", "Readers"]),
        tests("FleetTests", ["Assessment", "CGMP", "Fleet", "Model", "PKIX", "Wire", asn1]),
        tests("AssessmentTests", ["Assessment", "Digests", "Model", "Readers", "Reports", "Wire"]),
        tests(
            "ReadersTests",
            [
                "Assessment", "BootSigning", "DeviceTree", "Digests", "Elements", "FIT", "Host", "Lab", "LabSupport",
                "MCUboot",
                "Model", "PKCS11", "PKIX", "Programs", "Readers", "TokenSupport", "TPM2", "Wire",
            ]
        ),
        tests(
            "ReportsTests",
            ["Assessment", "Digests", "Model", "Profiles", "Programs", "Readers", "Reports", "Wire"]
        ),
        support("LabSupport", ["Lab", "Model"]),
        support(
            "InstanceSupport",
            [
                "CBOR", "COSE", "Digests", "Identity", "KeyStore", "Model", "OpenDICE", "PKIX", "PSAToken", "SoC",
                "Subsystem", "Wire", crypto,
            ]
        ),
        tests("TPMTransportTests", ["TPMTransport", "TPM2", "Model", "LabSupport", "Lab"]),
        tests("LabTests", ["Programs", "Lab", "LabSupport", "TPMTransport", "Model", "Digests", "Wire"]),
        tests("TPM2Tests", ["Programs", "TPM2", "TPMTransport", "Model", "PKIX", "Wire", "Digests"]),
        tests("TPM2CryptographyTests", ["TPM2", "Digests", "Wire", "CLibCrypto", crypto]),
        tests("FilesTests", ["Files", "Model", "OpenSSLOracle"]),
        tests("KeyStoreTests", ["Files", "KeyStore", "Model", "PKIX", "Digests", "OpenSSLOracle"]),
        support("TokenSupport", ["Programs"], exclude: ["hardware-token.c"]),
        worker("ForkedSigner", ["Digests", "Files", "Model", "PKCS11"]),
        tests(
            "PKCS11Tests",
            [
                "BootSigning", "Digests", "Files", "ForkedSigner", "MCUboot", "Model", "OpenSSLOracle", "PKCS11",
                "PKIX", "Programs", "TokenSupport",
            ]
        ),
        tests(
            "KeysTests",
            [
                "Keys", "KeyStore", "PKCS11", "TPMKeys", "TPM2", "TPMTransport", "Files", "Model", "PKIX", "Digests",
                "Lab", "LabSupport", "OpenSSLOracle",
            ]
        ),
        tests(
            "IdentityTests",
            ["Identity", "KeyStore", "Model", "PKIX", "OpenSSLOracle", "TPM2", "Wire", "Digests"]
        ),
        tests("AHABTests", ["AHAB", "Digests", "PKIX"]),
        tests("HABTests", ["HAB", "PKIX"]),
        tests("MasterBootImageTests", ["MasterBootImage", "Digests", "PKIX"]),
        tests("ESP32Tests", ["ESP32", "Digests", "Wire"]),
        tests("EventLogTests", ["Programs", "EventLog", "Digests", "Wire"]),
        tests("IntelHexTests", ["IntelHex", "Wire"]),
        tests("MCUbootTests", ["MCUboot", "Wire"]),
        tests("PKIXTests", ["PKIX", "Digests", "OpenSSLOracle"]),
        tests("OPTEETests", ["OPTEE", "Wire"]),
        tests("TrustedFirmwareTests", ["TrustedFirmware", "Digests", "PKIX", "Wire"]),
        tests("TPMFilesTests", ["Programs", "TPMFiles", "TPM2", "Digests", "Wire", "Model"]),
        support("StoreConformance", ["Digests", "Model", "Ledger", crypto]),
        tests("LedgerTests", ["Ledger", "StoreConformance", "Model", "Wire"], exclude: ["SOURCES.md"]),
        worker("CommitLoop", ["StoreSQLite", "StoreConformance", "Ledger", "Model"]),
        tests(
            "StoreSQLiteTests",
            ["Programs", "StoreSQLite", "StoreConformance", "CommitLoop", "Ledger", "Model", grdb]
        ),
        worker("ServiceProcess", ["Service", logging]),
        tests("ServiceTests", serviceTestNeeds),
        tests(
            "AgentTests",
            [
                "Agent", "API", "Attestation", "Digests", "InstanceSupport", "KeyStore", "Model", "PKIX", "PSAToken",
                "Release",
                "SoC", "Terminal",
            ]
        ),
        tests(
            "CommandTests",
            ["Programs", "TokenSupport", "bedplate", "bedplate-agent", "bedplate-mutant-subsystem", grdb]
        ),
    ],
    swiftLanguageModes: [.v6]
)
