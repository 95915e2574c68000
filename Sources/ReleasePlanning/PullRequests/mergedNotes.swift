package import ReleaseModel

/// The notes of a release as its merged pull request's body says them, with whatever people wrote there.
///
/// As release-please takes them: a body with one part without a name speaks of the only release, any other of the one that
/// a part names, with or without the scope of an npm package.
///
/// Source: https://github.com/googleapis/release-please/blob/main/src/strategies/base.ts (`buildRelease`)
///
/// - Returns: nil where the body says nothing of it.
package func mergedNotes(of component: String, in body: String) -> String? {
    guard let read = PullRequestBody(reading: body, compatibility: .compat) else { return nil }
    if let only = read.entries.first, read.entries.count == 1, only.component.isEmpty { return only.notes }
    func plain(_ name: String) -> Substring {
        name.hasPrefix("@") ? name.split(separator: "/").last ?? "" : name[...]
    }
    return read.entries.first { plain($0.component) == plain(component) }?.notes
}
