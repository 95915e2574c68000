import ReleasePlanning
import ReleaseManifests
package import ReleaseModel

/// Every ecosystem that an edit of a plan can name, ``ReleasePleaseManifestEcosystem`` included.
package let ecosystemsWithReleasePlease: [any Ecosystem] = allEcosystems + [ReleasePleaseManifestEcosystem()]
