"""Reads the commands whose arguments mean different things by their position or option."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from rempart.meaning.findings import INSTRUCTIONS, RECIPIENT, Act, Document, Finding, Form, Image, Sign, SignKind, Value
from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import Call, each
from rempart.meaning.readers.shell.options import Arguments, Takes, loose, split, takes

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE", "MKCOL", "COPY", "MOVE"})
_CURL_BODIES = frozenset(
    {"-d", "-F", "-T", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--form"}
    | {"--form-string", "--json", "--upload-file", "--mail-rcpt", "-Q", "--quote"}
)
_CURL_PEERS = frozenset(
    {"-x", "--proxy", "--preproxy", "--doh-url", "--connect-to", "--resolve", "--socks4", "--socks4a", "--socks5"}
    | {"--socks5-hostname", "--ftp-port", "-P", "--dns-servers"}
)
_WGET_BODIES = frozenset({"--post-data", "--post-file", "--body-data", "--body-file"})
_REMOTE = re.compile(r"(?:[^/\s:=]+|[^/\s]*\[[0-9a-fA-F:]+\]):.*|[a-z][a-z0-9+.\-]*://.*", re.DOTALL)
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")
_RCLONE_REMOTE = re.compile(r":(?P<type>[a-z0-9]+)(?P<rest>,[^:]*(?:(?<=[='\"])[^:]*)?)?:(?P<path>.*)", re.DOTALL)
_LONGEST_EDIT = 2_000
"""Characters of the longest editing command that is taken apart."""
_SED_COMMAND = re.compile(r"-[nEersz]*i|--in-place")


def curl(call: Call) -> Iterator[Finding]:  # noqa: C901 - one line for each kind of option
    """``curl``: data goes to the URLs when it has a body, or a method that writes."""
    arguments = split(call.arguments, commands.CURL)
    names = {name for name, _ in arguments.options}
    methods = {value.upper() for value in arguments.values("-X", "--request")}
    uploads = bool(names & _CURL_BODIES or methods & _WRITING)
    if arguments.switches & {"-G", "--get"} and not names & {"-T", "--upload-file", "-F", "--form"}:
        uploads = bool(methods & _WRITING) or "-d" in names
    act = Act.SENDS if uploads else Act.FETCHES
    for name, value in arguments.options:
        if name in _CURL_PEERS:
            for piece in value.replace("::", " ").split(":") if name in {"--resolve", "--connect-to"} else (value,):
                yield call.value(piece, Act.CONNECTS, name)
        elif name == "--url":
            yield call.value(value, act)
        elif name == "--mail-rcpt":
            yield call.value(value, Act.SENDS, RECIPIENT)
        elif name in {"-H", "--header"}:
            header, _, content = value.partition(":")
            yield call.value(content.strip(), None, header.strip())
        elif name in {"-e", "--referer", "-A", "--user-agent"}:
            yield call.value(value, Act.REFERS, name)
        elif "\n" in value:
            yield call.document(value, "")
        else:
            yield call.value(value, None, name)
    for url in arguments.positional:
        yield call.value(url, act)
    if call.text and ({"-K", "--config"} & names):
        yield call.document(call.text, "curlrc", Form.LINES)


def wget(call: Call) -> Iterator[Finding]:
    """``wget``: as curl, with options of its own."""
    arguments = split(call.arguments, commands.WGET)
    names = {name for name, _ in arguments.options}
    methods = {value.upper() for value in arguments.values("--method")}
    act = Act.SENDS if names & _WGET_BODIES or methods & _WRITING else Act.FETCHES
    for name, value in arguments.options:
        yield call.value(value, None, name)
        if name in {"-e", "--execute"} and "=" in value:
            key, _, content = value.partition("=")
            yield call.value(content, Act.CONNECTS, key)
    for url in arguments.positional:
        yield call.value(url, act)


def copier(call: Call) -> Iterator[Finding]:
    """``rsync``, ``scp``: the last argument receives."""
    arguments = split(call.arguments, commands.RSYNC if call.name == "rsync" else commands.SCP)
    for name, value in arguments.options:
        yield call.value(value, Act.CONNECTS if name in {"-J", "-e", "--rsh", "-o"} else None, name)
    *sources, target = arguments.positional or ("",)
    act = Act.SENDS if is_remote(target) else Act.FETCHES
    for source in sources:
        yield call.value(source, act if is_remote(source) else None)
    yield call.value(target, Act.SENDS if is_remote(target) else None)


def is_remote(word: str) -> bool:
    """Whether a word names a file on another host."""
    return _REMOTE.fullmatch(word) is not None and _WINDOWS.match(word) is None


def git(call: Call) -> Iterator[Finding]:
    """``git``: a push or a remote sends, a clone fetches."""
    arguments = split(call.arguments, commands.GIT)
    for name, value in arguments.options:
        key, given, content = value.partition("=")
        yield call.value(content, Act.CONNECTS, key) if name == "-c" and given else call.value(value, None, name)
    words = arguments.positional
    subcommand = words[0] if words else ""
    sends = subcommand in {"push", "remote", "send-email", "send-pack", "bundle", "svn"}
    if subcommand == "config":
        yield from _pair(call, words[1:])
        return
    act = Act.SENDS if sends else Act.FETCHES
    for word in words:
        yield call.value(word, act if is_remote(word) or "@" in word else None)


def _pair(call: Call, words: tuple[str, ...]) -> Iterator[Finding]:
    """``git config NAME VALUE``."""
    if len(words) > 1:
        is_mail = words[-2].endswith(".email")
        yield call.value(words[-1], Act.REFERS if is_mail else Act.CONNECTS, "email" if is_mail else words[-2])


def container(call: Call) -> Iterator[Finding]:  # noqa: C901, PLR0912 - one branch for each subcommand
    """``docker`` and its likes: images, settings of a container, and the command that it runs."""
    outer = split(call.arguments, commands.CONTAINER_GLOBAL, interleaved=False)
    for name, value in outer.options:
        yield call.value(value, Act.CONNECTS if name in {"-H", "--host"} else None, name)
    words = list(outer.positional)
    while words[:1] and words[0] in {"image", "images", "container", "buildx", "builder", "i", "c"} and len(words) > 1:
        words.pop(0)
    subcommand, rest = (words[0], words[1:]) if words else ("", [])
    yield call.value(subcommand)
    if subcommand in {"run", "create"}:
        yield from _contained(call, split(rest, commands.CONTAINER_RUN, interleaved=False))
    elif subcommand in {"pull", "push"}:
        act = Act.SENDS if subcommand == "push" else Act.FETCHES
        for image in split(rest, commands.CONTAINER_RUN).positional[:1]:
            yield Image(image, call.spot.doing(act))
    elif subcommand == "tag":
        for image in rest[-1:]:
            if "." in image.partition("/")[0] and "/" in image:
                yield Image(image, call.spot.doing(Act.SENDS))
    elif subcommand in {"login", "logout"}:
        for name, value in (arguments := split(rest, takes("up", "username password"))).options:
            yield call.value(value, None, name)
        for word in arguments.positional:
            yield call.value(word, Act.FETCHES)
    elif subcommand == "build":
        yield from _built(
            call, split(rest, takes("tf", "tag file build-arg target platform cache-from cache-to output"))
        )
    elif subcommand in {"compose", "stack", "swarm", "context", "plugin", "volume", "network"}:
        yield from each(call, loose(rest), Act.CONNECTS)
    else:
        yield from each(call, loose(rest), None)


def _contained(call: Call, arguments: Arguments) -> Iterator[Finding]:
    for name, value in arguments.options:
        key, given, content = value.partition("=")
        if name in {"-e", "--env"}:
            yield call.value(content, None, key)
        elif name == "--log-driver":
            yield Sign(SignKind.DRIVER, value, call.spot)
        elif name in {"--log-opt", "-o", "--opt", "--driver-opt"} and given:
            yield call.value(content, Act.SENDS if "address" in key or "url" in key else None, key)
        elif name == "--add-host":
            yield call.document(" ".join(re.split(r"[:=]", value, maxsplit=1)[::-1]), "/etc/hosts", Form.LINES)
        elif name == "--dns":
            yield call.value(value, Act.FETCHES, "dns")
        elif name in {"-h", "--hostname", "--name", "--network-alias", "--domainname"}:
            yield call.value(value, Act.NAMES, name)
        elif name in {"-l", "--label"}:
            yield call.value(content, Act.REFERS, key)
        else:
            yield call.value(value, None, name)
    if arguments.positional:
        yield Image(arguments.positional[0], call.spot.doing(Act.FETCHES))


def command_in_container(call: Call) -> tuple[str, ...]:
    """Return the command that a container is told to run."""
    outer = split(call.arguments, commands.CONTAINER_GLOBAL, interleaved=False).positional
    words = outer[1:] if outer[:1] == ("container",) else outer
    if words[:1] not in {("run",), ("create",)}:
        return ()
    arguments = split(words[1:], commands.CONTAINER_RUN, interleaved=False)
    entry = arguments.values("--entrypoint")
    return (*entry[:1], *arguments.positional[1:])


def _built(call: Call, arguments: Arguments) -> Iterator[Finding]:
    for name, value in arguments.options:
        key, given, content = value.partition("=")
        if name == "--build-arg" and given:
            yield call.value(content, None, key)
        elif name in {"-t", "--tag"}:
            yield Image(value, call.spot.doing(Act.SENDS if "--push" in arguments.switches else Act.FETCHES))
        else:
            yield call.value(value, None, name)
    for word in arguments.positional:
        yield call.value(word, Act.FETCHES)


def image_copier(call: Call) -> Iterator[Finding]:
    """``skopeo``, ``crane``, ``oras``, ``regctl``: images by their references, with a transport before them."""
    arguments = split(call.arguments, takes("", "src-creds dest-creds creds authfile format username password"))
    for name, value in arguments.options:
        yield call.value(value, None, name)
    words = arguments.positional
    subcommand = words[0] if words else ""
    for index, word in enumerate(words[1:], 1):
        last = index == len(words) - 1
        sends = subcommand in {"push", "sync", "attach", "tag"} or (subcommand in {"copy", "cp"} and last)
        reference = re.sub(r"^(?:docker|oci|containers-storage|registry):(?://)?", "", word)
        if word.startswith(("dir:", "oci-archive:", "docker-archive:", "./", "/")):
            continue
        yield Image(reference, call.spot.doing(Act.SENDS if sends else Act.FETCHES))


def kubectl(call: Call) -> Iterator[Finding]:
    """``kubectl``: manifests by URL are instructions; ``--docker-server`` is where images come from."""
    arguments = split(call.arguments, commands.KUBECTL)
    for name, value in arguments.options:
        if name in {"-f", "--filename", "-k"}:
            yield call.value(value, Act.FETCHES, INSTRUCTIONS if "://" in value else name)
        elif name == "--image":
            yield Image(value, call.spot.doing(Act.FETCHES))
        elif name == "--docker-server":
            yield call.value(value, Act.FETCHES, name)
        elif name in {"--from-literal", "--set"} and "=" in value:
            key, _, content = value.partition("=")
            yield call.value(content, None, key)
        elif name in {"-s", "--server"}:
            yield call.value(value, Act.CONNECTS, name)
        elif name == "-p" and value.lstrip()[:1] in {"{", "["}:
            yield call.document(value, "patch.json")
        else:
            yield call.value(value, None, name)
    for word in arguments.positional:
        yield call.value(word, None)
    if call.text:
        yield call.document(call.text, "manifest.yaml", Form.YAML)


def helm(call: Call) -> Iterator[Finding]:
    """``helm``: charts are fetched, and ``--set`` gives them settings."""
    arguments = split(
        call.arguments,
        takes("nf", "set set-string set-file set-json values version namespace repo username password timeout"),
    )
    sends = "push" in arguments.positional[:2]
    for name, value in arguments.options:
        if name in {"--set", "--set-string"}:
            for setting in value.split(","):
                key, _, content = setting.partition("=")
                yield call.value(content, None, key)
        else:
            yield call.value(value, Act.FETCHES if "://" in value else None, name)
    for word in arguments.positional:
        yield call.value(word, (Act.SENDS if sends else Act.FETCHES) if "://" in word else None)
    if call.text:
        yield call.document(call.text, "values.yaml", Form.YAML)


def ssh(call: Call) -> Iterator[Finding]:
    """``ssh``: the first argument is the host."""
    arguments = split(call.arguments, commands.SSH, interleaved=False)
    for name, value in arguments.options:
        yield call.value(value, Act.CONNECTS if name in {"-J", "-W", "-L", "-R", "-o"} else None, name)
    for host in arguments.positional[:1]:
        yield call.value(host, Act.SENDS)


def command_over_ssh(call: Call) -> str:
    """Return the command that runs at the other end of ``ssh``."""
    return " ".join(split(call.arguments, commands.SSH, interleaved=False).positional[1:])


def lookup(call: Call) -> Iterator[Finding]:
    """``dig`` and its likes: what is asked for reaches whoever serves the zone."""
    for word in split(call.arguments, commands.DIG).positional:
        if word.startswith("+"):
            continue
        name = word.removeprefix("@")
        yield call.value(name, Act.CONNECTS if word.startswith("@") else Act.SENDS)


def probe(call: Call) -> Iterator[Finding]:
    """``ping``, ``nc``, ``telnet``: hosts, ports and numbers."""
    act = Act.SENDS if call.fed or call.data is not None else Act.CONNECTS
    for key, text in loose(call.arguments):
        pieces = re.split(r"[,:](?=[A-Za-z\[]*)", text) if call.name == "socat" else (text,)
        for piece in pieces if call.name == "socat" and len(text) < 2_000 else (text,):  # noqa: PLR2004 - an address is short
            yield call.value(piece, act, key)
        if call.name == "socat":
            yield call.value(re.sub(r"^[A-Za-z0-9\-]+:", "", text.split(",")[0]), act, key)


def logger(call: Call) -> Iterator[Finding]:
    """``logger``: its server receives."""
    for name, value in split(
        call.arguments, takes("nPpTtuif", "server port priority tag socket file id sd-id sd-param")
    ).options:
        yield call.value(value, Act.SENDS if name in {"-n", "--server"} else None, name)


def mount(call: Call) -> Iterator[Finding]:
    """``mount``: the source may be another host's."""
    arguments = split(call.arguments, takes("toLUO", "types options source target"))
    for name, value in arguments.options:
        yield from (
            call.value(piece.partition("=")[2], Act.CONNECTS, piece.partition("=")[0])
            for piece in value.split(",")
            if "=" in piece
        )
        yield call.value(value, None, name)
    for word in arguments.positional:
        source = word.removeprefix("//").removeprefix("\\\\") if word.startswith(("//", "\\\\")) else word
        yield call.value(source, Act.SENDS if source != word or is_remote(word) else None)


