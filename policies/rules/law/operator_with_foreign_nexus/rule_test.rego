package rempart.rules.law.operator_with_foreign_nexus_test

import rego.v1

import data.rempart.rules.law.operator_with_foreign_nexus as rule

nexus := {"exposure": "indirect", "local": false, "laws": [{"law": "CLOUD Act", "exposure": "indirect"}]}

failing := {
	"an affiliate in America": {"placement": object.union(nexus, {"secnumcloud": {"status": "absent"}})},
	"a qualification that has lapsed": {"placement": object.union(nexus, {"secnumcloud": {"status": "lapsed"}})},
	"a qualification of another region": {"placement": object.union(nexus, {"secnumcloud": {"status": "wrong_region"}})},
}

passing := {
	"no foot abroad": {"placement": {"exposure": "none", "laws": [], "local": false}},
	"a qualified service": {"placement": object.union(nexus, {"secnumcloud": {"status": "valid"}})},
	"direct exposure, which another rule judges": {"placement": {"exposure": "direct", "local": false}},
	"a host inside the deployment": {"placement": {"local": true}},
}

undetermined := {
	"a region chosen at deployment": {"placement": nexus, "unknown": ["placement.secnumcloud"]},
	"a qualification that nobody could read": {
		"placement": object.union(nexus, {"secnumcloud": {"service": "IaaS"}}),
		"unknown": ["placement.secnumcloud.status"],
	},
	"an endpoint chosen at deployment": {
		"placement": {"local": false},
		"unknown": ["placement.exposure", "placement.laws", "placement.secnumcloud"],
	},
}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
