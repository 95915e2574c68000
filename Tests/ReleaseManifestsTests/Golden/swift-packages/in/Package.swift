// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "swift-acme",
    products: [
        .library(name: "Acme", targets: ["Acme"]),
        .executable(name: "acme", targets: ["AcmeTool"]),
    ],
    dependencies: [
        .package(url: "https://example.org/apple/swift-nio.git", from: "2.60.0"),
        .package(url: "https://example.org/Acme/Core", .upToNextMinor(from: "0.4.0")),
        .package(url: "https://example.org/acme/wide", "1.0.0"..<"3.0.0"),
        .package(url: "https://example.org/acme/edge", branch: "main"),
        .package(path: "Tools"),
    ],
    targets: [
        .target(name: "Acme", dependencies: [.product(name: "NIO", package: "swift-nio")]),
        .executableTarget(name: "AcmeTool", dependencies: ["Acme"]),
    ]
)

#if os(Linux)
    package.dependencies.append(.package(url: "https://example.org/acme/linux-only.git", exact: "1.0.0-rc.1"))
#endif
