# METADATA
# title: Operator answers to extra-European law
# description: >-
#   A European datacentre does not shield data when its operator, or whoever controls that operator, answers to a
#   court elsewhere. The CLOUD Act (18 USC 2713) reaches data wherever it is kept; GDPR article 48 gives such an order
#   no effect here; SecNumCloud 19.6 keeps such operators out.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-LAW-001
#   severity: critical
#   kinds: [any_placed, placed_provider]
#   message: "{placement.entity} answers to {.laws}, through {.through}"
#   undetermined: cannot tell whether law from outside Europe reaches the operator
#   risk: A foreign authority can have health data handed over, and the operator may be forbidden to say so.
#   remedy: Move the resource to an operator with seat and control in Europe; `rempart catalogue list` names them.
#   controls: ["SecNumCloud-3.2:19.6.a", "SecNumCloud-3.2:19.6.b", "GDPR:48", "US-law:18 USC 2713", "HDS-v2:EXI 30"]
package rempart.rules.law.operator_under_extra_european_law

import rego.v1

deny contains {"at": ["placement", "exposure"], "laws": laws, "through": through} if not out_of_reach

out_of_reach if input.placement.exposure in {"none", "indirect"}

out_of_reach if input.placement.local

laws := [reach.law | some reach in input.placement.laws; reach.exposure == "direct"]

through := {reach.through | some reach in input.placement.laws; reach.exposure == "direct"}
