# METADATA
# title: Nobody knows who operates the service
# description: >-
#   Where the operator is not known, neither its law nor its certificates are. HDS requirement 30 and GDPR article 28
#   ask for a processor that is known, and whose guarantees can be checked.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-LAW-002
#   severity: high
#   kinds: [any_placed]
#   message: nothing says who operates this
#   undetermined: cannot tell who operates this
#   risk: Health data is entrusted to someone whom nobody has named, under a law that nobody has read.
#   remedy: State the endpoint in the provider's configuration, or add the operator to the catalogue with its source.
#   controls: ["GDPR:28.1", "HDS-v2:EXI 30", "SecNumCloud-3.2:15.1.a"]
package rempart.rules.law.operator_unknown

import rego.v1

deny contains {"at": ["placement", "operator"]} if not known

known if input.placement.operator

known if input.placement.local
