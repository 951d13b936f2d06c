"""The messages of Pulumi's provider protocol, to and from plain values."""
