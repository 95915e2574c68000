import ReleaseModel
import ReleaseText

/// What a `build.gradle` or `settings.gradle`, in Groovy or Kotlin, says in plain words.
///
/// A script is a program; what it computes is not seen. Seen are assignments of texts to `version` and `group`, calls
/// within `dependencies { … }` and `plugins { … }`, and the projects of the settings.
struct GradleScript {
    let file: String
    let bytes: [UInt8]
    private(set) var values: [ScannedValue] = []
    /// By the path of blocks in which they stand: `version`, `allprojects.group`.
    private(set) var assignments: [String: ScannedValue] = [:]
    /// What assignments are where they are no plain text, by the same paths.
    private(set) var expressions: [String: Expression] = [:]
    /// Variables of the script that are plain texts, by name: `val v = "1.2"`, `ext.v = '1.2'`.
    var definitions: [String: ScannedValue] {
        Dictionary(
            assignments.compactMap { path, value in
                path.hasPrefix(GradleScript.definition)
                    ? (String(path.dropFirst(GradleScript.definition.count)), value) : nil
            }, uniquingKeysWith: { $1 })
    }
    /// Variables whose text the script computes.
    private(set) var computedDefinitions: Set<String> = []
    /// The token with which a variable's value begins.
    private(set) var definitionStarts: [String: Int] = [:]
    private static let definition = "define."
    /// What the block of a publication is called.
    private static let publication = "publication"
    /// What the block of an object or class begins with.
    static let type = "type "
    /// The versions of Maven publications that stand there as texts.
    private(set) var publications: [Publication] = []
    private(set) var dependencies: [Dependency] = []
    private(set) var rootName: String?
    /// `:a:b`
    private(set) var includes: [String] = []
    /// Scripts that are applied by their path: `apply from: "version.gradle"`.
    private(set) var applied: [String] = []
    /// Folders of builds that settings include for the sake of their plugins.
    private(set) var pluginBuilds: [String] = []
    /// The plugins that the script applies by name; nil among them: one whose name is not written here.
    private(set) var plugins: [String?] = []
    /// Whether anything in it speaks of publishing.
    let mentionsPublishing: Bool
    /// Whether it applies something to the projects below it.
    let configuresOthers: Bool
    /// Those of them that the script applies to other projects: within `subprojects` or `allprojects`.
    private(set) var appliedToOthers: [String] = []
    /// Plugins that are applied without a version, such as scripts of the build itself.
    private(set) var buildPlugins: [String] = []
    /// Objects and classes that it declares.
    private(set) var types: Set<String> = []
    /// The folders of projects that do not lie where their path says.
    private(set) var projectFolders: [String: String] = [:]

    /// What a value is that is not written where it stands.
    struct Expression {
        enum Kind: Equatable {
            /// A property or variable: `VERSION_NAME`, `property("VERSION_NAME")`, `"$appVersion"`.
            case name(String)
            /// What an object that the script reads has: `props["version"]`, `props.getProperty("version")`,
            /// `Versions.app`.
            case entry(String, of: String)
            /// A version of a catalogue, as scripts call it: `libs.versions.app.get()`.
            case catalogued(String, in: String)
            /// Put together of other values of the repository, or read from one of its files.
            case computed
            /// Given by the build's surroundings, such as tags or the command line, or what another project has.
            case elsewhere
        }
        var kind: Kind
        var offset: Int
        /// Whether a version stands in it all the same: what is taken where its name has no value.
        var containsVersion = false
        /// All that it is made of: what stands there, and the variables and functions of the script in it.
        var tokens: [SourceToken] = []
    }

    /// The version under which something is published, where it is not left to the project.
    struct Publication {
        /// nil where it is one of the script's ``expressions``.
        var value: ScannedValue?
        /// Of the expression.
        var key: String
        /// Whether the script says it for the projects below it.
        var isOfOthers: Bool
    }

    struct Dependency {
        enum Target: Equatable {
            /// `group:name`, with the version as written; nil without one.
            case module(String, version: ScannedValue?)
            /// `group:name` with a version that is a property: `$coreVersion`.
            case moduleWithProperty(String, property: String)
            /// `:core`
            case project(String)
            /// `libs.core.api` or `projects.core`
            case accessor(String)
        }
        var configuration: String
        var target: Target
        var offset: Int
        var isOfBuild: Bool
        /// Whether it stands in a source set or test suite that only tests see (`jvmTest { dependencies { … } }`).
        var isOfTests: Bool
    }

