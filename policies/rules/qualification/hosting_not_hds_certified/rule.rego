# METADATA
# title: Hosting is not HDS-certified
# description: >-
#   Whoever hosts health data for others holds an HDS certificate for that service (article L.1111-8 of the public
#   health code). A certificate counts for the service and the sites that it names, until it lapses.
#   What belongs to a whole account (names, users, keys, rights) hosts nothing.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-QUA-001
#   severity: critical
#   kinds: [any_placed]
#   message: "{.why}"
#   undetermined: cannot tell whether this hosting is HDS-certified
#   risk: Hosting health data without a certified host is an offence, and the contract is void.
#   remedy: Choose a service whose operator shows a valid HDS certificate for it.
#   controls: ["CSP:L.1111-8", "HDS-v2:EXI 01", "PGSSI-S:1.3.2.2"]
package rempart.rules.qualification.hosting_not_hds_certified

import rego.v1

deny contains {"at": ["placement", "hds", "status"], "why": why} if not certified

certified if input.placement.hds.status == "valid"

certified if input.placement.local

certified if input.placement.regionless

default why := "{placement.entity} holds no HDS certificate for this"

why := reasons[input.placement.hds.status]

reasons := {
	"lapsed": "the HDS certificate of {placement.hds.service} lapsed on {placement.hds.valid_until}",
	"not_yet_valid": "the HDS certificate of {placement.hds.service} does not hold yet on this day",
	"wrong_region": "the HDS certificate of {placement.hds.service} does not cover region {placement.region}",
	"wrong_service": "the HDS certificate of {placement.entity} covers {placement.hds.service}, not this service",
}
