/// Where a remote shows a candidate: neither a branch nor a tag, so that it starts no workflow.
package func candidateReference(_ name: String) -> String { "refs/slipway/candidates/\(name)" }
