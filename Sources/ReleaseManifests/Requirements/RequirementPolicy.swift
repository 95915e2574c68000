/// How a new requirement is written where none is to be kept.
package enum RequirementPolicy: String, Sendable, CaseIterable { case exact, caret, tilde }
