package rempart.rules.location.region_outside_eea_test

import rego.v1

import data.rempart.rules.location.region_outside_eea as rule

failing := {
	"Beauharnois": {"placement": {"region": "BHS5", "country": "CA", "in_eea": false, "local": false}},
	"Virginia": {"placement": {"region": "us-east-1", "country": "US", "in_eea": false, "local": false}},
	"adequate, but outside": {"placement": {"region": "ch-gva-2", "country": "CH", "in_eea": false, "local": false}},
}

passing := {
	"Gravelines": {"placement": {"region": "GRA11", "country": "FR", "in_eea": true, "local": false}},
	"what belongs to a whole account": {"placement": {"entity": "OVH SAS", "local": false, "regionless": true}},
	"a host inside the deployment": {"placement": {"local": true}},
}

undetermined := {"a region chosen at deployment": {
	"placement": {"local": false},
	"unknown": ["placement.region", "placement.country", "placement.in_eea"],
}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
