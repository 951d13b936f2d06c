package rempart.rules.provider.tls_verification_off_test

import rego.v1

import data.rempart.rules.provider.tls_verification_off as rule

failing := {"insecure is set": {"attributes": {"tls_verified": false, "tls_verified_by": "insecure of provider main"}}}

passing := {"certificates are checked": {"attributes": {"tls_verified": true}}}

undetermined := {"a switch that is known at deployment": {"attributes": {}, "unknown": ["attributes.tls_verified"]}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
