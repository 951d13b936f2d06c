"""``rempart scan``: judge what exists in a cloud, and change nothing there."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from rempart.cli import options as option
from rempart.cli.judging import judge_and_report, read_basis
from rempart.errors import InputError
from rempart.reports.formats import Format

if TYPE_CHECKING:
    from rempart.inputs.live import Watcher
    from rempart.model.deployment import Deployment

app = typer.Typer(help="Judge what exists in a cloud; nothing is changed there.", no_args_is_help=True)

_Region: TypeAlias = Annotated[str | None, typer.Option(help="Region to scan, when the settings name none or another.")]
_Without: TypeAlias = Annotated[
    list[str] | None, typer.Option(metavar="SERVICE", help="Service that is not in use, and need not be seen.")
]
_Resume: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Keep there what is read, to go on after an interruption."),
]
_State: TypeAlias = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="State to compare with what runs; may be repeated.")
]
_Timeout: TypeAlias = Annotated[float, typer.Option(min=1, help="Seconds that the scan may take.")]


@app.command("openstack")
def scan_openstack(  # noqa: PLR0913 - Typer makes one option of each argument
    *,
    cloud: Annotated[str, typer.Option(help="Cloud of clouds.yaml whose project is scanned.")],
    region: _Region = None,
    without: _Without = None,
    resume: _Resume = None,
    state: _State = None,
    timeout: _Timeout = 600,
    profile: option.Profile = "hds",
    as_of: option.AsOf = None,
    form: option.Form = Format.TEXT,
    output: option.Output = None,
    simulated: option.Simulated = False,
    own: option.Own = None,
    waivers: option.Waivers = None,
    policies: option.Policies = None,
    opa: option.Opa = None,
) -> None:
    """Judge what exists in a project: 0 accepted, 1 rejected, 2 bad input, 3 could not tell."""
    from rempart.inputs.live import Patience  # noqa: PLC0415 - the command line starts without the pipeline
    from rempart.inputs.openstack_live import ScanOptions  # noqa: PLC0415 - the same
    from rempart.inputs.openstack_live import scan_openstack as scan  # noqa: PLC0415 - the same

    basis = read_basis(
        profile=profile, as_of=as_of, waivers=waivers, policies=policies, opa=opa, simulated=simulated, own=own
    )
    states = _read_states(state or (), form)
    with _shown_progress(resume) as watcher:
        options = ScanOptions(
            region=region,
            without=tuple(without or ()),
            resume=resume,
            patience=Patience(total=timeout),
            watcher=watcher,
        )
        deployment = scan(cloud, options)
    judge_and_report(deployment, basis, form, output, states=states)


@app.command("outscale")
def scan_outscale(  # noqa: PLR0913 - Typer makes one option of each argument
    *,
    osc_profile: Annotated[str | None, typer.Option(help="Profile of ~/.osc/config.json; else OSC_* count.")] = None,
    region: _Region = None,
    without: _Without = None,
    resume: _Resume = None,
    state: _State = None,
    timeout: _Timeout = 600,
    profile: option.Profile = "hds",
    as_of: option.AsOf = None,
    form: option.Form = Format.TEXT,
    output: option.Output = None,
    simulated: option.Simulated = False,
    own: option.Own = None,
    waivers: option.Waivers = None,
    policies: option.Policies = None,
    opa: option.Opa = None,
) -> None:
    """Judge what exists in an account: 0 accepted, 1 rejected, 2 bad input, 3 could not tell."""
    _require_outscale()
    from rempart.inputs.live import Patience  # noqa: PLC0415 - the command line starts without the pipeline
    from rempart.inputs.outscale_live import ScanOptions  # noqa: PLC0415 - the same
    from rempart.inputs.outscale_live import scan_outscale as scan  # noqa: PLC0415 - the same

    basis = read_basis(
        profile=profile, as_of=as_of, waivers=waivers, policies=policies, opa=opa, simulated=simulated, own=own
    )
    states = _read_states(state or (), form)
    with _shown_progress(resume) as watcher:
        options = ScanOptions(
            profile=osc_profile,
            region=region,
            without=tuple(without or ()),
            resume=resume,
            patience=Patience(total=timeout),
            watcher=watcher,
        )
        deployment = scan(options)
    judge_and_report(deployment, basis, form, output, states=states)


def _read_states(paths: Sequence[Path], form: Format) -> list[Deployment]:
    """Return the states to compare with. Raises InputError for another document, and for a form that cannot hold it."""
    from rempart.inputs import read  # noqa: PLC0415 - the command line starts without the pipeline
    from rempart.model.deployment import SourceKind  # noqa: PLC0415 - the same
    from rempart.reports.writers import with_drift  # noqa: PLC0415 - the same

    if paths:
        with_drift(form)
    states = []
    for path in paths:
        deployment = read(path)
        if deployment.source.kind is not SourceKind.STATE:
            mend = "give --state the output of pulumi stack export"
            raise InputError("is not a state", where=str(path), mend=mend)
        states.append(deployment)
    return states


def _require_outscale() -> None:
    """Raise InputError when what reads Outscale is not installed."""
    if find_spec("urllib3") is None or find_spec("boto3") is None:
        raise InputError("needs more than is installed", where="scan outscale", mend="install rempart[outscale]")


@contextmanager
def _shown_progress(resume: Path | None) -> Iterator[Watcher | None]:
    """Show on standard error how a scan goes on, where that is a terminal; tell whoever stops it how to go on."""
    try:
        if not sys.stderr.isatty():
            yield None
            return
        from rempart.cli.progress import progress_bar  # noqa: PLC0415 - only for a terminal

        with progress_bar() as bar:
            yield bar
    except KeyboardInterrupt:
        if resume is not None:
            typer.echo("rempart: stopped; the same command goes on from here", err=True)
        raise
