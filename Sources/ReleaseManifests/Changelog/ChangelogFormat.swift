/// The markup of a changelog, determined by its file name.
enum ChangelogFormat {
    case markdown, restructuredText, asciiDoc

    init(file: String) {
        let name = file.lowercased()
        self =
            name.hasSuffix(".rst") || name.hasSuffix(".rest")
            ? .restructuredText
            : [".adoc", ".asciidoc", ".asc"].contains(where: name.hasSuffix) ? .asciiDoc : .markdown
    }
}