def mail(call: Call) -> Iterator[Finding]:
    """``mail``, ``sendmail``: addresses are recipients."""
    for key, text in loose(call.arguments):
        if "@" in text and "://" not in text:
            yield call.value(text, None, "to")
        else:
            serves = "://" in text or "server" in key or "host" in key or key == "smtp"
            yield call.value(text, Act.SENDS if serves else None, key)
    if call.text:
        yield call.document(call.text, "message", Form.PROSE)


def rclone(call: Call) -> Iterator[Finding]:
    """``rclone``: remotes written on the spot hold their own settings: ``:sftp,host=x,user=y:path``."""
    for key, text in loose(call.arguments):
        found = _RCLONE_REMOTE.fullmatch(text) if text.startswith(":") and len(text) < 10_000 else None  # noqa: PLR2004
        if found is None:
            yield call.value(
                text, Act.SENDS if "://" in text or key.endswith(("host", "endpoint", "url")) else None, key
            )
            continue
        yield call.value(found["type"], None, "type")
        for setting in re.findall(r",([\w.]+)=('[^']*'|\"[^\"]*\"|[^,]*)", found["rest"] or ""):
            yield call.value(
                setting[1].strip("'\""),
                Act.SENDS if "host" in setting[0] or "url" in setting[0] or "endpoint" in setting[0] else None,
                setting[0],
            )


