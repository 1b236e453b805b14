"""Finds out whether the screen is busy: do-not-disturb, a shared screen, a fullscreen window.

The probe asks at once, and again while somebody waits for it. Each query has a method `ask(answer)` that calls `answer`
exactly once with a bool, at once or later, and never blocks for longer than some tens of microseconds. No query starts
a server, and no answer in time counts as no. While nothing waits the probe asks nothing and has no timer running.

Do-not-disturb is asked of the servers that are there: KDE Plasma has the property `Inhibited`, which is also true while
it counts a fullscreen window or a shared screen as a reason; dunst has `paused`; mako lists its modes; xfce4-notifyd
keeps it in xfconf; GNOME and Cinnamon keep it in GSettings.

A shared screen is seen in PipeWire's graph: on Wayland every program gets the screen through the desktop's portal as a
PipeWire stream. On X11 any program may read the screen and nobody can tell; only KDE's `Inhibited` may know of it.

A fullscreen window is asked of sway, which tells it over its own socket, or else of the X server. sway's protocol is
i3's (https://i3wm.org/docs/ipc.html); i3 itself is an X11 desktop. On other Wayland desktops only the windows of
XWayland are seen, which are most games and few films.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from assistant.ui.platform.session_bus import SessionBus
from assistant.ui.platform.xcb import Box, NoScreen, XServer

log = logging.getLogger(__name__)
ANSWERS_WITHIN_MS = 400
"""Longer than any query takes on a busy machine; one that hangs holds nothing up."""
FRESH_S = 1.0
SOON_MS = 250
"""Delay of `probe_soon`: the pill of who begins to speak comes first, since some queries start a program."""
AGAIN_MS = 2000
"""Time between two probes while pictures wait."""

Answer = Callable[[bool], None]
Query = Callable[[Answer], None]
"""Takes a function that it calls exactly once with its answer, at once or later."""
_PROPERTIES = "org.freedesktop.DBus.Properties"
_NOTIFICATIONS, _NOTIFICATIONS_PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_SCREEN_CLASSES = frozenset({"Video/Source", "Stream/Output/Video"})
"""Media classes of PipeWire nodes that give pictures: Mutter and KWin use the first, wlroots' portal the second."""
_SWAY_MAGIC, _SWAY_GET_TREE = b"i3-ipc", 4
_SWAY_HEAD = struct.Struct("=6sII")
"""Magic word, length of the payload and type of the message, in the machine's byte order."""
_SWAY_MAX_BYTES = 16 * 2**20
_ALL_DESKTOPS = 0xFFFFFFFF
_SYSTEM_WINDOWS = ("DOCK", "DESKTOP", "NOTIFICATION", "TOOLTIP", "SPLASH")
"""Types of windows that a person does not work in."""
_COVERED = 0.5
"""A person does not look at a window of which others cover more than this share."""


class Busy(Enum):
    """Says why nothing should come up on the screen by itself."""

    SHARING = "sharing"
    DO_NOT_DISTURB = "do_not_disturb"
    FULLSCREEN = "fullscreen"


