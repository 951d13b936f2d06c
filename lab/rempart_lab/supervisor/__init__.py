"""Starts and watches the processes of a plan, and leaves none behind.

``python -m rempart_lab.supervisor PLAN.json`` runs in the lab's environment. It needs the standard library only; the
libraries that OpenStack's services have in common are loaded where they are installed, once, and shared by every fork.
"""
