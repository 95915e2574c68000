package import ReleaseModel
import ReleasePlanning

/// The kinds of targets that artifacts can be published to.
package let allPublications: [any Publication] = [
    FolderPublication(),
    DocumentationPublication(),
    ForgeReleasePublication(),
    PythonIndexPublication(),
    ImagePublication(),
    AwaitedPackagePublication(),
]

/// What `slipway.yaml` may say about each kind of target.
package let publicationShapes: [PublicationShape] = allPublications.map(\.shape)
