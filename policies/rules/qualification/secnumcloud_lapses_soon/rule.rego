# METADATA
# title: SecNumCloud qualification lapses soon
# description: >-
#   A qualification ends on a day that is known long before. Renewal takes ANSSI months, and without it the service no
#   longer counts; SecNumCloud 19.1.g then lets customers leave without penalty.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-QUA-003
#   severity: low
#   kinds: [any_placed]
#   message: >-
#     the qualification of {placement.secnumcloud.service} ends on {placement.secnumcloud.valid_until}, in
#     {placement.secnumcloud.days_left} days
#   undetermined: cannot tell when the SecNumCloud qualification ends
#   risk: From the day after, this deployment is refused, and nothing can be changed in it in a hurry.
#   remedy: Ask the operator for its renewal decision, add it to the catalogue, and plan a move in case there is none.
#   controls: ["SecNumCloud-3.2:19.1.g", "SecNumCloud-3.2-A2:b"]
package rempart.rules.qualification.secnumcloud_lapses_soon

import rego.v1

applies if input.placement.secnumcloud.status == "valid"

deny contains {"at": ["placement", "secnumcloud", "days_left"]} if not lasting

lasting if input.placement.secnumcloud.days_left > input.parameters.lapse_notice_days
