"""OVHcloud's own API."""
