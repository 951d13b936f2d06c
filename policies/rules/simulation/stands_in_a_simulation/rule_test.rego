package rempart.rules.simulation.stands_in_a_simulation_test

import rego.v1

import data.rempart.rules.simulation.stands_in_a_simulation as rule

failing := {"the lab": {"placement": {
	"host": "127.82.77.1", "entity": "Rempart lab (simulated)",
	"simulated": true,
}}}

passing := {
	"a real cloud": {"placement": {"host": "auth.cloud.ovh.net", "entity": "OVH SAS", "simulated": false}},
	"a host inside the deployment": {"placement": {"local": true, "simulated": false}},
}

undetermined := {"an endpoint chosen at deployment": {
	"placement": {"local": false},
	"unknown": ["placement.operator", "placement.simulated"],
}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