def edited(call: Call) -> Iterator[Finding]:
    """``sed -i s/a/b/ FILE``: what is written into a file stands under its name."""
    path = call.arguments[-1] if call.arguments and any(_SED_COMMAND.match(word) for word in call.arguments) else ""
    for word in call.arguments[:-1] if path else call.arguments:
        for piece in (
            re.split(r"(?<!\\)[/|#,](?=\S)", word)
            if word.startswith("s") and "://" not in word and len(word) < _LONGEST_EDIT
            else (word,)
        ):
            yield call.value(piece.replace("\\", ""), None, path)


def own_name(call: Call) -> Iterator[Finding]:
    """``hostnamectl set-hostname X``: what the machine is called."""
    for word in call.arguments:
        yield call.value(word, Act.NAMES)


def certbot(call: Call) -> Iterator[Finding]:
    """``certbot``, ``acme.sh``: domains are the machine's own, the address is its operator's."""
    arguments = split(
        call.arguments,
        takes(
            "dmw",
            "domain domains email server webroot-path cert-name deploy-hook pre-hook post-hook"
            " config-dir issue-server accountemail dns",
        ),
    )
    for name, value in arguments.options:
        if name in {"-d", "--domain", "--domains", "--cert-name"}:
            for domain in value.split(","):
                yield call.value(domain, Act.NAMES, name)
        elif name in {"-m", "--email", "--accountemail"}:
            yield call.value(value, Act.REFERS, "email")
        elif name.endswith("-hook"):
            yield call.document(value, "hook.sh", Form.SHELL)
        else:
            yield call.value(value, Act.FETCHES if "://" in value else None, name)
    for word in arguments.positional:
        yield call.value(word)


