"""What a person asks of the lab: is everything there, bring it up, how is it, take it down, remove it.

Runs in Rempart's own environment, as the user who asks. It writes the state folder, starts the supervisor in the lab's
environment, and from then on only talks to it through its socket.
"""
