"""What is to run, as data: clouds, regions, ports, folders, processes. Knows no OpenStack library, starts nothing."""
