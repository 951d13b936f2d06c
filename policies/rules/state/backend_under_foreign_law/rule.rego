# METADATA
# title: State is kept under extra-European law
# description: >-
#   The state lists every resource, address and output, and often secrets. Kept by an operator under foreign law it
#   can be handed over as a whole; SecNumCloud 19.2.d keeps technical data in the Union. Pulumi Cloud, the default
#   backend, is an American company's.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-STA-001
#   severity: high
#   kinds: [deployment]
#   message: the state is kept by {attributes.backend.entity}, which answers to law from outside Europe
#   undetermined: cannot tell who keeps the state
#   risk: A map of the whole system, with what it protects, is open to a foreign authority.
#   remedy: Log in to a backend in Europe, `pulumi login s3://BUCKET?endpoint=...`, or `pulumi login --local`.
#   controls: ["SecNumCloud-3.2:19.2.d", "GDPR:48"]
package rempart.rules.state.backend_under_foreign_law

import rego.v1

# An input that does not say is told by a rule of its own; what a scan finds in a running cloud has none.
applies if not input.attributes.backend_stated == false

deny contains {"at": ["attributes", "backend", "exposure"]} if not out_of_reach

out_of_reach if input.attributes.backend.exposure in {"none", "indirect"}

out_of_reach if input.attributes.backend.local
