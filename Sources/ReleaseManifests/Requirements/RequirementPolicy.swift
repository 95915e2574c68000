/// How much a requirement that is written anew leaves open.
package enum RequirementPolicy: String, Sendable, CaseIterable { case exact, caret, tilde }
