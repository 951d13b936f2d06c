# METADATA
# title: Judges many subjects in one request
# description: |
#   For servers only. Input is a list of jobs, each with a subject, the rules to judge it by, and those of them that
#   say when they apply. A rule sees its subject as input, here as in the embedded engine.
package rempart.dispatch

import rego.v1

answer := {"applicable": applicable, "denials": denials}

applicable contains {"job": number, "rule": rule} if {
	some number, job in input.jobs
	some rule in job.conditional
	data.rempart.rules[rule[0]][rule[1]].applies with input as job.subject
}

denials contains {"job": number, "rule": rule, "denial": denial} if {
	some number, job in input.jobs
	some rule in job.rules
	some denial in data.rempart.rules[rule[0]][rule[1]].deny with input as job.subject
}

# METADATA
# description: The rules that this server has, so that a client can refuse one that lacks a rule of its pack.
known contains [family, name] if {
	some family, name
	data.rempart.rules[family][name].deny with input as {}
}
