"""Works out what strings mean: which addresses they hold, and what each is for.

Every string is swept, and what is found is explained away or told. Readers know forms and no operator; the catalogue
says what a host is for; a key is only ever a hint.
"""

from rempart.meaning.survey import Known, Surveyor, cannot_search

__all__ = ["Known", "Surveyor", "cannot_search"]
