"""A mirror of the records on AWS: what the gate is there to refuse."""
