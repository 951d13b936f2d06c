"""What the processes of OpenStack load: the WSGI server, drivers, what a cloud holds before anybody uses it."""
