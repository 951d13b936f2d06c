"""Reads XML: what its elements and attributes say, its scripts and literal parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rempart.addresses.words import word_set
from rempart.meaning.findings import Act, Document, Finding, Form, Spot, Value
from rempart.meaning.readers.tags import Closes, Declares, Holds, Opens, events
from rempart.meaning.readers.wording import connects, locates

_DEEPEST = 40
_FHIR = "http://hl7.org/fhir"
_NAMING = word_set("entry-name env-entry-name id key name param-name property-name string")
"""Elements and attributes that name what the value beside them is for."""
_NAMED = word_set("array default entry env-entry-value integer param-value property-value string text value")
"""Elements and attributes that hold such a value."""
_PAIRS = word_set(
    "add context-param entry env-entry environment init-param param parameter prop properties property setting"
)
"""Elements that hold one setting: no block of their own."""
_REFERRING_ATTRIBUTES = word_set(
    "about algorithm audience base binding class classname dir encoding entityid factory format friendlyname"
    " javatype lang namespace nameformat nonamespaceschemalocation package rel resource schemalocation scope soapaction"
    " system targetnamespace type typename version"
)
_REFERRING_ELEMENTS = word_set(
    "artifactid audience canonical class code developers groupid issuemanagement issuer licenses mailinglists"
    " modelversion organization package packages scm version white_list allow_list nameidformat"
    " servlet-class filter-class"
    " listener-class attributevalue documentation copyright informationurl organizationurl privacystatementurl"
    " registrationinfo entityattributes extensions"
)
_FHIR_REFERRING = word_set(
    "code fullurl instantiatescanonical instantiatesuri profile reference system targetprofile url"
    " valuecanonical valueset"
    " valueuri valueurl implicitrules"
)
_LINKS = word_set("a area link")
_SENDING_PARTS = word_set(
    "appender appenders client destination destinationconnectors destinations distributionmanagement hook_url indexer"
    " integration smtp_server snapshotrepository syslog_output"
)
"""Elements in which an address is written to: log appenders, an agent's server, a channel's destinations."""
_FETCHING_PARTS = word_set("mirror mirrors pluginrepositories pluginrepository repositories repository")
_DESCRIPTIONS = word_set("cimanagement developer developers issuemanagement license licenses organization scm url")
"""Parts of a project's description that link to pages."""
_OF_MAVEN = word_set("profile project settings")
_SCRIPTS = word_set(
    "deployscript filterscript postprocessingscript preprocessingscript responsetransformer script"
    " scriptlet undeployscript"
)
_COMMANDS = word_set("command exec executable full_command")
_OWN_PARTS = word_set("connector listenerconnectorproperties spssodescriptor")
"""Elements in which an address is where this deployment itself listens."""


@dataclass(slots=True)
class _Element:
    """An element that is being read: its spot, and what its children have said so far."""

    name: str
    spot: Spot
    named: str = ""
    texts: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


