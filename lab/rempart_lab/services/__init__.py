"""One module for each service: its processes, its configuration, when it is ready."""