class ScreenProbe(QObject):
    """Knows whether the screen is busy.

    Args:
        queries: Each query with what a yes to it means.
    """

    probed = Signal()
    """A probe is over: `busy` is how things are now."""

    def __init__(self, queries: list[tuple[Busy, Query]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.busy: frozenset[Busy] = frozenset()
        self._queries = queries
        self._probed_at: float | None = None
        self._number = 0
        self._open: set[int] = set()
        self._said: set[Busy] = set()
        self._limit = QTimer(self, singleShot=True, interval=ANSWERS_WITHIN_MS)
        self._limit.timeout.connect(self._end)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.probe)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.probe)

    @property
    def is_fresh(self) -> bool:
        """Returns whether `busy` was true a moment ago."""
        return self._probed_at is not None and time.monotonic() - self._probed_at <= max(FRESH_S, 2 * AGAIN_MS / 1000)

    def probe(self) -> None:
        """Asks every query, unless that is going on; emits `probed` when it is over."""
        if self._open:
            return
        self._number += 1
        self._said.clear()
        self._open = set(range(len(self._queries)))
        self._limit.start()
        for index, (busy, query) in enumerate(self._queries):
            query(partial(self._take, self._number, index, busy))
        if not self._queries:
            self._end()

    def probe_soon(self) -> None:
        """Probes in a moment, so that the answer is there before it is needed."""
        if not self._soon.isActive():
            self._soon.start()

    def keep_probing(self, wanted: bool) -> None:
        """Probes again and again while `wanted`."""
        if wanted and not self._again.isActive():
            self._again.start()
        elif not wanted:
            self._again.stop()

    def _take(self, number: int, index: int, busy: Busy, said: bool) -> None:
        if number != self._number or index not in self._open:
            return  # It comes too late.
        self._open.discard(index)
        if said:
            self._said.add(busy)
        if not self._open:
            self._end()

    def _end(self) -> None:
        self._limit.stop()
        if self._open:
            late = sorted(self._queries[index][0].value for index in self._open)
            log.info("no answer in time about: %s", ", ".join(late))
            self._open.clear()
        self.busy = frozenset(self._said)
        self._probed_at = time.monotonic()
        self.probed.emit()


def available_queries(display: str, bus: SessionBus, parent: QObject) -> list[tuple[Busy, Query]]:
    """Returns the queries that this desktop may answer, each with what a yes to it means.

    Args:
        display: The X server's name as in DISPLAY; "" for none.
        bus: The session bus.
        parent: The owner of the queries.
    """
    queries: list[tuple[Busy, Query]] = [
        (Busy.DO_NOT_DISTURB, DoNotDisturbQuery(bus, parent).ask),
        (Busy.SHARING, ScreenSharingQuery(parent).ask),
    ]
    sway = SwayFullscreenQuery.of_session(parent)
    if sway is not None:
        queries.append((Busy.FULLSCREEN, sway.ask))
    elif display:
        try:
            server = XServer(display)
        except NoScreen as error:
            log.info("fullscreen windows cannot be seen: %s", error)
        else:
            queries.append((Busy.FULLSCREEN, XFullscreenQuery(server).ask))
    return queries


def _has_quiet_mode(modes: object) -> bool:
    return isinstance(modes, list) and "do-not-disturb" in modes


@dataclass(frozen=True, slots=True)
class BusQuestion:
    """Describes a D-Bus call and how to read its answer."""

    service: str
    path: str
    interface: str
    method: str
    arguments: tuple[str, ...]
    is_quiet: Callable[[Any], bool] = bool


BUS_QUESTIONS = (
    BusQuestion(_NOTIFICATIONS, _NOTIFICATIONS_PATH, _PROPERTIES, "Get", (_NOTIFICATIONS, "Inhibited")),
    BusQuestion(_NOTIFICATIONS, _NOTIFICATIONS_PATH, _PROPERTIES, "Get", ("org.dunstproject.cmd0", "paused")),
    BusQuestion(_NOTIFICATIONS, "/fr/emersion/Mako", "fr.emersion.Mako", "ListModes", (), _has_quiet_mode),
    BusQuestion(
        "org.xfce.Xfconf", "/org/xfce/Xfconf", "org.xfce.Xfconf", "GetProperty", ("xfce4-notifyd", "/do-not-disturb")
    ),
)
"""A server that does not know the question answers with an error, which counts as no."""
SETTINGS_QUESTIONS = {
    "GNOME": (("org.gnome.desktop.notifications", "show-banners"), "false"),
    "X-CINNAMON": (("org.cinnamon.desktop.notifications", "display-notifications"), "false"),
}
"""Maps a part of XDG_CURRENT_DESKTOP to a schema and key, and to the value that means do-not-disturb."""


