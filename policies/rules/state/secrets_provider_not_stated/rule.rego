# METADATA
# title: Input does not say who encrypts the secrets
# description: >-
#   Whoever holds the key of a stack's secrets can read them. Where nothing says who, Pulumi's own service does for the
#   stacks that it keeps. SecNumCloud 10.5.d keeps such keys in a protected place.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-STA-004
#   severity: medium
#   kinds: [deployment]
#   message: nothing says who holds the key of the secrets
#   undetermined: cannot tell whether the input says who holds the key of the secrets
#   risk: Credentials are encrypted with the key of whoever keeps the stack, and nobody sees it in review.
#   remedy: State secretsprovider in the stack's configuration.
#   controls: ["SecNumCloud-3.2:10.5.d"]
package rempart.rules.state.secrets_provider_not_stated

import rego.v1

# What a scan finds in a running cloud has none.
applies if not input.attributes.secrets_provider.placed == false

deny contains {"at": ["attributes", "secrets_provider_stated"]} if not input.attributes.secrets_provider_stated