def openssl(call: Call) -> Iterator[Finding]:
    """``openssl``: only its clients connect; subjects are names."""
    subcommand = call.arguments[0] if call.arguments else ""
    connects = subcommand in {"s_client", "ocsp", "s_time"}
    for key, text in loose(call.arguments):
        names = key in {"-subj", "-addext", "-ext", "-servername"}
        yield call.value(text, Act.NAMES if names else Act.CONNECTS if connects else None, key)


def network(call: Call) -> Iterator[Finding]:
    """``ip``, ``nft``, ``wg``: most addresses are the machine's own; a tunnel's other end is not."""
    before = ""
    for word in call.arguments:
        peer = before in {"remote", "endpoint", "peer", "via-gateway", "--to-destination", "--to", "--gateway", "to"}
        yield call.value(
            word, Act.CONNECTS if peer else Act.REFERS if call.name != "wg" else None, "endpoint" if peer else ""
        )
        before = word


def packager(call: Call) -> Iterator[Finding]:
    """``apt-get``, ``pip``, ``npm``: names of packages are no hosts; URLs and indexes are fetched from."""
    sends = any(word in commands.SENDING_SUBCOMMANDS for word in call.arguments[:2])
    act = Act.SENDS if sends else Act.FETCHES
    for key, text in loose(call.arguments):
        if "://" in text or text.startswith("git@"):
            yield call.value(text.partition(" @ ")[2] or text, act, key)
        elif key in {"-i", "--index-url", "--extra-index-url", "--registry", "--trusted-host", "-r", "--source"}:
            yield call.value(text, act, key)
        elif "/" in text and "@" not in text:
            yield call.value(text, None, key)


