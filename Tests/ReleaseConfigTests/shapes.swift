import ReleaseEngine

/// What `slipway.yaml` may say about each kind of target.
let shapes = publicationShapes
