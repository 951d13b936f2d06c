"""A small records service on OVHcloud Public Cloud."""
