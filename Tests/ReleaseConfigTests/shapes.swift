import ReleaseEngine
import ReleasePlanning
import ReleaseModel

/// What `slipway.yaml` may say about each kind of target.
let shapes = allPublications.map(\.shape)
