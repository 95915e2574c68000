/// Everything that Slipway asks of a forge; callers take the role that they need.
package typealias Forge = RepositoryInspector & PullRequestKeeper & ForgeReleaseKeeper & CheckKeeper & WorkflowKeeper
    & ForgeCommitter
