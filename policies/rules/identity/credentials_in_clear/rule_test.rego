package rempart.rules.identity.credentials_in_clear_test

import rego.v1

import data.rempart.rules.identity.credentials_in_clear as rule

failing := {"a password in the program": {"attributes": {"clear_credentials": ["password"]}}}

passing := {"every credential a secret": {"attributes": {"clear_credentials": []}}}

undetermined := {"a value that nobody could read": {"attributes": {}, "unknown": ["attributes.clear_credentials"]}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