def read_xml(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield what an XML text holds: texts and attributes under their names, each element a block."""
    path = [_Element("", spot)]
    is_fhir = _FHIR in text
    for event in events(text):
        if isinstance(event, Opens):
            yield from _text_so_far(path)
            element = _begun(event, path)
            path.append(element)
            yield from _attributes(event.attributes, path, is_fhir=is_fhir)
        elif isinstance(event, Closes):
            yield from _text_so_far(path)
            if len(path) > 1:
                path.pop()
        elif isinstance(event, Declares):
            yield Value(event.text, spot.doing(Act.REFERS))
        elif event.is_literal:
            yield from _literal(event, path)
        else:
            path[-1].texts.append(event.text)
    yield from _text_so_far(path)


def _begun(event: Opens, path: list[_Element]) -> _Element:
    """Return an element that begins, in a block of its own unless it is one setting of the block around it."""
    parent = path[-1]
    name = _local(event.name)
    if len(path) > _DEEPEST:
        return _Element(name, parent.spot)
    parent.seen[name] += 1
    label = name if parent.seen[name] == 1 else f"{name} {parent.seen[name]}"
    spot = parent.spot.below(label).doing(_act_of_part(name, path))
    is_pair = name.lower() in _PAIRS or name.lower() in _NAMED
    attributes = {_local(key).lower(): value for key, value in event.attributes.items()}
    named = next((attributes[key] for key in ("name", "key", "param", "property") if key in attributes), "")
    return _Element(name, spot if is_pair else spot.block(label), named)


def _act_of_part(name: str, path: list[_Element]) -> Act | None:
    """Return what is done with every address in an element, whatever it is called itself."""
    lower, root = name.lower(), path[1].name.lower() if len(path) > 1 else name.lower()
    if lower in _FETCHING_PARTS and root in _OF_MAVEN:
        return Act.FETCHES
    if lower == "distributionmanagement":
        return Act.SENDS
    if lower in _DESCRIPTIONS and root == "project" and path[-1].name.lower() in {"project", *_DESCRIPTIONS}:
        return Act.REFERS
    return Act.REFERS if lower in _REFERRING_ELEMENTS else None


def _attributes(attributes: Mapping[str, str], path: list[_Element], *, is_fhir: bool) -> Iterator[Finding]:
    element = path[-1]
    names = {_local(key).lower() for key in attributes}
    for key, value in attributes.items():
        if not value:
            continue
        name = _local(key)
        is_of_pair = name.lower() == "value" and bool(names & _NAMING or element.named)
        shown = element.named if is_of_pair else element.name if name.lower() == "value" else name
        spot = element.spot.below(name, key=shown or name)
        yield from _stated(value, spot.doing(_act_of_attribute(key, path, is_fhir=is_fhir)), shown)


def _act_of_attribute(key: str, path: list[_Element], *, is_fhir: bool) -> Act | None:  # noqa: PLR0911 -- a row of cases
    """Return what the syntax does with an attribute's value."""
    name, element = _local(key).lower(), path[-1].name.lower()
    if key.startswith("xmlns") or name in _REFERRING_ATTRIBUTES:
        return Act.REFERS
    if name == "value" and (element in {"system", "profile"} or (is_fhir and element in _FHIR_REFERRING)):
        return Act.REFERS
    if name in {"location", "responselocation", "destination", "assertionconsumerserviceurl"}:
        return _act_of_location(element, path)
    if name == "href" and element in _LINKS:
        return Act.REFERS
    if name == "name":
        return Act.NAMES if path[-1].name == "Host" else Act.CONNECTS if connects(element) else Act.REFERS
    if name in {"id", "key", "ref", "property", "param"}:
        return Act.REFERS
    return _act_of_address(path[-1].named if name == "value" and path[-1].named else name, path)


def _act_of_location(element: str, path: list[_Element]) -> Act:
    if element in {"import", "include", "redefine", "override"}:
        return Act.REFERS
    return Act.NAMES if any(part.name.lower() == "spssodescriptor" for part in path) else Act.CONNECTS


def _act_of_address(name: str, path: list[_Element]) -> Act | None:
    """Return what is done with a value whose name says that it is an address, by the elements around it."""
    parts = {part.name.lower() for part in path if part.name != "connector"}
    if not locates(name) and name.lower() not in _SENDING_PARTS:
        return None
    if parts & _SENDING_PARTS:
        return Act.SENDS
    if parts & _OWN_PARTS:
        return Act.NAMES
    return Act.CONNECTS if connects(name) else None


def _text_so_far(path: list[_Element]) -> Iterator[Finding]:
    """Yield the text of the innermost element up to here."""
    element = path[-1]
    if not element.texts:
        return
    text = "".join(element.texts).strip()
    element.texts.clear()
    if not text:
        return
    parent = path[-2] if len(path) > 1 else element
    lower = element.name.lower()
    is_value = lower in _NAMED or lower in _PAIRS
    if lower in _NAMING and not (is_value and parent.named):
        parent.named = text
    shown = element.named or (parent.named if is_value and parent.named != text else "") or element.name
    spot = Spot(element.spot.place, shown, parent.spot.scope, element.spot.act)
    is_name = parent.named == text and lower in _NAMING - _NAMED
    yield from _stated(text, spot.doing(Act.REFERS if is_name else _act_of_address(shown, path)), element.name)


def _stated(text: str, spot: Spot, name: str) -> Iterator[Finding]:
    """Yield a text: a script or a command where its element says so, else a value."""
    lower = name.lower()
    if lower in _SCRIPTS:
        yield Document(text, spot, Form.CODE)
    elif lower in _COMMANDS and " " in text:
        yield Document(text, spot, Form.SHELL)
    elif "\n" in text and not _is_of_words(text):
        yield Document(text, spot)
    else:
        yield Value(text, spot)


def _literal(event: Holds, path: list[_Element]) -> Iterator[Finding]:
    """Yield a CDATA section: a text in a form of its own when it is more than one word."""
    text = event.text.strip()
    if len(text.split(None, 1)) > 1:
        yield Document(text, path[-1].spot.named(path[-1].name), _form_in(path[-1].name))
    else:
        path[-1].texts.append(event.text)


def _form_in(name: str) -> Form | None:
    return Form.CODE if name.lower() in _SCRIPTS else Form.SHELL if name.lower() in _COMMANDS else None


def _is_of_words(text: str) -> bool:
    """Whether lines are only wrapped: nothing in them looks like a setting or a program."""
    return not any(mark in text for mark in "=;{}[]<>$#:@")


def _local(name: str) -> str:
    return name.rpartition(":")[2] or name
