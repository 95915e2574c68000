/// Everything that Slipway asks of a forge; callers take the role that they need.
///
/// The rules of each role are tests that every forge passes (`Tests/ReleaseAdaptersTests/Forges/Contract`). Common to all:
/// what is asked of a repository or an object that is not there is ``ForgeError/missing(_:)``, whether it is absent or
/// hidden from these credentials; where an answer may be nil, it is nil then. Reads follow a repository that was renamed,
/// writes are ``ForgeError/moved(_:to:)``.
package typealias Forge = RepositoryInspector & PullRequestKeeper & ForgeReleaseKeeper & CheckKeeper & WorkflowKeeper
    & WorkflowRunKeeper & ForgeCommitter
