package import ReleaseModel
import ReleaseText

/// What the registry and Cargo itself would refuse, as far as files tell.
extension CargoEcosystem {
    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [LockedPackage] in
            guard RepositoryPath.name(of: path) == "Cargo.lock", CargoEcosystem.isManifest(path) else { return [] }
            let document = TOMLDocument(file: path, bytes: bytes)
            let places = TextPlaces(file: path, bytes: bytes)
            return CargoLock(document: document).entries.map { entry in
                LockedPackage(
                    package: entry.name, version: entry.version,
                    place: places.place(at: entry.versionRange.lowerBound), isLocal: entry.source == nil)
            }
        }
    }

    package func lockCommand(for file: String) -> String? {
        RepositoryPath.name(of: file) == "Cargo.lock" ? "cargo update --workspace" : nil
    }

    package func lockedLinks(in files: [String: [UInt8]]) -> [LockedLink] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [LockedLink] in
            guard RepositoryPath.name(of: path) == "Cargo.lock", CargoEcosystem.isManifest(path) else { return [] }
            return CargoLock(document: TOMLDocument(file: path, bytes: bytes)).links
        }
    }

    /// What a crate of the workspace requires and its entry in the lock does not name, or names with a version that the
    /// requirement refuses; what the entry names although nothing requires it any more; and crates without an entry.
    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        let locks = files.filter {
            RepositoryPath.name(of: $0.key) == "Cargo.lock" && CargoEcosystem.isManifest($0.key)
        }
        guard !locks.isEmpty else { return [] }
        var workspaces = CargoWorkspaces(files)
        return locks.sorted { $0.key < $1.key }.flatMap { path, bytes -> [UnlockedRequirement] in
            let lock = CargoLock(document: TOMLDocument(file: path, bytes: bytes))
            let folder = RepositoryPath.folder(of: path)
            return lock.missing(among: workspaces.certainMembers(of: folder))
                + workspaces.members(of: folder).flatMap { lock.unlocked(of: $0, accepts: accepts) }
        }
    }

    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        ReleaseManifests.missingTargets(in: files, of: self, manifests: ["Cargo.toml"])
    }

    /// Members that are named and have no `Cargo.toml`; a pattern that finds none is allowed.
    package func missingMembers(in files: [String: [UInt8]]) -> [Diagnostic] {
        let mark = Array("[workspace".utf8)
        return files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Diagnostic] in
            guard RepositoryPath.name(of: path) == "Cargo.toml", isManifest(path: path),
                !liesInSampleFolder(path: path), bytes.holds(mark)
            else { return [] }
            let document = TOMLDocument(file: path, bytes: bytes)
            let workspace = document.root["workspace"]?.table
            return ReleaseManifests.missingMembers(
                workspace?["members"]?.array ?? [], of: document, at: path, manifest: "Cargo.toml",
                code: "cargo.missing-member", files: files, isLookedFor: isManifest(path:))
        }
    }

    /// Those of `[[bin]]`, and what Cargo finds by itself: `src/main.rs`, `src/bin/x.rs`, `src/bin/x/main.rs`
    /// ([targets](https://doc.rust-lang.org/cargo/reference/cargo-targets.html)).
    package func binaries(of folder: String, files: [String: [UInt8]], paths: [String]) -> [String]? {
        let base = folder == "." ? "" : folder + "/"
        guard let bytes = files[base + "Cargo.toml"] else { return nil }
        let root = TOMLDocument(file: base + "Cargo.toml", bytes: bytes).root
        guard let package = root.entry("package")?.value.table, let name = package["name"]?.string else { return nil }
        let listed = root["bin"]?.array ?? []
        var found = Set(listed.compactMap { $0.table?["name"]?.string })
        let named = Set(listed.compactMap { $0.table?["path"]?.string })
        if package["autobins"]?.boolean != false {
            for path in paths where path.hasPrefix(base + "src/") {
                let inner = String(path.dropFirst(base.count))
                guard !named.contains(inner) else { continue }
                if inner == "src/main.rs" {
                    found.insert(name)
                } else if let match = inner.wholeMatch(of: /src\/bin\/([^\/]+?)(?:\.rs|\/main\.rs)/) {
                    found.insert(String(match.1))
                }
            }
        }
        return found.sorted()
    }

    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] {
        let known = Set(paths)
        let manifests = files.filter { RepositoryPath.name(of: $0.key) == "Cargo.toml" && isManifest(path: $0.key) }
            .filter { !liesInSampleFolder(path: $0.key) }
        return manifests.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Diagnostic] in
            let manifest = CargoManifest(file: path, bytes: bytes)
            guard manifest.diagnostics.isEmpty else { return [] }
            var inspection = CargoInspection(manifest: manifest, paths: known)
            inspection.inspect()
            return inspection.diagnostics
        }
    }
}

