extension ReleaseTypeName {
    /// The names that release-please 17.11 knows; two of them, `salesforce` and `sfdx`, are one type.
    package static let all: Set<ReleaseTypeName> = [
        "bazel", "dart", "dotnet-yoshi", "elixir", "expo", "go", "go-librarian", "go-yoshi", "helm", "java",
        "java-backport", "java-bom", "java-lts", "java-yoshi", "java-yoshi-mono-repo", "krm-blueprint", "maven", "node",
        "node-librarian", "ocaml", "php", "php-librarian", "php-yoshi", "python", "python-librarian", "r", "ruby",
        "ruby-librarian", "ruby-yoshi", "rust", "salesforce", "sfdx", "simple", "terraform-module",
    ]
}
