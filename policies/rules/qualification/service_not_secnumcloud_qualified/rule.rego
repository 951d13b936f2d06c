# METADATA
# title: Service is not SecNumCloud-qualified on the day
# description: >-
#   ANSSI qualifies a service, in named regions, until a day, never a company (section 3.2, annex 2 c). The doctrine
#   of the State asks for such a service wherever health data is sensitive (circulars 6404/SG, 6519/SG).
#   What belongs to a whole account (names, users, keys, rights) keeps none: the rules of law judge who runs it.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-QUA-002
#   severity: critical
#   kinds: [any_placed]
#   message: "{.why}"
#   undetermined: cannot tell whether this service is SecNumCloud-qualified on the day
#   risk: The protection against foreign law that the qualification proves does not hold for this service.
#   remedy: Deploy to a qualified service, in a region that its decision names; `rempart catalogue list` shows them.
#   controls: ["SecNumCloud-3.2:3.2", "SecNumCloud-3.2-A2:c", "Doctrine:6404/SG", "Doctrine:6519/SG"]
package rempart.rules.qualification.service_not_secnumcloud_qualified

import rego.v1

deny contains {"at": ["placement", "secnumcloud", "status"], "why": why} if not qualified

qualified if input.placement.secnumcloud.status == "valid"

qualified if input.placement.local

qualified if input.placement.regionless

default why := "no service of {placement.entity} is SecNumCloud-qualified"

why := reasons[input.placement.secnumcloud.status]

reasons := {
	"lapsed": "the qualification of {placement.secnumcloud.service} lapsed on {placement.secnumcloud.valid_until}",
	"not_yet_valid": "the qualification of {placement.secnumcloud.service} does not hold yet on this day",
	"wrong_region": "{placement.secnumcloud.service} is qualified, but not in region {placement.region}",
	"wrong_service": "{placement.secnumcloud.service} is qualified, but this is another service of {placement.entity}",
}
