"""Splits the lines of settings: comments off, quotes off, words apart. Every function reads its text once."""

from __future__ import annotations

from functools import lru_cache

from rempart.addresses.words import word_set
from rempart.patterns import regex

CONNECTING = word_set(
    "addr address addresses adresse adresses agent backend backends bootstrap broker brokers cible cibles collector"
    " connect contact controller coordinator destination destinations domaincontroller endpoint endpoints forward"
    " forwarder forwarders forwarding forwards gateway host hosts hote hotes hôte hôtes join kdc leader manager master"
    " masters members mirror mirrors neighbor neighbour nodes peer peers primary proxy publisher"
    " receiver receivers relay"
    " relayhost remote remotes replica replicaof replicas replication resolver resolvers seeds sentinel server servers"
    " serverlist serveur serveurs serverurl sink slaveof smarthost smarthosts standby target targets trapsink tunnel"
    " upstream upstreams"
)
"""Words that, in the name of a setting, say that its value is connected to."""
_LOCATING = word_set("dsn uri uris url urls href location endpointurl baseurl")
_OF_ONES_OWN = word_set(
    "accept advertise advertised allow allowed announce bind cookie external format header interface listen listener"
    " local log name names own port public realm self timeout trusted type user version virtual"
)
"""Words beside them that make it the deployment's own, or no address at all (``server_name``, ``listen_address``)."""
_PART = regex(r"[^\W\d_]+")
_CAMEL = regex(r"(?<=[a-z])(?=[A-Z])")
_LONGEST_KEY = 300
_NAMED_IN_BRACKETS = regex(r"\[([^\[\]:]{1,255})\](:\w{1,32})?")
_ASSIGNED = regex(r"([A-Za-z_][\w.-]{0,60})=(?!=)")


def parts_of(key: str) -> frozenset[str]:
    """Return the words that a key is made of, in lower case.

    >>> sorted(parts_of("spring.mail.smtpHost"))
    ['host', 'mail', 'smtp', 'spring']
    """
    return frozenset(part.lower() for part in _PART.findall(_CAMEL.sub(" ", key[-_LONGEST_KEY:])))


@lru_cache(maxsize=4096)
def connects(key: str) -> bool:
    """Whether the name of a setting says that something connects to its value."""
    parts = parts_of(key)
    return not parts.isdisjoint(CONNECTING) and parts.isdisjoint(_OF_ONES_OWN)


@lru_cache(maxsize=4096)
def locates(key: str) -> bool:
    """Whether the name of a setting says that its value is an address, of whatever kind."""
    return connects(key) or not parts_of(key).isdisjoint(_LOCATING)


def without_comment(text: str, mark: str = "#") -> str:
    """Return a value up to the comment that ends it: the mark after a blank, outside quotes.

    >>> without_comment('"a # b" c # d')
    '"a # b" c'
    """
    if mark not in text:
        return text
    position = 0
    while position < len(text):
        letter = text[position]
        begins = position == 0 or text[position - 1] in " \t=,([{"
        if letter == mark and (position == 0 or text[position - 1] in " \t"):
            return text[:position].rstrip()
        position = (end_of_quotes(text, position) or position + 1) if begins and letter in "\"'" else position + 1
    return text


def end_of_quotes(text: str, start: int) -> int | None:
    """Return where a quoted part that begins here is over, or None where nothing closes it."""
    quote, position = text[start], start + 1
    while position < len(text):
        if text[position] == "\\" and quote == '"':
            position += 2
        elif text[position] == quote:
            return position + 1
        else:
            position += 1
    return None


def unquoted(text: str) -> str:
    """Return a value without the quotes around it.

    >>> unquoted("'a b';")
    'a b'
    """
    bare = text.strip()
    if bare.endswith((";", ",")) and bare[:1] in {'"', "'"}:
        bare = bare[:-1].rstrip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
        return bare[1:-1]
    return bare


def quoted_words(text: str) -> list[str]:
    """Return the words of a value as a shell parts them: at blanks outside quotes, quotes taken off.

    >>> quoted_words('"A=b c" D=e')
    ['A=b c', 'D=e']
    """
    words: list[str] = []
    parts: list[str] = []
    position = start = 0
    closable = {'"': True, "'": True}
    while position < len(text):
        letter = text[position]
        end = end_of_quotes(text, position) if closable.get(letter) else None
        if end:
            parts += [text[start:position], text[position + 1 : end - 1]]
            position = start = end
            continue
        if letter in closable:
            closable[letter] = False
        if letter.isspace():
            words.append("".join([*parts, text[start:position]]))
            parts, start = [], position + 1
        position += 1
    words.append("".join([*parts, text[start:]]))
    return [word for word in words if word]


def words_in(text: str) -> list[str]:
    """Return the words of a value, apart at blanks, commas and semicolons, without quotes and brackets of lists.

    >>> words_in('["kafka1:9092", "kafka2:9092"], [smtp.chu.fr]:587')
    ['kafka1:9092', 'kafka2:9092', 'smtp.chu.fr:587']
    """
    words = (_bare(word) for word in text.replace(",", " ").replace(";", " ").split())
    return [word for word in words if word]


def assigned(word: str) -> tuple[str, str] | None:
    """Split an option that states its value (``host=db``) into the two, or return None."""
    match = _ASSIGNED.match(word)
    return (match[1], word[match.end() :]) if match else None


def _bare(word: str) -> str:
    bare = word
    if bare[:1] in {"[", "("} and ("]" not in bare or bare[1:2] in {'"', "'"}):
        bare = bare.lstrip("[(")
    if bare[-1:] in {"]", ")"} and ("[" not in bare or bare[-2:-1] in {'"', "'"}):
        bare = bare.rstrip("])")
    bare = bare.strip("\"'`")
    named = _NAMED_IN_BRACKETS.fullmatch(bare)
    return named[1] + (named[2] or "") if named else bare
