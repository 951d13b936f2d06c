# METADATA
# title: European operator with a foot abroad
# description: >-
#   A European operator with an affiliate, a minority owner or a business abroad can be pressed through it. HDS
#   requirement 30 has that disclosed, with the remaining risk; a SecNumCloud qualification, whose section 19.6
#   examines exactly this, settles it for the qualified service while it lasts.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-LAW-003
#   severity: medium
#   kinds: [any_placed]
#   message: law from outside Europe reaches {placement.entity} indirectly ({.laws})
#   undetermined: cannot tell whether law from outside Europe reaches the operator indirectly
#   risk: An order to the part of the group that is abroad may end in data kept here.
#   remedy: Weigh the risk and have the contract list it, or choose a service with a valid SecNumCloud qualification.
#   controls: ["HDS-v2:EXI 30", "SecNumCloud-3.2:5.3.d", "SecNumCloud-3.2:19.6.c"]
package rempart.rules.law.operator_with_foreign_nexus

import rego.v1

deny contains {"at": ["placement", "exposure"], "unless": [["placement", "secnumcloud", "status"]], "laws": laws} if {
	not settled
}

settled if input.placement.exposure in {"none", "direct"}

settled if input.placement.secnumcloud.status == "valid"

settled if input.placement.local

laws := [reach.law | some reach in input.placement.laws; reach.exposure == "indirect"]
