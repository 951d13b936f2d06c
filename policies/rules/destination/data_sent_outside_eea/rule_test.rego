package rempart.rules.destination.data_sent_outside_eea_test

import rego.v1

import data.rempart.rules.destination.data_sent_outside_eea as rule

bucket(place) := {"destination": {"path": "backupUrl", "host": "s3.example.net"}, "placement": place}

failing := {"a backup in Canada": bucket({"exposure": "indirect", "country": "CA", "in_eea": false})}

passing := {"a backup in Gravelines": bucket({"exposure": "indirect", "country": "FR", "in_eea": true})}

undetermined := {
	"a host that does not say where it stands": object.union(
		bucket({"exposure": "none"}),
		{"unknown": ["placement.region", "placement.country", "placement.in_eea"]},
	),
	"a text made at deployment": {"destination": {"path": "userData"}, "placement": {}, "unknown": ["placement"]},
}

not_applicable := {
	"an American service, which another rule judges": bucket({"exposure": "direct", "country": "US", "in_eea": false}),
	"a host inside the deployment": bucket({"local": true}),
}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}

test_not_applicable if {
	every example in not_applicable { not rule.applies with input as example }
}
