"""Google Cloud, and whoever runs its technology."""
