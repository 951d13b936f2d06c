"""Measures how long a text of one megabyte takes to be read, kind by kind: ``python -m benchmarks.texts``.

Says the processor's milliseconds for half a text and for a whole one: where reading is linear, the second is twice
the first, unless the first left something in a cache. ``--worst`` adds texts that are made to be slow.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import string
import sys
import time
from collections.abc import Callable, Iterator

from rempart.catalogue import Catalogue, load_catalogue
from rempart.meaning.facts import Facts
from rempart.meaning.findings import Document, Spot
from rempart.meaning.unfold import Unfolding

SIZE = 999_000
"""Characters of a whole text: just below what is read."""
SEED = 9

_SHELL = """\
#!/bin/bash
set -euo pipefail
export DB_HOST=db{n}.chu-lille.fr
curl -fsSL "https://depot{n}.chu-lille.fr/paquets/$NOM.deb" -o /tmp/p{n}.deb
for service in nginx postgresql redis; do
  systemctl enable --now "$service" || echo "échec de $service"
done
if [ -f /etc/app/{n}.conf ]; then sed -i 's/debug=true/debug=false/' /etc/app/{n}.conf; fi
cat > /etc/app/{n}.env <<FIN
APP_NAME=dossier
LOG_LEVEL=info
FIN
"""
_YAML = """\
service{n}:
  image: registre.chu-lille.fr/equipe/dossier:1.{n}
  url: https://dossier{n}.chu-lille.fr/api
  replicas: 3
  environment:
    LOG_LEVEL: info
    DB_HOST: db{n}.chu-lille.fr
