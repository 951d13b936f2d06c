"""Works out where everything really goes: provider endpoint or address, operator, owners, laws, qualification.

Reads what providers are told, never what things are called, and keeps the chain of facts behind each conclusion. What
it cannot know it names as unknown, with the reason and the way to mend it.
"""

from rempart.placement.declared import read_own
from rempart.placement.endpoints import sign_in_host
from rempart.placement.place import locate, place

__all__ = ["locate", "place", "read_own", "sign_in_host"]
