# METADATA
# title: Step hides what it creates
# description: >-
#   A command, a dynamic provider or a plugin that nobody knows can create anything anywhere, and no reader of the
#   program sees it. An inventory (SecNumCloud 8.1.a) and a reviewed change (12.2.a) need every resource declared.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-PRG-001
#   severity: high
#   kinds: [any]
#   message: "{type} hides what it creates"
#   undetermined: cannot tell what {type} creates, or where
#   risk: Health data may be placed anywhere by a step that no review can judge.
#   remedy: Declare what the step creates as resources of a known provider, or sign a waiver after reading it.
#   controls: ["SecNumCloud-3.2:8.1.a", "SecNumCloud-3.2:12.2.a"]
package rempart.rules.program.step_hides_what_it_creates

import rego.v1

deny contains {"at": ["attributes", "transparent"]} if not input.attributes.transparent