def archive(call: Call) -> Iterator[Finding]:
    """``tar``: an archive may be another host's (``-f host:path``)."""
    arguments = split(
        call.arguments,
        takes(
            "fCTXIbg", "file directory files-from exclude rsh-command use-compress-program to-command checkpoint-action"
        ),
    )
    for name, value in arguments.options:
        remote = name in {"-f", "--file"} and is_remote(value)
        yield call.value(value, Act.SENDS if remote else None, name)
        if name in {"--to-command", "--checkpoint-action", "--use-compress-program", "-I"}:
            yield call.document(value.removeprefix("exec="), "hook.sh", Form.SHELL)


def login(call: Call) -> Iterator[Finding]:
    """``k3s agent --server``, ``kubeadm join``: the cluster that the machine joins."""
    yield from each(call, loose(call.arguments), Act.CONNECTS)


def queries(call: Call) -> Iterator[Finding]:
    """``psql``, ``mysql``, ``mongosh``: a server, and statements."""
    for key, text in loose(call.arguments):
        if key in {"-c", "--command", "-e", "--execute", "--eval", "-q", "-Q"}:
            form = Form.SQL if commands.QUERIES[call.name] == "sql" else Form.CODE
            yield Document(text, call.spot.named(f"query.{commands.QUERIES[call.name]}"), form)
        else:
            yield call.value(text, Act.CONNECTS, key)
    if call.text:
        yield Document(
            call.text, call.spot.named("query.sql"), Form.SQL if commands.QUERIES[call.name] == "sql" else Form.CODE
        )


