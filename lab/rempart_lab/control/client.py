"""Asks the supervisor, over its socket."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any

from rempart_lab.control.state_folder import StateFolder
from rempart_lab.errors import LabError

_PATIENCE = 60.0
"""Seconds for an answer: stopping a database takes a while."""
Answer = dict[str, Any]


def answers(folder: StateFolder) -> bool:
    """Tell whether there is a supervisor that can be asked; one that starts or ends cannot."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(folder.folders.control_socket))
    except OSError:
        return False
    return True


def ask(folder: StateFolder, what: str, names: Sequence[str] = (), **more: float) -> Answer:
    """Return the supervisor's answer. Raises LabError when there is no supervisor, or it refuses."""
    path = folder.folders.control_socket
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_PATIENCE)
            connection.connect(str(path))
            connection.sendall(json.dumps({"ask": what, "names": list(names), **more}).encode() + b"\n")
            with connection.makefile("rb") as file:
                answer = json.loads(file.readline())
    except (FileNotFoundError, ConnectionError):
        raise LabError("the lab is not up", where=str(folder.root), mend="run `rempart lab up`") from None
    except TimeoutError:
        raise LabError("the supervisor does not answer", where=str(path), mend="run `rempart lab down`") from None
    except OSError as error:
        raise LabError(f"the supervisor cannot be asked ({error.strerror})", where=str(path)) from None
    except ValueError:
        raise LabError(
            "the supervisor ended in the middle of an answer", where=str(path), mend="run `rempart lab status`"
        ) from None
    if "error" in answer:
        raise LabError(str(answer["error"]), where=str(folder.root))
    return dict(answer)