/// The rules of [publishing](https://doc.rust-lang.org/cargo/reference/publishing.html) and of
/// [the manifest](https://doc.rust-lang.org/cargo/reference/manifest.html) for one `Cargo.toml`.
private struct CargoInspection {
    let manifest: CargoManifest
    let paths: Set<String>
    private var reader: TOMLReader

    var diagnostics: [Diagnostic] { reader.diagnostics }

    init(manifest: CargoManifest, paths: Set<String>) {
        self.manifest = manifest
        self.paths = paths
        reader = TOMLReader(document: manifest.document, area: "cargo")
    }

    private var document: TOMLDocument { manifest.document }

    private mutating func note(_ code: String, at value: TOMLValue, _ message: String, suggestion: String) {
        reader.note(code, at: value, message, suggestion: suggestion)
    }

    mutating func inspect() {
        checkMembers()
        guard let entry = document.root.entry("package"), let package = entry.value.table else { return }
        if package["publish"]?.boolean == false || package["publish"]?.array?.isEmpty == true { return }
        checkKeywords(package)
        checkCategories(package)
        checkLicence(package, entry.value)
        checkReadme(package)
        checkPathDependencies()
        if let name = package["name"], let text = name.string, !isCrateName(text) {
            note(
                "crate-name", at: name, "'\(text.prefix(80))' is not a crate name that a registry accepts.",
                suggestion: "Use at most 64 ASCII letters, digits, - and _, beginning with a letter.")
        }
    }

    private func isCrateName(_ text: String) -> Bool {
        text.utf8.count <= 64 && text.utf8.allSatisfy(\.isWordOrHyphen)
            && (text.utf8.first?.isLetter ?? false)
    }

    /// Members that are listed and not there; a pattern must find something.
    private mutating func checkMembers() {
        let members = document.root["workspace"]?.table?["members"]?.array ?? []
        for member in members {
            guard let text = member.string else { continue }
            let pattern = RepositoryPath.joined(manifest.folder, text)
            let isThere = paths.contains { path in
                RepositoryPath.name(of: path) == "Cargo.toml"
                    && RepositoryPath.matches(RepositoryPath.folder(of: path), pattern: pattern)
            }
            if !isThere {
                note(
                    "missing-member", at: member, "The workspace member '\(text)' is not there.",
                    suggestion: "Remove it from the list, or add its Cargo.toml.")
            }
        }
    }

    private mutating func checkKeywords(_ package: TOMLTable) {
        guard let keywords = package["keywords"], let list = keywords.array else { return }
        if list.count > 5 {
            note(
                "too-many-keywords", at: keywords, "There are \(list.count) keywords; a registry takes at most five.",
                suggestion: "Remove \(list.count - 5).")
        }
        for keyword in list {
            guard let text = keyword.string else { continue }
            let isAllowed =
                !text.isEmpty && text.utf8.count <= 20
                && text.utf8.allSatisfy { $0.isWordOrHyphen || $0 == UInt8(ascii: "+") }
                && text.first.map { $0.isLetter || $0.isNumber } == true
            if !isAllowed {
                note(
                    "keyword", at: keyword, "'\(text.prefix(40))' is not a keyword that a registry accepts.",
                    suggestion: "Use at most 20 ASCII letters, digits, -, _ and +, beginning with a letter or digit.")
            }
        }
    }

    private mutating func checkCategories(_ package: TOMLTable) {
        guard let categories = package["categories"], let list = categories.array else { return }
        if list.count > 5 {
            note(
                "too-many-categories", at: categories,
                "There are \(list.count) categories; a registry takes at most five.",
                suggestion: "Remove \(list.count - 5).")
        }
        for category in list {
            guard let text = category.string, !cargoCategories.contains(text) else { continue }
            note(
                "category", at: category, "'\(text.prefix(60))' is not a category slug of Rust's registry.",
                suggestion: "Take one of the registry's list; unknown ones are dropped when publishing.")
        }
    }

