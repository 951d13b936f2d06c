# METADATA
# title: Input does not say where the state is kept
# description: >-
#   The state lists every resource, address and output. Where nothing says where it is kept, that is left to the login
#   of whoever deploys, and Pulumi's default is an American service. SecNumCloud 19.2.a wants the place documented.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-STA-003
#   severity: medium
#   kinds: [deployment]
#   message: nothing says where the state is kept
#   undetermined: cannot tell whether the input says where the state is kept
#   risk: The state goes where the last login pointed, and nobody sees it in review.
#   remedy: State backend.url in Pulumi.yaml, or judge the program with --environment where PULUMI_BACKEND_URL is set.
#   controls: ["SecNumCloud-3.2:19.2.a", "SecNumCloud-3.2:19.2.d"]
package rempart.rules.state.backend_not_stated

import rego.v1

# What a scan finds in a running cloud has none.
applies if not input.attributes.backend.placed == false

deny contains {"at": ["attributes", "backend_stated"]} if not input.attributes.backend_stated
