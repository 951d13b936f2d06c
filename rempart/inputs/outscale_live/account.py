"""Finds out which account and region the settings of Outscale's tools lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from outscale_provider.client.client import Client
from outscale_provider.client.settings import Settings, read_settings
from outscale_provider.errors import ApiError, ConfigurationError
from rempart.errors import InputError
from rempart.inputs.live import Patience, UnreadError
from rempart.inputs.outscale_live.calls import Calls

_WHERE = "Outscale"
_UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Account:
    """One account in one region, and what reads it."""

    calls: Calls
    settings: Settings
    number: str
    """The account's identifier."""


def open_account(
    profile: str | None, region: str | None, patience: Patience, environment: Mapping[str, str]
) -> Account:
    """Return the account that the environment, or a profile of ``~/.osc/config.json``, describes.

    Raises InputError when the settings cannot be used, or when nobody answers or lets one in.
    """
    stated = {name: value for name, value in (("profile", profile), ("region", region)) if value}
    try:
        settings = read_settings(stated, environment)
        client = Client(settings, user_agent="rempart")
    except ConfigurationError as error:
        raise InputError(str(error), where=_WHERE) from None
    if not settings.access_key or not settings.secret_key:
        mend = "set OSC_ACCESS_KEY and OSC_SECRET_KEY, or name a profile of ~/.osc/config.json with --osc-profile"
        raise InputError("there are no keys", where=_WHERE, mend=mend)
    calls = Calls(client, patience)
    return Account(calls, settings, _number(calls))


def _number(calls: Calls) -> str:
    try:
        accounts = calls.read_all("ReadAccounts", "Accounts", {})
    except UnreadError as error:
        raise _not_opened(error) from None
    number = str(accounts[0].get("AccountId") or "") if accounts else ""
    if not number:
        raise InputError("it does not say whose account this is", where=_WHERE, mend="check the endpoint")
    return number


def _not_opened(error: UnreadError) -> InputError:
    cause = error.__cause__
    if isinstance(cause, ApiError) and cause.status == _UNAUTHORIZED:
        mend = "check the access key, the secret key, and this machine's clock"
        return InputError("does not accept these keys", where=_WHERE, mend=mend)
    if isinstance(cause, ApiError) and cause.status:
        mend = "these keys need the right to call ReadAccounts"
        return InputError(f"the account could not be read: {error.reason}", where=_WHERE, mend=mend)
    mend = "check the region, the endpoint and the network"
    return InputError(f"cannot be reached: {error.reason}", where=_WHERE, mend=mend)
