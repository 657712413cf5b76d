// swift-tools-version: 6.2
// SPDX-License-Identifier: MIT
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// What each room may use. A room is a folder of Sources/HimatCore and a target of its own, so the compiler keeps the walls.
let parser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let memoryLogging: Target.Dependency = .product(name: "InMemoryLogging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let collections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: "Himat\(name)", dependencies: dependencies, path: "Sources/HimatCore/\(name)", swiftSettings: settings)
}

func binary(_ name: String, _ module: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: module, dependencies: [parser, logging] + dependencies, path: "Sources/\(name)", swiftSettings: settings)
}

let rooms = [
    "Support", "YAML", "Config", "HTTP", "AWS", "Kubernetes", "Containers", "Inventory", "Engine", "Workloads",
    "CommandLine",
]

let package = Package(
    name: "himat",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "HimatCore", targets: ["HimatCore"]),
        .executable(name: "himat-eks", targets: ["HimatEKS"]),
        .executable(name: "himat-k8s", targets: ["HimatK8s"]),
        .executable(name: "himat-image", targets: ["HimatImage"]),
        .executable(name: "himat-inventory", targets: ["HimatInventoryCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // Without pkgConfig, which would link libcurl: it is opened when the first transfer needs it (CCurl/shim.h).
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]),
        .systemLibrary(
            name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),

        room("Support", [crypto, system]),
        room("YAML", ["CLibYAML", "HimatSupport"]),
        room("Config", ["HimatSupport", "HimatYAML"]),
        room("HTTP", ["CCurl", "HimatSupport", crypto, logging]),
        room("AWS", ["CExpat", "HimatSupport", "HimatHTTP", crypto, subprocess, system, logging]),
        room("Kubernetes", ["HimatSupport", "HimatHTTP", "HimatYAML", crypto, subprocess, system, logging]),
        room("Containers", ["HimatSupport", "HimatHTTP", crypto, subprocess, system]),
        room("Inventory", ["CSQLite", "HimatSupport"]),
        room("Engine", ["HimatSupport"]),
        room("Workloads", ["HimatSupport", "HimatConfig"]),
        room(
            "CommandLine",
            ["HimatSupport", "HimatYAML", "HimatConfig", "HimatInventory", "HimatEngine", parser, logging]),
        .target(
            name: "HimatCore", dependencies: rooms.map { .byName(name: "Himat\($0)") }, path: "Sources/HimatCore",
            exclude: rooms, sources: ["HimatCore.swift", "ECR+Credentials.swift", "KubernetesConnection+EKS.swift"],
            swiftSettings: settings),

        binary("himat-eks", "HimatEKS", ["HimatCore", crypto]),
        binary("himat-k8s", "HimatK8s", ["HimatCore", crypto, subprocess, system]),
        binary("himat-image", "HimatImage", ["HimatCore", crypto, system]),
        binary("himat-inventory", "HimatInventoryCommand", ["HimatCore"]),

        .target(
            name: "HimatTestSupport", dependencies: ["HimatCore", crypto, subprocess, system],
            path: "Tests/HimatTestSupport", exclude: ["Servers"], swiftSettings: settings),
        .executableTarget(
            name: "HimatProbe", dependencies: ["HimatCore", parser], path: "Tests/HimatProbe", swiftSettings: settings),
        .testTarget(
            name: "HimatCoreTests",
            dependencies: [
                "HimatCore", "HimatProbe", "HimatTestSupport", crypto, parser, logging, memoryLogging, subprocess,
                system,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "HimatEKSTests", dependencies: ["HimatCore", "HimatEKS", "HimatTestSupport", parser],
            swiftSettings: settings),
        .testTarget(
            name: "HimatK8sTests", dependencies: ["HimatCore", "HimatK8s", "HimatTestSupport", parser],
            exclude: ["Golden"],
            swiftSettings: settings),
        .testTarget(
            name: "HimatImageTests", dependencies: ["HimatCore", "HimatImage", "HimatTestSupport", parser],
            swiftSettings: settings),
        .testTarget(
            name: "HimatInventoryTests",
            dependencies: ["HimatCore", "HimatInventoryCommand", "HimatTestSupport", parser], swiftSettings: settings),
        // Real engines and registries: `make test-images`.
        .testTarget(
            name: "ContainersTests",
            dependencies: ["HimatCore", "HimatImage", "HimatTestSupport", parser], swiftSettings: settings),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "HimatCore", "HimatEKS", "HimatK8s", "HimatInventoryCommand", "HimatTestSupport", parser, subprocess,
                system,
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
