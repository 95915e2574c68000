/// The kinds of targets that artifacts can be published to.
package let allPublications: [any Publication] = [
    FolderPublication(),
    ForgeReleasePublication(),
    PythonIndexPublication(),
]
