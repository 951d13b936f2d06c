package rempart.rules.provider.endpoint_in_clear_text_test

import rego.v1

import data.rempart.rules.provider.endpoint_in_clear_text as rule

failing := {"object storage over http": {"attributes": {"clear_text_endpoints": ["endpoints.s3"]}}}

passing := {"every endpoint encrypted": {"attributes": {"clear_text_endpoints": []}}}

undetermined := {"an endpoint made at deployment": {"attributes": {}, "unknown": ["attributes.clear_text_endpoints"]}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
