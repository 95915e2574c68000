package import ReleaseConfig
import ReleaseEngine

/// The keys of `slipway.yaml`, with those of every kind of target.
package let configurationSchema = ConfigurationSchema(publications: publicationShapes)
