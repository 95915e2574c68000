import ReleaseModel
import ReleaseText

/// The entries of a workspace's list of members that name a folder without a manifest. Patterns are left out, and so is
/// what lies outside the repository or in a folder that is not looked into.
///
/// - Parameters:
///   - members: As the list has them, relative to the manifest's folder.
///   - name: What a member's manifest is called: `Cargo.toml`.
///   - isLookedFor: Whether a manifest of that path would have been read.
func missingMembers(
    _ members: [TOMLValue], of document: TOMLDocument, at path: String, manifest name: String, code: String,
    files: [String: [UInt8]], isLookedFor: (String) -> Bool
) -> [Diagnostic] {
    members.compactMap { member in
        guard let text = member.string, !text.contains(where: { "*?[".contains($0) }) else { return nil }
        let folder = RepositoryPath.joined(RepositoryPath.folder(of: path), text)
        let manifest = folder == "." ? name : folder + "/" + name
        guard files[manifest] == nil, isLookedFor(manifest), !folder.hasPrefix("..") else { return nil }
        return Diagnostic(
            code: code, place: document.place(of: member), message: "The workspace member '\(text)' does not exist.",
            suggestion: "Remove it from the list, or add \(manifest).")
    }
}
