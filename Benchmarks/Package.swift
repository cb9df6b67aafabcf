// swift-tools-version: 6.2
import PackageDescription

/// As in the house itself: the newest rules, and no warning is left to read later.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

/// What is measured.
let measured = [
    "AHAB", "API", "Agent", "Attestation", "BootSigning", "CGMP", "Client", "Digests", "ESP32", "EventLog", "Files",
    "Fleet", "HAB",
    "Identity", "KeyStore", "Lab", "Ledger", "MCUboot", "MasterBootImage", "Model", "PKIX", "Release", "Service",
    "StoreSQLite", "TPM2", "TPMTransport", "TrustedFirmware", "Wire",
]

let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "bedplate", path: ".."),
        // The bare primitives that ours are measured against.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // An HTTP client that shows headers, and the log that the service is given.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        .executableTarget(
            name: "benchmarks",
            dependencies: measured.map { .product(name: $0, package: "bedplate") } + [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        )
    ],
    swiftLanguageModes: [.v6]
)