    private func inherits(_ key: String, in package: TOMLTable) -> Bool { package[key]?.table != nil }

    private mutating func checkLicence(_ package: TOMLTable, _ value: TOMLValue) {
        if package["license"] == nil, package["license-file"] == nil {
            note(
                "no-license", at: value, "The crate names no licence, without which a registry refuses it.",
                suggestion: "Add license = \"…\" with an SPDX expression, or license-file; or publish = false.")
        } else if let file = package["license-file"], let text = file.string,
            !paths.contains(RepositoryPath.joined(manifest.folder, text))
        {
            note(
                "missing-license-file", at: file, "The licence file '\(text)' is not there.",
                suggestion: "Correct the path.")
        }
        if package["license"] != nil, let file = package["license-file"] {
            note(
                "two-licenses", at: file, "The crate has both license and license-file; a registry takes one.",
                suggestion: "Keep license for an SPDX expression, license-file for anything else.")
        }
        if package["description"] == nil {
            note(
                "no-description", at: value, "The crate has no description, without which a registry refuses it.",
                suggestion: "Add description = \"…\", or publish = false.")
        }
    }

    private mutating func checkReadme(_ package: TOMLTable) {
        guard let readme = package["readme"], let text = readme.string,
            !paths.contains(RepositoryPath.joined(manifest.folder, text))
        else { return }
        note("missing-readme", at: readme, "The readme '\(text)' is not there.", suggestion: "Correct the path.")
    }

    /// What is required by path alone can't be resolved by a registry; dev requirements are left out when publishing.
    private mutating func checkPathDependencies() {
        // A patch is for this workspace alone: it is not part of what is published.
        for dependency in manifest.dependencies
        where dependency.kind != .dev && dependency.kind != .patch && !dependency.isInherited {
            guard dependency.requirement == nil else { continue }
            if dependency.value.table?["git"] != nil {
                note(
                    "git-without-version", at: dependency.value,
                    "'\(ValuePath.quoted(dependency.alias))' is required from git without a version, so the crate can't be published.",
                    suggestion: "Add version = \"…\" beside it, or publish = false to the package.")
            }
            guard dependency.path != nil else { continue }
            note(
                "path-without-version", at: dependency.value,
                "'\(ValuePath.quoted(dependency.alias))' is required by path without a version, so the crate can't be published.",
                suggestion: "Add version = \"…\" beside the path, or publish = false to the package.")
        }
    }
}

/// The category slugs of Rust's registry, as of 2025.
private let cargoCategories: Set<String> = {
    let grouped: [(String, [String])] = [
        ("aerospace", ["drones", "protocols", "simulation", "space-protocols", "unmanned-aerial-vehicles"]),
        ("cryptography", ["cryptocurrencies"]),
        (
            "development-tools",
            ["build-utils", "cargo-plugins", "debugging", "ffi", "procedural-macro-helpers", "profiling", "testing"]
        ),
        ("multimedia", ["audio", "encoding", "images", "video"]), ("no-std", ["no-alloc"]),
        (
            "os",
            ["android-apis", "freebsd-apis", "linux-apis", "macos-apis", "unix-apis", "windows-apis"]
        ),
        ("rendering", ["data-formats", "engine", "graphics-api"]),
        (
            "science",
            [
                "bioinformatics", "bioinformatics::genomics", "bioinformatics::proteomics",
                "bioinformatics::sequence-analysis", "computational-chemistry", "geo", "neuroscience",
                "quantum-computing", "robotics",
            ]
        ),
        ("web-programming", ["http-client", "http-server", "websocket"]),
    ]
    let alone = """
        accessibility algorithms api-bindings asynchronous authentication automotive caching command-line-interface \
        command-line-utilities compilers compression computer-vision concurrency config data-structures database \
        database-implementations date-and-time email embedded emulators encoding external-ffi-bindings filesystem \
        finance game-development game-engines games graphics gui hardware-support internationalization localization \
        mathematics memory-management network-programming parser-implementations parsing rust-patterns security \
        simulation template-engine text-editors text-processing value-formatting virtualization visualization wasm
        """
    let slugs = grouped.flatMap { group, members in [group] + members.map { group + "::" + $0 } }
    return Set(slugs).union(alone.split(separator: " ").map(String.init))
}()
