let package = Package(name: name)