"""
_INI = "[section{n}]\nenabled = true\nhost = db{n}.chu-lille.fr\nport = 5432\nname = dossier patient\n"
_PROPERTIES = (
    "hapi.fhir.version{n}=R4\nspring.datasource.url=jdbc:postgresql://db{n}.chu-lille.fr:5432/hapi\n"
    "spring.jpa.properties.hibernate.show_sql=false\nlogging.level.root=INFO\n"
)
_XML = '<bean id="b{n}" class="org.example.Service"><property name="url" value="https://s{n}.chu-lille.fr/x"/></bean>\n'
_SQL = (
    "INSERT INTO reglages (id, nom, valeur) VALUES ({n}, 'serveur', 'db{n}.chu-lille.fr');\n"
    "UPDATE patients SET ville = 'Lille' WHERE id = {n};\n"
)
_NGINX = """\
server {{
    listen 443 ssl;
    server_name s{n}.chu-lille.fr;
    location / {{ proxy_pass http://10.0.0.{m}:8080; proxy_set_header Host $host; }}
}}
"""
_PYTHON = """\
def envoyer{n}(valeur):
    adresse = "https://api{n}.chu-lille.fr/v1"
    reponse = requests.post(adresse, json={{"valeur": valeur}}, timeout=10)
    return reponse.json()["resultat"]  # toujours présent

"""
_PROSE = (
    "Le service de sauvegarde copie chaque nuit les bases vers le second site. Voir https://doc.chu-lille.fr/p{n}\n"
    "pour la marche à suivre, ou écrire à equipe{n}@chu-lille.fr en cas de doute.\n"
)
_CADDY = "s{n}.chu-lille.fr {{\n  reverse_proxy 10.0.0.{m}:80\n}}\n"
_LOG = "2026-03-01T10:00:{m} srv{n} app[12]: patient admis au lit {n}, service de cardiologie\n"
_TOML = '[serveur{n}]\nhote = "db{n}.chu-lille.fr"\nport = 5432\n'


def repeated(pattern: str) -> Callable[[int], str]:
    """Return what makes texts of many rows that differ in their numbers."""

    def make(size: int) -> str:
        rows, length, number = list[str](), 0, 0
        while length < size:
            rows.append(pattern.format(n=number, m=number % 250))
            length += len(rows[-1])
            number += 1
        return "".join(rows)

    return make


def filled(unit: str) -> Callable[[int], str]:
    """Return what makes texts of one unit over and over."""
    return lambda size: unit * (size // len(unit))


def _json(size: int) -> str:
    row = {"nom": "dossier", "url": "https://s{n}.chu-lille.fr/api", "actif": True, "liste": [1, 2, 3]}
    number = size // (len(json.dumps(row)) + 10)
    return json.dumps([{**row, "url": f"https://s{index}.chu-lille.fr/api"} for index in range(number)])


def _base64(size: int) -> str:
    return base64.b64encode(repeated(_SHELL)(size * 3 // 4 - 200).encode()[: size * 3 // 4 - 3]).decode()


def _one_line(size: int) -> str:
    return repeated("option{n}=valeur hote{n}.chu-lille.fr ")(size)


def _noise(size: int) -> str:
    source = random.Random(SEED)  # noqa: S311 - the same text in every run is what is wanted
    return "".join(source.choices(string.printable, k=size))


KINDS: dict[str, tuple[str, Callable[[int], str]]] = {
    "shell": ("userData", repeated(_SHELL)),
    "yaml": ("values.yaml", repeated(_YAML)),
    "json": ("config.json", _json),
    "toml": ("config.toml", repeated(_TOML)),
    "ini": ("app.ini", repeated(_INI)),
    "properties": ("application.properties", repeated(_PROPERTIES)),
    "xml": ("beans.xml", repeated(_XML)),
    "sql": ("init.sql", repeated(_SQL)),
    "nginx": ("nginx.conf", repeated(_NGINX)),
    "caddy": ("Caddyfile", repeated(_CADDY)),
    "python": ("app.py", repeated(_PYTHON)),
    "prose": ("README.md", repeated(_PROSE)),
    "log": ("notes", repeated(_LOG)),
    "base64": ("userData", _base64),
    "one line": ("notes", _one_line),
    "noise": ("notes", _noise),
    "short lines": ("notes", repeated("cle{n} = {m}\n")),
    "words": ("notes", repeated("mot{n} autre\n")),
    "host lines": ("notes", repeated("s{n}.chu-lille.fr\n")),
    "addresses": ("notes", repeated("51.{m}.1.{n} 2001:db8::{n}\n")),
}
"""Texts of one kind: the key that each stands under, and what makes one of a given size."""
UNITS = (
    ".",
    ":",
    "a.",
    "a:",
    "$(",
    "${",
    '"',
    "'",
    "`",
    "@",
    "//",
    "/",
    "1",
    "1.",
    "0x",
    "=",
    "-",
    "--",
    "{",
    "}",
    "(",
    "[",
    "<",
    "<!",
    "<a>",
    "&",
    ";",
    "|",
    "\\",
    "%",
    "#",
    "a@",
    "a=b",
    "a=b.c",
    "a://b.",
    "://a.",
    "<<E",
    "$(((",
    "[[",
    "{{",
    "{%",
    "*",
    "?",
    "~",
    "!",
    ",",
    "\ufeff",
    "\u202e",
    "\x00",
    "\ud800",
    "é",
    "1:2:",
    "::1",
    ";a=b.",
    "a\\",
    "<?x",
    "$a",
    "$a.",
    "]]>",
    "/*",
    "--",
    "'a'.",
    "a.b@",
    "jdbc:",
    "s3://",
    "<!--",
)
"""What the worst texts repeat."""


def worst() -> Iterator[tuple[str, str, Callable[[int], str]]]:
    """Yield name, key and maker of texts that are made to be slow: on one line, in lines, under several keys."""
    for unit in UNITS:
        for key in ("userData", "app.conf", "x.py", "x.sql", "x.xml", "x.yaml"):
            yield f"{unit!r} {key}", key, filled(unit)
        yield f"{unit!r} lines", "app.conf", filled(f"{unit}\n")
        yield f"{unit!r} words", "userData", filled(f"{unit} ")
    yield "blanks", "notes", filled(" ")
    yield "line breaks", "notes", filled("\n")
    yield "continued lines", "userData", filled("a \\\n")
    yield "comments", "userData", filled("# a\n")


def seconds(text: str, key: str, catalogue: Catalogue) -> float:
    """Return the processor's seconds that one reading takes, with nothing remembered of an earlier one."""
    reading = Unfolding(Facts(catalogue))
    begin = time.process_time()
    reading.read(Document(text, Spot(key=key)))
    return time.process_time() - begin


def measure(kinds: Iterator[tuple[str, str, Callable[[int], str]]], catalogue: Catalogue, above: float) -> None:
    """Print a line for each kind that takes longer than this many milliseconds."""
    for name, key, make in kinds:
        half, whole = (seconds(make(size), key, catalogue) * 1000 for size in (SIZE // 2, SIZE))
        if whole >= above:
            print(f"{name:24} {half:8.0f} {whole:8.0f} ms", flush=True)


def main() -> None:
    """Measure, and print a line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worst", action="store_true", help="also texts that are made to be slow")
    parser.add_argument("--above", type=float, default=0, metavar="MS", help="leave out what is faster")
    parser.add_argument("--only", default="", help="only kinds of this name")
    options = parser.parse_args()
    catalogue = load_catalogue()
    seconds("#!/bin/sh\necho a.fr\n", "userData", catalogue)
    print(f"load {os.getloadavg()[0]:.1f}; half a text, a whole one of {SIZE} characters", file=sys.stderr)
    kinds = [(name, key, make) for name, (key, make) in KINDS.items()]
    chosen = [*kinds, *worst()] if options.worst else kinds
    measure((kind for kind in chosen if options.only in kind[0]), catalogue, options.above)


if __name__ == "__main__":
    main()
