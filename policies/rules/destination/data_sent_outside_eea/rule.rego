# METADATA
# title: Data is sent outside the European Economic Area
# description: >-
#   A backup or a log kept outside the European Economic Area is health data stored there, even at a European operator
#   (HDS requirement 28, GDPR article 44). SecNumCloud 12.5.d holds backups to the same places as the data.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-DST-003
#   severity: high
#   kinds: [sends]
#   message: "{destination.path} sends data to {destination.host}, in {placement.country}"
#   undetermined: cannot tell in which country {destination.path} has data stored
#   risk: Health data is stored where European law does not protect it.
#   remedy: Name a destination in the European Economic Area.
#   controls: ["HDS-v2:EXI 28", "SecNumCloud-3.2:12.5.d", "GDPR:44"]
package rempart.rules.destination.data_sent_outside_eea

import rego.v1

# Where foreign law reaches the receiver anyway, RMP-DST-001 speaks.
applies if input.placement.exposure in {"none", "indirect"}

deny contains {"at": ["placement", "in_eea"]} if not input.placement.in_eea