    let scanner: GradleTokens
    private var index = 0
    /// The names of the blocks around, outermost first.
    private var blocks: [String] = []

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        scanner = GradleTokens(bytes: bytes, isKotlin: file.hasSuffix(".kts"))
        mentionsPublishing = GradleScript.publishing.contains { bytes.holds($0) }
        configuresOthers =
            ["subprojects", "allprojects"].contains { bytes.holds(Array($0.utf8)) } && bytes.holds(Array("apply".utf8))
        while index < scanner.tokens.count { statement() }
        number()
    }

    private var tokens: [GradleTokens.Token] { scanner.tokens }

    func kind(_ index: Int) -> GradleTokens.Kind {
        index < scanner.tokens.count ? scanner.tokens[index].kind : .end
    }

    func word(_ index: Int) -> String? {
        kind(index) == .word ? scanner.text(scanner.tokens[index]) : nil
    }

    func isSymbol(_ index: Int, _ symbol: Unicode.Scalar) -> Bool {
        kind(index) == .symbol(UInt8(ascii: symbol))
    }

    /// A text that is written as it is.
    func plain(_ index: Int) -> String? {
        if case .string(true, _) = kind(index) { scanner.text(scanner.tokens[index]) } else { nil }
    }

    func isString(_ index: Int) -> Bool {
        if case .string = kind(index) { true } else { false }
    }

    /// Reads what a statement begins with, then walks to its end or to the block that it opens.
    private mutating func statement() {
        let start = index
        if let name = word(start) { read(name, at: start) }
        if blocks.last == "plugins", isSymbol(start, "`") { plugins.append(quotedName(at: start)) }
        while index < scanner.tokens.count {
            switch scanner.tokens[index].kind {
            case .symbol(UInt8(ascii: "{")):
                index += 1
                blocks.append(blockName(from: start))
                return
            case .symbol(UInt8(ascii: "}")):
                index += 1
                _ = blocks.popLast()
                return
            case .end:
                index += 1
                return
            default: index += 1
            }
        }
    }

    /// Kotlin's `` `maven-publish` ``.
    private func quotedName(at start: Int) -> String? {
        let end = (start + 1..<min(start + 16, max(start + 1, tokens.count))).first { isSymbol($0, "`") }
        return end.map {
            String(decoding: bytes[tokens[start].range.upperBound..<tokens[$0].range.lowerBound], as: UTF8.self)
        }
    }

    /// What a block configures: the first word, or the object that is fetched or made by its name –
    /// `val jvmTest by getting {`, `named("jvmTest") {`, `sourceSets.getByName("test") {`.
    private mutating func blockName(from start: Int) -> String {
        guard let first = word(start) else { return plain(start) ?? "" }
        for at in start..<start + 4 where ["object", "class", "interface"].contains(word(at)) {
            guard let name = word(at + 1) else { continue }
            types.insert(name)
            return GradleScript.type + name
        }
        let isOfPublications = (start..<max(start, index - 1)).contains { word($0) == "publications" }
        if isOfPublications, index - 1 > start + 1 { return GradleScript.publication }
        if first == "val" || first == "def", let name = word(start + 1) { return name }
        let lookups: Set = ["named", "getByName", "create", "register", "maybeCreate"]
        for at in start..<max(start, index - 1) {
            if let call = word(at), lookups.contains(call), isSymbol(at + 1, "("), let name = plain(at + 2) {
                return name
            }
        }
        return first
    }

    private mutating func read(_ name: String, at start: Int) {
        readPublication(name, at: start)
        switch blocks.last {
        case "dependencies", "constraints": readDependency(name, at: start)
        case "plugins": readPlugin(name, at: start)
        case nil, "allprojects", "subprojects":
            readAssignment(name, at: start)
            readDefinition(name, at: start)
        case "ext", "extra", "buildscript": readDefinition(name, at: start)
        case let block? where block.hasPrefix(GradleScript.type): readDefinition(name, at: start)
        case "defaultConfig" where blocks == ["android", "defaultConfig"]: readAndroid(name, at: start)
        case _ where blocks.count == 3 && blocks.starts(with: ["android", "productFlavors"]):
            readAndroid(name, at: start)
        default: break
        }
        if blocks.isEmpty { readSettings(name, at: start) }
        if blocks.isEmpty || blocks == ["allprojects"] || blocks == ["subprojects"] { readApplied(name, at: start) }
        if name == "includeBuild", blocks == ["pluginManagement"],
            let folder = plain(isSymbol(start + 1, "(") ? start + 2 : start + 1)
        {
            pluginBuilds.append(folder)
        }
    }

    /// `apply from: "x.gradle"`, Kotlin's `apply(from = "x.gradle")`, and with `rootProject.file("x.gradle")` or below
    /// `$rootDir/`; `apply plugin: "x"`.
    private mutating func readApplied(_ name: String, at start: Int) {
        let at = isSymbol(start + 1, "(") ? start + 2 : start + 1
        guard name == "apply", let key = word(at), isSymbol(at + 1, ":") || isSymbol(at + 1, "=") else { return }
        if key == "plugin", blocks.isEmpty { plugins.append(plain(at + 2)) }
        guard let value = (at + 2..<at + 10).prefix(while: { kind($0) != .end }).first(where: isString) else { return }
        var path = Substring(scanner.text(scanner.tokens[value]))
        if key == "plugin" { buildPlugins.append(String(path)) }
        guard key == "from" else { return }
        for root in [
            "$rootDir/", "${rootDir}/", "$rootProject.projectDir/", "${rootProject.projectDir}/", "$projectDir/",
        ]
        where path.hasPrefix(root) {
            path = path.dropFirst(root.count)
        }
        guard !path.contains("$"), !path.contains("://") else { return }
        applied.append(String(path))
        if !blocks.isEmpty { appliedToOthers.append(String(path)) }
    }

    /// `version = "1.2"`, `version '1.2'` and `project.version = …`.
    private mutating func readAssignment(_ name: String, at start: Int) {
        var (name, at) = (name, start)
        if name == "project", isSymbol(at + 1, "."), let next = word(at + 2) { (name, at) = (next, at + 2) }
        guard name == "version" || name == "group", blocks.count <= 1 else { return }
        assign(blocks + [name], at: isSymbol(at + 1, "=") ? at + 2 : at + 1)
    }

    /// `versionName = "1.2"` and `versionCode 7`, which is a number without quotes
    /// ([Android](https://developer.android.com/studio/publish/versioning)).
    private mutating func readAndroid(_ name: String, at start: Int) {
        guard name == "versionName" || name == "versionCode" else { return }
        assign(blocks + [name], at: isSymbol(start + 1, "=") ? start + 2 : start + 1, isNumber: name == "versionCode")
    }

    /// `val v = "1.2"`, `def v = '1.2'`, `ext.v = '1.2'`, `v = '1.2'` within `ext`, `extra["v"] = "1.2"`, and Kotlin's
    /// `val v: String by project`, which is the property of that name.
    private mutating func readDefinition(_ name: String, at start: Int) {
        var at = start
        let modifiers: Set = [
            "val", "var", "def", "String", "final", "const", "static", "public", "private", "internal",
        ]
        while let word = word(at), modifiers.contains(word), self.word(at + 1) != nil { at += 1 }
        while let word = word(at),
            ["project", "rootProject", "gradle", "ext", "extra", "val", "String"].contains(word),
            isSymbol(at + 1, ".") || self.word(at + 1) != nil
        {
            at += isSymbol(at + 1, ".") ? 2 : 1
        }
        var defined = word(at)
        if name == "extra" || name == "ext", isSymbol(start + 1, "[") { (defined, at) = (plain(start + 2), start + 3) }
        let isDefinition = at > start || blocks.last == "ext" || blocks.last == "extra"
        guard isDefinition, let defined, defined != "version", defined != "group" else { return }
        at += 1
        if isSymbol(at, ":"), word(at + 1) != nil { at += 2 }
        guard isSymbol(at, "=") else { return }
        if let type = blocks.last, type.hasPrefix(GradleScript.type) { return assign([type, defined], at: at + 1) }
        assign(["define", defined], at: at + 1)
        definitionStarts[defined] = at + 1
        if plain(at + 1) == nil || !isEnd(at + 2) { computedDefinitions.insert(defined) }
    }

    /// `version = "1.2"` of one of `publishing { publications { … } }`, and the
    /// [`coordinates`](https://vanniktech.github.io/gradle-maven-publish-plugin/) of `mavenPublishing`.
    private mutating func readPublication(_ name: String, at start: Int) {
        let isPublication = blocks.last == GradleScript.publication || blocks.dropLast().last == "publications"
        if isPublication, name == "version" {
            publish(at: isSymbol(start + 1, "=") ? start + 2 : start + 1)
        } else if name == "coordinates" || (isSymbol(start + 1, ".") && word(start + 2) == "coordinates"),
            let version = coordinatesVersion(at: name == "coordinates" ? start + 1 : start + 3)
        {
            publish(at: version)
        }
    }

    private mutating func publish(at value: Int) {
        guard kind(value) != .end, value < scanner.tokens.count, !isSymbol(value, "{"), !isSymbol(value, ".") else {
            return
        }
        let offset = scanner.tokens[value].range.lowerBound
        var found = Publication(
            key: "\(GradleScript.publication).\(offset)",
            isOfOthers: ["subprojects", "allprojects"].contains(blocks.first))
        if let text = plain(value), [",", ")"].contains(where: { isSymbol(value + 1, $0) }) || isEnd(value + 1) {
            found.value = self.value(["publishing", "version"], text, scanner.tokens[value].range)
        } else {
            expressions[found.key] = expression(at: value)
        }
        publications.append(found)
    }

    /// Keeps a plain text under its path, or says what stands there instead.
    private mutating func assign(_ path: [String], at value: Int, isNumber: Bool = false) {
        guard kind(value) != .end, !isSymbol(value, "{") else { return }
        let key = ValuePath(path.map { .key($0) }).description
        guard isEnd(value + 1), let text = isNumber ? word(value).flatMap({ Int($0) }).map(String.init) : plain(value)
        else {
            if path.first != "define" { expressions[key] = expression(at: value) }
            return
        }
        let found = ScannedValue(key: key, text: text, range: scanner.tokens[value].range)
        // The last one wins, and so bears the key alone.
        assignments[key] = found
        values.append(found)
    }

    func isEnd(_ index: Int) -> Bool { kind(index) == .end || isSymbol(index, "}") }

    private mutating func readSettings(_ name: String, at start: Int) {
        if name == "rootProject", isSymbol(start + 1, "."), word(start + 2) == "name", isSymbol(start + 3, "=") {
            rootName = plain(start + 4) ?? rootName
        } else if name == "include" {
            var at = isSymbol(start + 1, "(") ? start + 2 : start + 1
            while let text = plain(skippingEnds(at)) {
                includes.append(text.hasPrefix(":") ? text : ":" + text)
                at = skippingEnds(at) + 1
                guard isSymbol(skippingEnds(at), ",") else { break }
                at = skippingEnds(at) + 1
            }
        } else if name == "project", let path = plain(start + 2), word(start + 5) == "projectDir" {
            // `project(":a").projectDir = file("b")`, or Groovy's `new File(settingsDir, "b")`.
            let end = (start + 6..<min(start + 16, max(start + 6, tokens.count))).first { isEnd($0) } ?? start + 6
            if let folder = (start + 6..<end).compactMap({ plain($0) }).first { projectFolders[path] = folder }
        }
    }

    private func skippingEnds(_ index: Int) -> Int {
        var index = index
        while index < scanner.tokens.count, kind(index) == .end { index += 1 }
        return index
    }

    /// `id("a.b") version "1.2"` and `alias(libs.plugins.a)`.
    private mutating func readPlugin(_ name: String, at start: Int) {
        let at = isSymbol(start + 1, "(") ? start + 2 : start + 1
        if name == "alias" { plugins.append(nil) }
        if name == "alias", let path = accessor(at) { return add("plugins", .accessor(path), at: start) }
        guard name == "id" || name == "kotlin" else { return plugins.append(name) }
        guard let id = plain(at) else { return plugins.append(nil) }
        plugins.append(name == "kotlin" ? "org.jetbrains.kotlin.\(id)" : id)
        let behind = isSymbol(at + 1, ")") ? at + 2 : at + 1
        let plugin = name == "kotlin" ? "org.jetbrains.kotlin.\(id)" : id
        var version: ScannedValue?
        if word(behind) == "version", let text = plain(behind + 1) {
            version = value(["plugins", plugin], text, scanner.tokens[behind + 1].range)
        }
        if version == nil { buildPlugins.append(plugin) }
        add("plugins", .module("\(plugin):\(plugin).gradle.plugin", version: version), at: start)
    }

    private mutating func readDependency(_ name: String, at start: Int) {
        var at = isSymbol(start + 1, "(") ? start + 2 : start + 1
        while let wrapper = word(at), ["platform", "enforcedPlatform", "testFixtures", "npm"].contains(wrapper),
            isSymbol(at + 1, "(")
        {
            at += 2
        }
        if word(at) == "project" {
            let inner = (at + 1..<at + 6).first { isString($0) }
            if let path = inner.flatMap({ plain($0) }) { add(name, .project(path), at: start) }
        } else if isString(at) {
            readNotation(name, at: at)
        } else if word(at) == "group", isSymbol(at + 1, ":") || isSymbol(at + 1, "=") {
            readMap(name, at: at)
        } else if let path = accessor(at) {
            add(name, .accessor(path), at: start)
        }
    }

    /// `libs.core.api`
    private func accessor(_ start: Int) -> String? {
        guard var path = word(start), isSymbol(start + 1, ".") else { return nil }
        var at = start + 1
        while isSymbol(at, "."), let next = word(at + 1), path.utf8.count < 500 {
            path += "." + next
            at += 2
        }
        return path
    }

    /// `group:name:version:classifier@type`; an inserted property may be the version.
    private mutating func readNotation(_ name: String, at index: Int) {
        let token = scanner.tokens[index]
        var colons: [Int] = []
        for offset in token.range where bytes[offset] == UInt8(ascii: ":") { colons.append(offset) }
        guard let first = colons.first else { return }
        let second = colons.dropFirst().first ?? token.range.upperBound
        let module = String(decoding: bytes[token.range.lowerBound..<second], as: UTF8.self)
        guard first > token.range.lowerBound, second > first + 1, !module.contains(where: { "${}\\ ".contains($0) })
        else { return }
        let start = min(second + 1, token.range.upperBound)
        let end = bytes[start..<token.range.upperBound].firstIndex {
            $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@")
        }
        let range = start..<(end ?? token.range.upperBound)
        let text = String(decoding: bytes[range], as: UTF8.self)
        if plain(index) != nil {
            let version = text.isEmpty ? nil : value(blocks + [name, module], text, range)
            add(name, .module(module, version: version), at: token.range.lowerBound, isOffset: true)
        } else if text.hasPrefix("$") {
            let property = text.dropFirst().filter { $0 != "{" && $0 != "}" }
            add(name, .moduleWithProperty(module, property: property), at: token.range.lowerBound, isOffset: true)
        }
    }

    /// `group: 'a', name: 'b', version: '1'`, with `=` in Kotlin.
    private mutating func readMap(_ name: String, at start: Int) {
        var found: [String: Int] = [:]
        var at = start
        while let key = word(at), isSymbol(at + 1, ":") || isSymbol(at + 1, "="), plain(at + 2) != nil {
            found[key] = at + 2
            guard isSymbol(at + 3, ",") else { break }
            at = skippingEnds(at + 4)
        }
        guard let group = found["group"].flatMap({ plain($0) }), let artifact = found["name"].flatMap({ plain($0) })
        else { return }
        let module = "\(group):\(artifact)"
        let version = found["version"].flatMap { at in
            plain(at).map { value(blocks + [name, module], $0, scanner.tokens[at].range) }
        }
        add(name, .module(module, version: version), at: start)
    }

    private mutating func value(_ path: [String], _ text: String, _ range: Range<Int>) -> ScannedValue {
        let value = ScannedValue(key: ValuePath(path.map { .key($0) }).description, text: text, range: range)
        values.append(value)
        return value
    }

    private mutating func add(_ name: String, _ target: Dependency.Target, at start: Int, isOffset: Bool = false) {
        dependencies.append(
            Dependency(
                configuration: name, target: target, offset: isOffset ? start : scanner.tokens[start].range.lowerBound,
                isOfBuild: blocks.first == "buildscript" || name == "plugins", isOfTests: isInTests))
    }

    /// Whether the block around the dependencies is a source set of tests, or a suite of the test plugin.
    private var isInTests: Bool {
        let around = blocks.dropLast().last ?? ""
        let isTestPrefix = around.hasPrefix("test") && around.dropFirst(4).first?.isLowercase != true
        return isTestPrefix || around.hasSuffix("Test") || around.hasSuffix("Tests")
            || blocks.starts(with: ["testing", "suites"])
    }

    /// Gives those a number whose keys would be the same.
    private mutating func number() {
        var counts: [String: Int] = [:]
        for value in values { counts[value.key, default: 0] += 1 }
        var seen: [String: Int] = [:]
        var keys: [Range<Int>: String] = [:]
        for index in values.indices {
            let key = values[index].key
            guard let count = counts[key], count > 1 else { continue }
            values[index].key = "\(key)[\(seen[key, default: 0])]"
            keys[values[index].range] = values[index].key
            seen[key, default: 0] += 1
        }
        for (name, value) in assignments { assignments[name]?.key = keys[value.range] ?? value.key }
        for index in publications.indices {
            guard let range = publications[index].value?.range, let key = keys[range] else { continue }
            publications[index].value?.key = key
        }
        for index in dependencies.indices {
            guard case .module(let module, var version?) = dependencies[index].target else { continue }
            version.key = keys[version.range] ?? version.key
            dependencies[index].target = .module(module, version: version)
        }
    }
}
