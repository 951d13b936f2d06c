# METADATA
# title: Stands in a simulation
# description: >-
#   A simulated cloud is for tests. It keeps no health data, answers to no law and holds no certificate, so whatever is
#   judged on it proves nothing of the cloud that it imitates; HDS requirement 28 and SecNumCloud 19.2.a want the real
#   places of the data on record.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-SIM-001
#   severity: high
#   kinds: [any_placed, placed_provider, sends, fetches]
#   message: "{placement.host} is {placement.entity}, where a cloud is only imitated"
#   undetermined: cannot tell whether this stands in a simulation
#   risk: A test taken for the real thing, either way round, ends with health data where nobody looked.
#   remedy: >-
#     State the endpoint of the real cloud. Where a test on the lab is meant, say so with `--simulated`, or with
#     `"simulated": true` in the configuration of the policy pack.
#   controls: ["HDS-v2:EXI 28", "SecNumCloud-3.2:19.2.a"]
package rempart.rules.simulation.stands_in_a_simulation

import rego.v1

deny contains {"at": ["placement", "simulated"]} if not input.placement.simulated == false
