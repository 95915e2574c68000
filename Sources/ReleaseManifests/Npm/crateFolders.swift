import ReleaseModel

/// The folders of crates that a script of `package.json` builds, relative to the package: as napi-rs, wasm-pack and Cargo are
/// told in words (`napi build --manifest-path ../core/Cargo.toml`, `wasm-pack build crates/web`).
func crateFolders(builtBy script: String) -> [String] {
    let words = script.split { " \t\n=;&|'\"".contains($0) }.map(String.init)
    var folders: [String] = []
    for (index, word) in words.enumerated() where index + 1 < words.count {
        let next = words[index + 1]
        switch word {
        case "--manifest-path": folders.append(RepositoryPath.folder(of: next))
        // napi-rs called it so before its third version.
        case "--cargo-cwd": folders.append(next)
        case "build" where index > 0 && words[index - 1] == "wasm-pack" && !next.hasPrefix("-"): folders.append(next)
        default: break
        }
    }
    return folders.filter { !$0.hasPrefix("/") && !$0.contains("$") }
}
