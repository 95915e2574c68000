import ReleaseModel
import ReleaseText

/// One [`Gemfile`](https://bundler.io/man/gemfile.5.html): what a gem's own development requires.
struct Gemfile {
    let source: RubySource
    private(set) var lists: [RubyRequirementList] = []
    private(set) var requirements: [FoundRequirement] = []
    /// Folders of gems that are taken from there, relative to the repository, by name.
    private(set) var paths: [String: String] = [:]

    var folder: String { RepositoryPath.folder(of: source.file) }

    init(file: String, bytes: [UInt8]) {
        source = RubySource(file: file, bytes: bytes)
        let blocks = pathBlocks()
        var numbers: [String: Int] = [:]
        for index in source.tokens.indices where source.isWord(index, "gem") && source.isStatementStart(index) {
            let arguments = source.arguments(from: index + 1)
            guard let name = arguments.first.flatMap(RubySource.literal) else { continue }
            var one = FoundRequirement(
                package: name.text, kind: .dev, requirement: nil, place: source.place(of: name), key: nil)
            let options = arguments.dropFirst().compactMap(RubySource.option)
            let path = options.first { $0.name == "path" }.flatMap { RubySource.literal($0.value)?.text }
            let block = blocks.last { $0.range.contains(index) }?.path
            one.path = (path ?? block.map { $0 + "/" + name.text }).map { RepositoryPath.joined(folder, $0) }
            let number = numbers[name.text, default: 0]
            numbers[name.text] = number + 1
            if let literals = RubyRequirementList.literals(arguments.dropFirst()),
                literals.allSatisfy({ RubyRequirement($0.text)?.comparators.count == 1 })
            {
                let key = ValuePath(keys: "gem", name.text)
                let list = RubyRequirementList(
                    key: (number == 0 ? key : key.appending(index: number)).description, literals: literals)
                lists.append(list)
                (one.requirement, one.key) = (list.text, list.key)
            }
            if let path = one.path { paths[name.text] = path }
            requirements.append(one)
        }
    }

    func scanned(_ bytes: [UInt8]) -> ScannedFile {
        ScannedFile(file: source.file, bytes: bytes, values: lists.flatMap(\.values))
    }

    /// `path "components" do … end`: the tokens within, up to the first `end`.
    private func pathBlocks() -> [(range: Range<Int>, path: String)] {
        var blocks: [(range: Range<Int>, path: String)] = []
        for index in source.tokens.indices where source.isWord(index, "path") && source.isStatementStart(index) {
            guard let path = source.arguments(from: index + 1).first.flatMap(RubySource.literal) else { continue }
            guard let start = source.tokens[index...].prefix(10).firstIndex(where: { $0.text == "do" }) else {
                continue
            }
            let end = source.tokens[start...].prefix(2_000).firstIndex { $0.kind == .word && $0.text == "end" }
            blocks.append((start..<(end ?? start), path.text))
        }
        return blocks
    }
}
