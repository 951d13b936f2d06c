# METADATA
# title: European operator on technology of another country
# description: >-
#   An operator that runs another country's technology under licence depends on its updates and its goodwill, even
#   where no foreign court reaches it. SecNumCloud 19.6.d examines that autonomy, so a valid qualification settles it
#   for the qualified service while it lasts.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-LAW-004
#   severity: medium
#   kinds: [any_placed]
#   message: "{placement.entity} runs on technology whose makers are under the law of {placement.technology}"
#   undetermined: cannot tell whose technology the operator runs on
#   risk: Updates, support or the licence may be withdrawn by a foreign decision, and the service with them.
#   remedy: Choose a service with a valid SecNumCloud qualification, or technology of the operator's own.
#   controls: ["SecNumCloud-3.2:19.6.d", "EU-CSF:SOV-6"]
package rempart.rules.law.european_operator_on_us_technology

import rego.v1

deny contains {"at": ["placement", "technology"], "unless": [["placement", "secnumcloud", "status"]]} if {
	not settled
}

settled if input.placement.technology == "own"

settled if input.placement.secnumcloud.status == "valid"

settled if input.placement.local
