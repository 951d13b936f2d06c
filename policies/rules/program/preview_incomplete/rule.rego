# METADATA
# title: Some resources could not be seen
# description: >-
#   A verdict holds for what was seen. Where a part of the deployment is decided elsewhere (a remote component, a
#   filtered preview), resources may be missing, and an inventory (SecNumCloud 8.1.a) is not complete.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-PRG-002
#   severity: high
#   kinds: [deployment]
#   message: resources are missing from what was judged
#   undetermined: cannot tell whether every resource was seen
#   risk: What was not seen was not judged.
#   remedy: "Judge an input that shows everything: the full preview, its event log, or the pack during `pulumi up`."
#   controls: ["SecNumCloud-3.2:8.1.a", "SecNumCloud-3.2:12.2.a"]
package rempart.rules.program.preview_incomplete

import rego.v1

deny contains {"at": ["attributes", "complete"]} if not input.attributes.complete
