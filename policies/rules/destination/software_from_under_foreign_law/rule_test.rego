package rempart.rules.destination.software_from_under_foreign_law_test

import rego.v1

import data.rempart.rules.destination.software_from_under_foreign_law as rule

address(host, place) := {
	"destination": {"path": "image", "host": host},
	"placement": object.union({"local": false}, place),
}

failing := {"an American service": address("docker.io", {"exposure": "direct"})}

passing := {
	"a European service": address("registry.example.fr", {"entity": "A European company", "exposure": "none"}),
	"a European service with a foot abroad": address("registry.example.fr", {"exposure": "indirect"}),
	"a host inside the deployment": address("10.0.0.5", {"local": true}),
}

undetermined := {
	"a host that no catalogue names": object.union(
		address("example.org", {}),
		{"unknown": ["placement.operator", "placement.entity", "placement.exposure"]},
	),
	"a text made at deployment": {"destination": {"path": "image"}, "placement": {}, "unknown": ["placement"]},
}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
