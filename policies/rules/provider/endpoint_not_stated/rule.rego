# METADATA
# title: Provider does not say where it connects
# description: >-
#   A provider without a stated endpoint takes it from the environment of whoever deploys, so the same program may go
#   anywhere. HDS requirement 28 and SecNumCloud 19.2.a want the place documented; code that states it is that
#   document.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-PRV-001
#   severity: medium
#   kinds: [provider]
#   message: the program does not say where this provider connects
#   undetermined: cannot tell whether the program says where this provider connects
#   risk: A variable left in a shell sends health data to another cloud, and nobody sees it in review.
#   remedy: Set the provider's endpoint or auth URL in the program or in the stack's configuration.
#   controls: ["SecNumCloud-3.2:19.2.a", "HDS-v2:EXI 28"]
package rempart.rules.provider.endpoint_not_stated

import rego.v1

deny contains {"at": ["attributes", "endpoint_stated"]} if not input.attributes.endpoint_stated