class _ProcessQuery(QObject):
    """Answers from what a program prints."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._processes: set[QProcess] = set()

    def _run(self, program: str, arguments: Sequence[str], read: Callable[[bytes], bool], answer: Answer) -> None:
        """Starts the program and answers with `read` of its output; of "" where it cannot run."""
        process = QProcess(self)
        self._processes.add(process)

        def finished() -> None:
            # A process that crashes emits both signals.
            if process in self._processes:
                self._processes.discard(process)
                answer(read(bytes(process.readAllStandardOutput().data())))
                process.deleteLater()

        process.finished.connect(finished)
        process.errorOccurred.connect(finished)
        process.start(program, list(arguments))


class DoNotDisturbQuery(_ProcessQuery):
    """Asks every server and setting that may know; the desktop is quiet if one of them says so."""

    def __init__(self, bus: SessionBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus

    def ask(self, answer: Answer) -> None:
        """Calls `answer` with whether the desktop is set not to disturb."""
        desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
        settings = [asked for desktop, asked in SETTINGS_QUESTIONS.items() if desktop in desktops]
        ask_any([self._ask_servers, *(partial(self._ask_settings, *asked) for asked in settings)], answer)

    def _ask_servers(self, answer: Answer) -> None:
        def ask_owned(owned: frozenset[str]) -> None:
            asked = [question for question in BUS_QUESTIONS if question.service in owned]
            ask_any([partial(self._ask_bus, question) for question in asked], answer)

        self._bus.names(ask_owned)

    def _ask_bus(self, question: BusQuestion, answer: Answer) -> None:
        def read(body: tuple[Any, ...] | None) -> None:
            value = body[0] if body else False
            # A variant comes as its signature and its value.
            answer(question.is_quiet(value[1] if isinstance(value, tuple) else value))

        address = (question.service, question.path, question.interface)
        signature = "s" * len(question.arguments)
        self._bus.call(address, question.method, read, signature=signature, body=question.arguments)

    def _ask_settings(self, key: tuple[str, str], quiet: str, answer: Answer) -> None:
        program = shutil.which("gsettings")
        if program is None:
            answer(False)
            return
        self._run(program, ["get", *key], lambda output: output.decode(errors="replace").strip() == quiet, answer)


class ScreenSharingQuery(_ProcessQuery):
    """Asks `pw-dump`, where PipeWire runs."""

    def ask(self, answer: Answer) -> None:
        """Calls `answer` with whether the screen is being shared, as far as that can be seen."""
        program = shutil.which("pw-dump")
        if program is None or not _pipewire_socket().exists():
            answer(False)
            return
        self._run(program, [], is_shared, answer)


class SwayFullscreenQuery(QObject):
    """Asks sway for its tree of windows, over a new connection for each question.

    Args:
        path: sway's socket.
    """

    def __init__(self, path: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path

    @classmethod
    def of_session(cls, parent: QObject | None = None) -> SwayFullscreenQuery | None:
        """Returns a query to the sway that this session runs in; None in other sessions."""
        path = os.environ.get("SWAYSOCK", "")
        return cls(path, parent) if path else None

    def ask(self, answer: Answer) -> None:
        """Calls `answer` with whether the focused window fills its screen. A sway that does not answer counts as no."""
        line, received, over = QLocalSocket(self), bytearray(), False

        def end(filled: bool) -> None:
            nonlocal over
            if not over:
                over = True
                line.abort()
                line.deleteLater()
                answer(filled)

        def read() -> None:
            received.extend(line.readAll().data())
            if len(received) < _SWAY_HEAD.size:
                return
            magic, length, _type = _SWAY_HEAD.unpack_from(received)
            if magic != _SWAY_MAGIC or length > _SWAY_MAX_BYTES:
                end(False)
            elif len(received) >= _SWAY_HEAD.size + length:
                end(is_filled(bytes(received[_SWAY_HEAD.size : _SWAY_HEAD.size + length])))

        line.readyRead.connect(read)
        line.connected.connect(lambda: line.write(_SWAY_HEAD.pack(_SWAY_MAGIC, 0, _SWAY_GET_TREE)))
        line.errorOccurred.connect(lambda _error: end(False))
        line.connectToServer(self._path)


class XFullscreenQuery:
    """Asks the X server whether a window fills the screen that is in use.

    Args:
        server: A connection of its own.
    """

    def __init__(self, server: XServer) -> None:
        self._server = server

    def ask(self, answer: Answer) -> None:
        """Calls `answer` at once with `is_filled`."""
        answer(self.is_filled())

    def is_filled(self) -> bool:
        """Returns whether a window in front fills the screen with the pointer. Waits for the server's answers."""
        listed = self._server.values(self._server.root, "_NET_CLIENT_LIST_STACKING")
        if not any(self._has_state(window, "FULLSCREEN") for window in listed):
            return False
        x, y = self._server.pointer()
        seen = [window for window in listed if self._is_seen(window)]
        boxes = {window: self._server.box(window) for window in seen}
        for number in range(len(seen) - 1, -1, -1):
            window, above = seen[number], seen[number + 1 :]
            if boxes[window].contains(x, y) and self._has_state(window, "FULLSCREEN"):
                return not self._is_behind(window, above, boxes)
        return False

    def _is_behind(self, window: int, above: list[int], boxes: dict[int, Box]) -> bool:
        """Returns whether the person works in a window above this one."""
        (active, *_) = (*self._server.values(self._server.root, "_NET_ACTIVE_WINDOW"), 0)
        box = boxes[window]
        if active in above and boxes[active].overlap(box):
            return True
        return any(boxes[other].overlap(box) > _COVERED * box.width * box.height for other in above)

    def _is_seen(self, window: int) -> bool:
        (here, *_) = (*self._server.values(self._server.root, "_NET_CURRENT_DESKTOP"), 0)
        (desktop, *_) = (*self._server.values(window, "_NET_WM_DESKTOP"), here)
        types = {self._server.atom(f"_NET_WM_WINDOW_TYPE_{name}") for name in _SYSTEM_WINDOWS}
        return (
            desktop in {here, _ALL_DESKTOPS}
            and not self._has_state(window, "HIDDEN")
            and not types & set(self._server.values(window, "_NET_WM_WINDOW_TYPE"))
        )

    def _has_state(self, window: int, state: str) -> bool:
        return self._server.atom(f"_NET_WM_STATE_{state}") in self._server.values(window, "_NET_WM_STATE")


