"""OpenStack, whoever runs it."""
