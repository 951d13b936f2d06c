package rempart.rules.program.step_hides_what_it_creates_test

import rego.v1

import data.rempart.rules.program.step_hides_what_it_creates as rule

failing := {"a step known to hide": {"type": "command:local:Command", "attributes": {"transparent": false}}}

passing := {"a random number": {"type": "random:index/randomId:RandomId", "attributes": {"transparent": true}}}

undetermined := {"a shell command": {"attributes": {}, "unknown": ["attributes.transparent"]}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
