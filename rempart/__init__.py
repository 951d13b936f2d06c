"""Rempart: where each resource really goes, which law reaches it, and whether health data may go there."""