def quiet(call: Call) -> Iterator[Finding]:
    """Sweep the words of a command that works on the machine alone: nothing connects to them."""
    several = [word for word in call.arguments if "\n" in word.strip()]
    for word in several:
        yield call.document(word, "")
    words = [word for word in call.arguments if word not in several and not (word.startswith("-") and "=" not in word)]
    if words:
        yield Value(" ".join(words), call.spot.named(""))


def unpacked(taking: Takes, act: Act) -> Callable[[Call], Iterator[Finding]]:
    """Return a reader of commands whose options are known, and whose positional arguments all have one act."""

    def read(call: Call) -> Iterator[Finding]:
        arguments = split(call.arguments, taking)
        for name, value in arguments.options:
            yield call.value(value, act if "://" in value else None, name)
        for word in arguments.positional:
            yield call.value(word, act)

    return read


READERS: Mapping[str, Callable[[Call], Iterator[Finding]]] = {
    **dict.fromkeys(commands.PACKAGERS, packager),
    **dict.fromkeys(commands.CONTAINERS, container),
    **dict.fromkeys(commands.QUERIES, queries),
    **dict.fromkeys(("rsync", "scp"), copier),
    **dict.fromkeys(("ssh", "autossh", "mosh", "ssh-copy-id", "sftp"), ssh),
    **dict.fromkeys(("dig", "nslookup", "host", "drill", "kdig", "delv", "resolvectl"), lookup),
    **dict.fromkeys(("ping", "ping6", "traceroute", "mtr", "nc", "ncat", "netcat", "telnet", "socat", "nmap"), probe),
    **dict.fromkeys(("mount", "mount.nfs", "mount.cifs", "mount.nfs4", "sshfs"), mount),
    **dict.fromkeys(("mail", "mailx", "mutt", "sendmail", "msmtp", "ssmtp", "swaks", "sendemail"), mail),
    **dict.fromkeys(("hostname", "hostnamectl", "domainname"), own_name),
    **dict.fromkeys(("certbot", "acme.sh", "lego", "dehydrated"), certbot),
    **dict.fromkeys(("ip", "nft", "wg", "iptables", "ip6tables", "firewall-cmd", "ufw", "route", "ipset"), network),
    **dict.fromkeys(("kubectl", "oc", "kustomize"), kubectl),
    **dict.fromkeys(("skopeo", "crane", "oras", "regctl"), image_copier),
    "curl": curl,
    "git": git,
    "helm": helm,
    "logger": logger,
    "openssl": openssl,
    "rclone": rclone,
    "sed": edited,
    "tar": archive,
    "wget": wget,
    "wget2": wget,
}
