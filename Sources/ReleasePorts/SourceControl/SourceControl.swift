/// All that Slipway does with git. Callers take the role that they need: what observes can't push.
package protocol SourceControl: CloneReader, CandidateMaker, RemoteRepository {}
