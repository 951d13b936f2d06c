"""A real OpenStack on one machine: the upstream services, on loopback, without root.

Rooms, each importing only those below it:

``control``     what a person asks for: install, up, down, status, logs, reset, env; runs in Rempart's environment
``services``    one module per service: its processes, its configuration, when it is ready
``model``       clouds, regions, ports, folders, processes: frozen, slotted, no side effects
``errors``      one line for people

``supervisor`` and ``inside`` run in the lab's own environment, with the pins that OpenStack needs: the supervisor
starts and watches the processes of a plan; ``inside`` holds what those processes load (drivers, the WSGI server, what
the clouds hold before anybody uses them).
"""
