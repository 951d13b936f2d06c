package rempart.rules.provider.endpoint_not_stated_test

import rego.v1

import data.rempart.rules.provider.endpoint_not_stated as rule

failing := {"an endpoint left to the environment": {"attributes": {"endpoint_stated": false}}}

passing := {"an auth URL in the program": {"attributes": {"endpoint_stated": true}}}

undetermined := {"an endpoint made at deployment": {"attributes": {}, "unknown": ["attributes.endpoint_stated"]}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
