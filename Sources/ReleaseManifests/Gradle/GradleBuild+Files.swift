import ReleaseModel
import ReleaseText

/// Versions in files that scripts read or apply.
extension GradleBuild {
    /// Those that lie beside a script or in the build's folder, as it names them, and scripts of the build that are plugins.
    func appliedScripts(of script: GradleScript) -> [GradleScript] {
        var found: [GradleScript] = []
        var pending = [script]
        while let next = pending.popLast(), found.count < 20 {
            let folders = [RepositoryPath.folder(of: next.file), folder]
            let named = next.applied.compactMap { path in
                folders.lazy.compactMap { applied[RepositoryPath.joined($0, path)] }.first
            }
            let more = (named + next.buildPlugins.compactMap(plugin)).filter { one in
                !found.contains { $0.file == one.file }
            }
            found += more
            pending += more
        }
        return found
    }

    private func plugin(_ id: String) -> GradleScript? {
        applied.filter { ["\(id).gradle", "\(id).gradle.kts"].contains(String(RepositoryPath.name(of: $0.key))) }
            .min { $0.key < $1.key }?.value
    }

    /// What an object has that a script reads from a file of properties, or a type of the build's own sources.
    func entry(
        _ key: String, of object: String, in script: GradleScript
    ) -> (file: String, value: ScannedValue)? {
        let constant = ValuePath([.key(GradleScript.type + object), .key(key)]).description
        if let type = applied.values.filter({ $0.assignments[constant] != nil }).min(by: { $0.file < $1.file }),
            let value = type.assignments[constant]
        {
            return (type.file, value)
        }
        let name = ValuePath([.key(key)]).description
        let found = loaded(by: object, in: script).compactMap { file in
            loadedProperties[file]?.values.last { $0.key == name }.map { (file, $0) }
        }
        return found.count == 1 && Version(found[0].1.text) != nil ? found[0] : nil
    }

    /// The files of properties that a variable of a script, or of the root's, may be loaded from.
    func loaded(by variable: String, in script: GradleScript) -> [String] {
        guard
            let owner = [script, scripts[folder]].compactMap({ $0 }).first(where: {
                $0.definitionStarts[variable] != nil
            })
        else { return [] }
        let named = [RepositoryPath.folder(of: owner.file), folder].flatMap { base in
            NamedVersionFile(in: owner.sourceTokens, folder: base, isWanted: { $0.hasSuffix(".properties") })
                .existing(among: loadedProperties.keys)
        }
        return Set(named).sorted()
    }

    /// What makes a project's version where no text does, with the script it stands in.
    func versionExpression(
        of script: GradleScript, in folder: String
    ) -> (expression: GradleScript.Expression, owner: GradleScript, isForOthers: Bool)? {
        guard script.assignments["version"] == nil else { return nil }
        let isRoot = folder == self.folder
        func first(
            _ keys: [String], of owners: [GradleScript]
        ) -> (expression: GradleScript.Expression, owner: GradleScript, isForOthers: Bool)? {
            for owner in owners {
                for key in keys {
                    if let one = owner.expressions[key] { return (one, owner, key != "version") }
                }
            }
            return nil
        }
        let own = first(
            isRoot ? ["version", "allprojects.version"] : ["version"], of: [script] + appliedScripts(of: script))
        guard own == nil, !isRoot, let root = scripts[self.folder] else { return own }
        return first(["subprojects.version", "allprojects.version"], of: [root] + appliedScripts(of: root))
    }

    /// The version of a file that holds nothing else.
    func readVersion(of script: GradleScript, in folder: String) -> NamedVersionFile.Answer {
        guard let one = versionExpression(of: script, in: folder) else { return .missing }
        var expression = one.expression
        switch expression.kind {
        case .elsewhere: return .missing
        case .entry(_, let object):
            guard loaded(by: object, in: one.owner).isEmpty else { return .missing }
        case .name(let name):
            // One of the root's variables.
            if let root = scripts[self.folder], one.owner.definitionStarts[name] == nil,
                let start = root.definitionStarts[name]
            {
                expression = root.expression(at: start)
            }
        case .computed, .catalogued: break
        }
        guard expression.readsFile, value(at: "version", of: script, in: folder) == nil else { return .missing }
        let bases =
            expression.isBelowRoot
            ? [self.folder]
            : one.isForOthers ? [folder, self.folder] : [RepositoryPath.folder(of: one.owner.file), self.folder]
        let answers = Set(bases).sorted().map { expression.versionFile(in: $0).answer(in: plainFiles) }
            .filter { !$0.isMissing }
        let sources = answers.compactMap(\.source)
        guard Set(sources.map(\.place.file)).count < 2 else { return .ambiguous(sources.map(\.place.file)) }
        return answers.first ?? .missing
    }
}
