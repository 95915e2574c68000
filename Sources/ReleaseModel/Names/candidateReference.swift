/// Where a remote shows a candidate: no branch and no tag, so that it starts no workflow.
package func candidateReference(_ name: String) -> String { "refs/slipway/candidates/\(name)" }
