import ReleaseText

/// Whether a project is published, as far as its scripts say it.
extension GradleScript {
    /// Parts of the names by which plugins and tasks publish.
    static let publishing: [[UInt8]] = [
        "publish", "Publish", "nexus", "bintray", "artifactory", "uploadArchives", "jreleaser", "deploy",
    ].map { Array($0.utf8) }

    /// Whether a script publishes by a plugin of its own, so that publishing is not something its build does for all.
    var publishesItself: Bool {
        plugins.contains { plugin in
            plugin.map { $0.contains("publish") || $0.contains("artifactory") || $0.contains("jreleaser") } ?? false
        }
    }

    /// Whether nothing in it publishes: it applies plugins, all of them ones that are known to publish nothing.
    var publishesNothing: Bool {
        !mentionsPublishing && applied.isEmpty && !plugins.isEmpty
            && plugins.allSatisfy { $0.map { GradleScript.isSilent($0) } ?? false }
    }

    /// The third of `coordinates("group", "name", "1.2")`, or the one that is called `version`.
    ///
    /// - Parameter start: The token behind the call's name.
    func coordinatesVersion(at start: Int) -> Int? {
        var at = isSymbol(start, "(") ? start + 1 : start
        var depth = 0
        var commas = 0
        var isNamed = false
        let limit = min(scanner.tokens.count, at + 100)
        var first: Int? = nil
        while at < limit {
            if kind(at) == .end {
                guard isSymbol(start, "(") else { return nil }
            } else if depth == 0, isSymbol(at, ")") {
                return nil
            } else if depth == 0, isSymbol(at, ",") {
                commas += 1
                first = nil
            } else if first == nil {
                first = at
                if word(at) != nil, isSymbol(at + 1, "="), !isSymbol(at + 2, "=") {
                    isNamed = true
                    if word(at) == "version" { return at + 2 }
                } else if commas == 2, !isNamed {
                    return at
                }
            }
            if ["(", "[", "{"].contains(where: { isSymbol(at, $0) }) { depth += 1 }
            if [")", "]", "}"].contains(where: { isSymbol(at, $0) }) { depth -= 1 }
            at += 1
        }
        return nil
    }

    private static func isSilent(_ plugin: String) -> Bool {
        silent.contains(plugin) || plugin.hasPrefix("org.jetbrains.kotlin.")
    }

    private static let silent: Set<String> = [
        "java", "java-library", "java-base", "application", "groovy", "scala", "war", "ear", "base", "distribution",
        "jacoco", "checkstyle", "pmd", "idea", "eclipse", "antlr", "com.android.application",
        "org.springframework.boot", "io.spring.dependency-management", "com.google.devtools.ksp",
        "com.github.johnrengelman.shadow", "com.gradleup.shadow", "me.champeau.jmh", "com.diffplug.spotless",
        "io.gitlab.arturbosch.detekt", "org.jlleitschuh.gradle.ktlint", "com.github.ben-manes.versions", "kotlin-dsl",
        "groovy-gradle-plugin", "java-gradle-plugin",
    ]
}