def ask_any(queries: Sequence[Query], answer: Answer) -> None:
    """Asks all queries and answers once: True as soon as one says so, False when all have said no."""
    left, over = len(queries), False

    def count(said: bool) -> None:
        nonlocal left, over
        left -= 1
        if not over and (said or left <= 0):
            over = True
            answer(said)

    for query in queries:
        query(count)
    if not queries:
        answer(False)


def is_shared(dump: bytes) -> bool:
    """Returns whether a screen is among the running video sources in `pw-dump`'s output; cameras do not count."""
    try:
        objects = json.loads(dump or b"[]")
    except ValueError:
        return False
    nodes = [entry.get("info") for entry in objects if isinstance(entry, dict)] if isinstance(objects, list) else []
    return any(_is_screen(info) for info in nodes if isinstance(info, dict))


def _is_screen(info: dict[str, Any]) -> bool:
    properties = info.get("props")
    if not isinstance(properties, dict) or info.get("state") != "running":
        return False
    is_device = "device.api" in properties or "api.v4l2.path" in properties or "api.libcamera.path" in properties
    return properties.get("media.class") in _SCREEN_CLASSES and not is_device


def _pipewire_socket() -> Path:
    folder = os.environ.get("PIPEWIRE_RUNTIME_DIR") or os.environ.get("XDG_RUNTIME_DIR") or "/nowhere"
    return Path(folder) / os.environ.get("PIPEWIRE_REMOTE", "pipewire-0")


def is_filled(tree: bytes) -> bool:
    """Returns whether the focused window of sway's tree (JSON) fills its screen."""
    try:
        node = json.loads(tree)
    except ValueError:
        return False
    while isinstance(node, dict):
        if node.get("fullscreen_mode") and node.get("type") != "workspace":
            return True
        node = _focused_child(node)
    return False


def _focused_child(node: dict[str, Any]) -> dict[str, Any] | None:
    first = next(iter(node.get("focus") or ()), None)
    children = [*(node.get("nodes") or ()), *(node.get("floating_nodes") or ())]
    return next((child for child in children if isinstance(child, dict) and child.get("id") == first), None)
