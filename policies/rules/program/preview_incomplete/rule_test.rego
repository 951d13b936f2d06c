package rempart.rules.program.preview_incomplete_test

import rego.v1

import data.rempart.rules.program.preview_incomplete as rule

failing := {"a filtered preview": {"attributes": {"complete": false}}}

passing := {"everything was seen": {"attributes": {"complete": true}}}

undetermined := {"a remote component": {"attributes": {}, "unknown": ["attributes.complete"]}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
