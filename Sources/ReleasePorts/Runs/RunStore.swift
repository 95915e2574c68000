/// Keeps runs and their journals so that they survive any crash. Callers take the role that they need.
package protocol RunStore: RunReader, RunWriter, ClaimKeeper {}
