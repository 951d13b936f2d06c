# METADATA
# title: Data is sent to an operator under extra-European law
# description: >-
#   Logs, backups, mail and telemetry of a health service hold health data, or say who is ill. Sent to an operator
#   that answers to foreign law, they leave the protection of European law, wherever the sender stands (GDPR articles
#   44 and 48, SecNumCloud 19.6.c).
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-DST-001
#   severity: critical
#   kinds: [sends]
#   message: "{destination.path} sends data to {destination.host}, run by {placement.entity}"
#   undetermined: cannot tell who receives the data that {destination.path} sends
#   risk: What the hosting protects leaves by the side door.
#   remedy: Send it to a service of a European operator, or keep it inside the deployment.
#   controls: ["GDPR:44", "GDPR:48", "SecNumCloud-3.2:19.6.c", "HDS-v2:EXI 30"]
package rempart.rules.destination.data_sent_under_foreign_law

import rego.v1

deny contains {"at": ["placement", "exposure"]} if not out_of_reach

out_of_reach if input.placement.exposure in {"none", "indirect"}

out_of_reach if input.placement.local
