"""The loop that reads a text: recognises its form, runs the reader, unpacks what is nested, and collects what is said.

Bounded in depth, in values and in length: what is beyond the bounds is told, and never a pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rempart.addresses import BUCKET_SCHEMES, registry_of
from rempart.credentials import holds_private_key
from rempart.meaning.credentials import is_basic_credential, is_credential
from rempart.meaning.facts import Bucket, Facts
from rempart.meaning.findings import (
    INSTRUCTIONS,
    Act,
    Document,
    Finding,
    Form,
    Image,
    RunTime,
    Sign,
    Spot,
    Tree,
    Value,
)
from rempart.meaning.forms import COMMANDS, form_of
from rempart.meaning.implied import SchemeSign, Signs
from rempart.meaning.keys import squeezed, words_of
from rempart.meaning.packing import LARGEST, UnreadableError, from_data_url, looks_packed, unpack
from rempart.meaning.readers.documents import parsed, reader_of_form
from rempart.meaning.readers.kinds import reader_of
from rempart.meaning.readers.manifest import LABEL
from rempart.meaning.readers.tree import read_tree
from rempart.meaning.spellings import filled_in
from rempart.meaning.values import read_value
from rempart.model.address import RUN_TIME, HostKind
from rempart.model.mention import NOTHING_SAID, Mention, Reading, Role
from rempart.model.reason import Reason
from rempart.patterns import regex

_DEEPEST = 12
"""Texts within texts; user data seldom has more than four."""
_DEEPEST_TREE = 100
_MOST_FINDINGS = 200_000
"""Findings of the largest text that is read."""
_SCHEMES = regex(r"([A-Za-z][A-Za-z0-9+.\-]{1,30})://|^(:[a-z0-9]{2,30})(?=[:,])")
"""Schemes of URLs, and the kinds of remotes that rclone makes up on the fly."""
_ENVIRONMENT = regex(r"\$(?:\{(?P<braced>[A-Z][A-Z0-9_]*)\}|(?P<plain>[A-Z][A-Z0-9_]*))")
_PARTS = regex(r"[,;\s]+")
"""Between the settings of a value that holds several: of a connection string, of an option."""
_LONGEST_PARTS = 200_000
_MOST_WORDS = 5_000
"""Words of one value that are looked at; as many as the module beside this one takes."""
_WORDS = regex(r"[\s,;|]+")
_PLAINLY = "write it plainly"
_TOO_DEEP = Reason("it is nested too deeply to be read", _PLAINLY)
_TOO_LONG = Reason(f"it is longer than {LARGEST} characters", "split it")
_TOO_MANY = Reason("it unfolds to too many values to be read", _PLAINLY)
_TOO_WORDY = Reason("it holds too many words to be read", "split it")
_ODD_CHARACTERS = Reason("it holds characters that no text has", _PLAINLY)
_RUN_TIME = Reason("an address in it is only decided when it runs", "write the host into the text")


class Unfolding:
    """Reads one text, or one tree, to the end."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._mentions: dict[tuple[str, Role], Mention] = {}
        self._credentials: dict[str, None] = {}
        self._unread: dict[str, Reason] = {}
        self._signs = Signs(facts.implied)
        self._variables: dict[str, str] = {}
        self._read: set[str] = set()
        """Texts that were read in their form: a reader that hands one back as a value means the value."""

    def read(self, finding: Finding) -> Reading:
        """Return what a text or a tree says."""
        pending: list[tuple[Iterator[Finding], int, int]] = [(iter((finding,)), 0, 0)]
        count = 0
        while pending:
            findings, texts, trees = pending[-1]
            try:
                found = next(findings, None)
                inner = None if found is None else self._take(found, texts, trees)
            except RecursionError:
                # A library that a reader calls follows a nesting of its own; such a reader ends here.
                self._fail(finding_spot(finding), _TOO_DEEP)
                continue
            except UnicodeError:
                self._fail(finding_spot(finding), _ODD_CHARACTERS)
                continue
            if found is None:
                pending.pop()
                continue
            count += 1
            if count > _MOST_FINDINGS:
                self._fail(finding_spot(found), _TOO_MANY)
                break
            if inner is not None:
                pending.append((inner, texts + (not isinstance(found, Tree)), trees + isinstance(found, Tree)))
        for mention in self._signs.implied():
            self._note(mention)
        if not (self._mentions or self._credentials or self._unread):
            return NOTHING_SAID
        return Reading(tuple(self._mentions.values()), tuple(self._credentials), self._unread)

    def _take(self, finding: Finding, texts: int, trees: int) -> Iterator[Finding] | None:
        """Take one finding; return what is nested in it, where something is."""
        if isinstance(finding, Value):
            return self._value(finding)
        if isinstance(finding, Tree):
            return self._tree(finding, trees)
        if isinstance(finding, Document):
            return self._document(finding, texts)
        if isinstance(finding, Sign):
            self._signs.see(finding)
        elif isinstance(finding, Image):
            self._image(finding)
        elif isinstance(finding, RunTime):
            self._fail(finding.spot, _RUN_TIME)
        else:
            self._fail(finding.spot, Reason(finding.why, finding.mend))
        return None

    def _tree(self, finding: Tree, depth: int) -> Iterator[Finding] | None:
        if depth > _DEEPEST_TREE:
            self._fail(finding.spot, _TOO_DEEP)
            return None
        if isinstance(finding.tree, dict):
            read_kind = reader_of(finding.tree)
            if read_kind is not None:
                return read_kind(finding.tree, finding.spot)
        return read_tree(finding.tree, finding.spot)

    def _document(self, finding: Document, depth: int) -> Iterator[Finding] | None:
        text, spot = finding.text, finding.spot
        if depth > _DEEPEST:
            self._fail(spot, _TOO_DEEP)
            return None
        if len(text) > LARGEST:
            self._fail(spot, _TOO_LONG)
            return None
        try:
            unpacked = from_data_url(text) if text.startswith("data:") else unpack(text)
        except UnreadableError as error:
            self._fail(spot, Reason(str(error), _PLAINLY))
            return None
        if unpacked is not None:
            return iter((Document(unpacked, spot),))
        self._read.add(text.strip())
        if text.lstrip().startswith("-----BEGIN ") and holds_private_key(text):
            self._credentials[spot.place] = None
            return None
        form = Form.PROSE if spot.act is Act.REFERS else finding.form or form_of(text, spot.key)
        if form is Form.SHELL and "$" in text:
            text = _ENVIRONMENT.sub(self._from_environment, text)
        return reader_of_form(form)(text, spot)

    def _from_environment(self, match: re.Match[str]) -> str:
        """Return what a variable holds that the surroundings of a script set: its container, its unit."""
        name = match["braced"] or match["plain"]
        known = self._variables.get(name, "")
        return known if known and "\n" not in known and f"{name}=" not in match.string else match[0]

    def _value(self, finding: Value) -> Iterator[Finding] | None:
        text, spot = finding.text, finding.spot
        if len(text) > LARGEST:
            self._fail(spot, _TOO_LONG)
            return None
        if not text or text.isspace():
            return None
        if holds_private_key(text) or is_basic_credential(text, spot):
            self._credentials[spot.place] = None
            return None
        nested = self._nested(text, spot)
        if nested is None:
            self._hear(text, spot)
            self._say(filled_in(text, self._variables.get), spot)
        return nested

    def _hear(self, text: str, spot: Spot) -> None:
        """Take a value as a setting of its block, and as a credential where it is one."""
        self._signs.hear(spot.key, text, spot)
        if "=" in text and "://" not in text.partition("=")[0]:
            for name, _, value in (part.partition("=") for part in _PARTS.split(text[:_LONGEST_PARTS])):
                self._signs.hear(name.strip(), value, spot)
                if value and is_credential(value, Spot(key=name)):
                    self._credentials[spot.place] = None
        if spot.key == "set" and text.startswith("$"):
            name, _, value = text[1:].partition(" ")
            self._variables[name] = value.strip()
        elif spot.key:
            self._variables[spot.key] = text
            if squeezed(spot.key).endswith("credentialsecret"):
                for name, value in self._facts.secrets.get(text, {}).items():
                    self._signs.hear(name, value, spot)
            if is_credential(text, spot):
                self._credentials[spot.place] = None

    def _say(self, text: str, spot: Spot) -> None:
        """Note which hosts a value mentions, and which schemes it shows."""
        if "." not in text and ":" not in text and RUN_TIME not in text:
            return
        if len(text) > _MOST_WORDS and _has_too_many_words(text):
            self._fail(spot, _TOO_WORDY)
        for scheme in map("".join, _SCHEMES.findall(text)) if ":" in text else ():
            if scheme.lower() not in BUCKET_SCHEMES:
                self._signs.see(SchemeSign(scheme.lower(), spot))
        for said in read_value(text, spot, self._facts, label=LABEL in spot.scope):
            if isinstance(said, Bucket):
                self._signs.see(SchemeSign(said.scheme, spot))
            elif said.host.kind is HostKind.RUN_TIME:
                self._fail(spot, _RUN_TIME)
            else:
                self._note(Mention(spot.place, said.host, said.role))
                if spot.key == INSTRUCTIONS and not self._facts.knows(said.host.name):
                    why = f"it runs what {said.host.name} answers, whose operator is not known"
                    self._fail(spot, Reason(why, "write it into the text"))

    def _nested(self, text: str, spot: Spot) -> Iterator[Finding] | None:
        """Return the text that a value turns out to be, where it is more than one value."""
        stripped = text.strip()
        if stripped in self._read:
            return None
        nested: Finding | None = None
        if LABEL in spot.scope and words_of(spot.key) & COMMANDS and " " in stripped:
            return iter((Document(text, Spot(spot.place, spot.key), Form.SHELL),))
        if "\n" in stripped or text.startswith(("data:", "#!", "#cloud-config")):
            nested = Document(text, spot)
        elif stripped[:1] in ("{", "[") and stripped[-1:] in ("}", "]"):
            tree = parsed(stripped)
            nested = Tree(tree, spot) if isinstance(tree, (dict, list)) else None
        elif stripped[:1] == "<" and stripped[-1:] == ">" and "</" in stripped:
            nested = Document(text, spot, Form.XML)
        elif looks_packed(stripped):
            nested = self._unpacked(stripped, spot)
        return None if nested is None else iter((nested,))

    def _unpacked(self, text: str, spot: Spot) -> Document | None:
        try:
            unpacked = unpack(text)
        except UnreadableError as error:
            self._fail(spot, Reason(str(error), _PLAINLY))
            return None
        return None if unpacked is None else Document(unpacked, spot)

    def _image(self, finding: Image) -> None:
        host = registry_of(filled_in(finding.reference.strip(), self._variables.get))
        if host is None or host.kind in (HostKind.RESERVED, HostKind.RUN_TIME):
            return
        role = Role.SENDS if finding.spot.act is Act.SENDS else Role.FETCHES
        self._note(Mention(finding.spot.place, host, role))

    def _note(self, mention: Mention) -> None:
        if mention.host.kind in (HostKind.LOCAL, HostKind.RESERVED) and not self._facts.knows(mention.host.name):
            return
        self._mentions.setdefault((mention.host.name, mention.role), mention)

    def _fail(self, spot: Spot, reason: Reason) -> None:
        self._unread.setdefault(spot.place, reason)


def _has_too_many_words(text: str) -> bool:
    """Whether more words of one value may be addresses than are looked at."""
    return any("." in word or ":" in word for word in _WORDS.split(text)[_MOST_WORDS:])


def finding_spot(finding: Finding) -> Spot:
    """Return where a finding stands."""
    return finding.spot
