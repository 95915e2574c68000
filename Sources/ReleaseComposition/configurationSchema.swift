package import ReleaseConfig
import ReleaseEngine
import ReleasePlanning
import ReleaseModel

/// The keys of `slipway.yaml`, with those of every kind of target.
package let configurationSchema = ConfigurationSchema(publications: publicationShapes)

let publicationShapes = allPublications.map(\.shape)
