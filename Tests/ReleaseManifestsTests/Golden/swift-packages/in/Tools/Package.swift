let package = Package(name: "Tools", targets: [.executableTarget(name: "tool")])
