// swift-tools-version: 6.0
import PackageDescription

/// Written once, since a misspelled feature name is ignored in silence.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
/// For RSA, by which a GitHub App proves itself.
let cryptoExtras: Target.Dependency = .product(name: "_CryptoExtras", package: "swift-crypto")

func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }

/// A library of ours; the arrows of ARCHITECTURE.md are the `needs`.
func library(_ name: String, needs: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: needs, swiftSettings: settings)
}

/// The tests of one library, beside what every test may use.
func tests(_ name: String, needs: [Target.Dependency] = [], excluding: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: (name == "ReleaseModel" ? [] : [.init(stringLiteral: name)]) + ["ReleaseModel", "ReleaseTestKit"]
            + needs,
        exclude: excluding, swiftSettings: settings)
}

let package = Package(
    name: "slipway",
    products: [.executable(name: "slipway", targets: ["slipway"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", "3.0.0"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.65.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(
            name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(
            name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
        .target(name: "CCurl", dependencies: ["CLibCurl"]),
        .target(name: "CSpawn"),
        .target(name: "CFiles"),
        library("ReleaseModel"),
        library("ReleaseText", needs: ["ReleaseModel"]),
        library("ReleaseManifests", needs: ["ReleaseText", "ReleaseModel", crypto]),
        library("ReleasePlanning", needs: ["ReleaseModel", crypto]),
        library("ReleaseConfig", needs: ["ReleaseText", "ReleaseModel"]),
        library(
            "ReleasePlease",
            needs: ["ReleasePlanning", "ReleaseConfig", "ReleaseManifests", "ReleaseText", "ReleaseModel"]),
        library("ReleasePorts", needs: ["ReleaseModel"]),
        library(
            "ReleaseObservation",
            needs: [
                "ReleasePlease", "ReleasePorts", "ReleasePlanning", "ReleaseManifests", "ReleaseText", "ReleaseModel",
            ]),
        library("ReleaseEngine", needs: ["ReleasePorts", "ReleasePlanning", "ReleaseModel"]),
        library(
            "ReleaseAdapters",
            needs: [
                "ReleasePorts", "ReleaseModel", "CSpawn", "CFiles", "CCurl", "CLibCurl", "CLibArchive", crypto,
                cryptoExtras,
            ]),
        library("ReleaseStores", needs: ["ReleasePorts", "ReleaseModel", "CSQLite", "CLibPQ", crypto]),
        library(
            "ReleaseOperations",
            needs: [
                "ReleaseEngine", "ReleaseObservation", "ReleasePlease", "ReleasePlanning", "ReleasePorts",
                "ReleaseModel",
            ]),
        library(
            "ReleaseReports",
            needs: [
                "ReleaseOperations", "ReleaseEngine", "ReleaseObservation", "ReleasePlease", "ReleasePlanning",
                "ReleaseConfig", "ReleasePorts", "ReleaseModel",
            ]),
        library(
            "ReleaseComposition",
            needs: [
                "ReleaseOperations", "ReleaseEngine", "ReleaseAdapters", "ReleaseStores", "ReleasePlease",
                "ReleaseConfig", "ReleasePorts", "ReleaseModel",
            ]),
        library(
            "ReleaseRehearsal",
            needs: [
                "ReleaseComposition", "GitHubDouble", "ReleaseOperations", "ReleaseEngine", "ReleaseAdapters",
                "ReleasePlanning", "ReleasePorts", "ReleaseModel",
            ]),
        library(
            "ReleaseCLI",
            needs: [
                "ReleaseServer", "ReleaseRehearsal", "ReleaseComposition", "ReleaseReports", "ReleaseOperations",
                "ReleaseEngine", "ReleaseObservation",
                "ReleaseAdapters", "ReleaseStores", "ReleaseConfig",
                "ReleasePlease", "ReleaseManifests", "ReleasePlanning", "ReleasePorts", "ReleaseModel",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(
            name: "ReleaseConsole",
            dependencies: [
                "ReleaseReports", "ReleaseOperations", "ReleaseEngine", "ReleasePlanning", "ReleaseModel",
            ],
            resources: [
                .embedInCode("Assets/console.css"), .embedInCode("Assets/console.js"),
                .embedInCode("Assets/icon.svg"),
            ], swiftSettings: settings),
        library(
            "ReleaseServer",
            needs: [
                "ReleaseConsole", "ReleaseHTTPServer", "ReleaseReports", "ReleaseOperations", "ReleaseEngine",
                "ReleasePlanning", "ReleasePorts", "ReleaseModel",
            ]),
        library("ReleaseHTTPServer", needs: [nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1")]),
        library(
            "GitHubDouble",
            needs: [
                "ReleaseHTTPServer", "ReleaseAdapters", "ReleasePorts", "ReleaseText", "ReleaseModel", crypto,
                .product(name: "_CryptoExtras", package: "swift-crypto"),
            ]),
        .executableTarget(
            name: "slipway-github-double", dependencies: ["GitHubDouble", "ReleaseAdapters", "ReleaseModel"],
            path: "Doubles/GitHub",
            swiftSettings: settings),
        .executableTarget(name: "slipway", dependencies: ["ReleaseCLI"], swiftSettings: settings),
        .executableTarget(
            name: "slipway-bench",
            dependencies: [
                "ReleaseEngine", "ReleaseAdapters", "ReleaseStores", "ReleaseManifests", "ReleasePlanning",
                "ReleasePorts", "ReleaseModel", "ReleaseTestKit", "GitHubDouble", "CSQLite", "CLibPQ",
            ],
            path: "Benchmarks", swiftSettings: settings),
        .executableTarget(
            name: "slipway-crash",
            dependencies: [
                "ReleaseCLI", "ReleaseComposition", "ReleaseOperations", "ReleaseEngine", "ReleasePorts",
                "ReleaseModel", "ReleaseTestKit",
            ],
            path: "Crashes", swiftSettings: settings),
        .executableTarget(
            name: "slipway-roundtrip", dependencies: ["ReleaseManifests", "ReleaseModel"], path: "Acceptance",
            swiftSettings: settings),
        library("ReleaseTestKit", needs: ["ReleasePorts", "ReleaseModel", crypto]),
        library("ReleaseTestTraits", needs: ["ReleaseTestKit"]),
        tests("ReleaseModel"),
        tests("ReleasePlanning", needs: ["ReleaseEngine", "ReleaseManifests"], excluding: ["Golden"]),
        tests(
            "ReleaseEngine",
            needs: ["ReleaseManifests", "ReleaseObservation", "ReleasePlanning", "ReleasePorts", "ReleaseStores"]),
        tests(
            "ReleaseStores", needs: ["ReleasePlanning", "ReleasePorts", "CSQLite", "CLibPQ"], excluding: ["Released"]),
        tests(
            "ReleaseOperations",
            needs: [
                "ReleaseAdapters", "ReleaseEngine", "ReleaseManifests", "ReleasePlanning", "ReleasePorts",
                "ReleaseStores", "ReleaseTestTraits",
            ]),
        tests(
            "ReleaseReports",
            needs: ["ReleaseOperations", "ReleaseEngine", "ReleaseManifests", "ReleasePlanning", "ReleasePorts"],
            excluding: ["Golden"]),
        tests(
            "ReleaseCLI",
            needs: [
                "slipway", "GitHubDouble", "ReleaseTestTraits", "ReleaseAdapters", "ReleaseComposition",
                "ReleaseServer", "ReleaseHTTPServer", "ReleaseOperations", "ReleasePlanning", "ReleasePorts",
                "ReleaseStores", crypto, cryptoExtras,
            ]),
        tests("ReleaseConsole", needs: ["ReleaseEngine", "ReleaseOperations", "ReleasePlanning"]),
        tests("ReleaseObservation", needs: ["ReleaseAdapters", "ReleaseManifests", "ReleasePorts"]),
        tests("ReleaseAdapters", needs: ["GitHubDouble", "ReleasePorts", "ReleaseTestTraits"]),
        tests("ReleaseHTTPServer", needs: ["ReleaseAdapters"]),
        tests(
            "GitHubDouble",
            needs: [
                "slipway-github-double", "ReleaseHTTPServer", "ReleaseAdapters", "ReleasePorts", "ReleaseTestTraits",
                crypto,
                .product(name: "_CryptoExtras", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "SlipwayTests",
            dependencies: [
                "slipway", "slipway-crash", "ReleaseCLI", "ReleaseAdapters", "ReleaseStores", "ReleasePorts",
                "ReleaseModel", "ReleaseConfig", "ReleaseEngine", "GitHubDouble",
                "ReleaseTestKit", "ReleaseTestTraits",
            ],
            swiftSettings: settings),
        tests("ReleaseText"),
        tests("ReleaseManifests", needs: ["ReleaseText"], excluding: ["Golden"]),
        tests("ReleaseConfig", needs: ["ReleaseEngine", "ReleasePlanning"], excluding: ["Examples"]),
        tests(
            "ReleasePlease",
            needs: ["ReleaseEngine", "ReleasePlanning", "ReleaseConfig", "ReleaseManifests", "ReleaseText"],
            excluding: ["Golden"]),
    ]
)
