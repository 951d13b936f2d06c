"""The tests; a package, so that those of every room find the shared builders under one name."""
