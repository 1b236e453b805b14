"""Defines what the overlay's panes stand on, and implements it with a window of Qt's.

`wayland.layer_surface` implements it with a layer of a Wayland compositor. Windows serve X11, XWayland, and wherever
else Qt can show one. On X11 the window is not managed (override-redirect): a window manager's frame would take the
clicks that the window itself lets through. A surface never takes the keyboard by itself.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QPoint, QRect, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCursor, QDrag, QGuiApplication, QPixmap, QRegion, QScreen
from PySide6.QtWidgets import QWidget

from assistant.ui.common import style
from assistant.ui.platform.xcb import XServer

FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    | Qt.WindowType.X11BypassWindowManagerHint
    | Qt.WindowType.NoDropShadowWindowHint
)


class Surface(QObject):
    """Is one pane's place on the screen. Sizes and places are logical pixels."""

    moved = Signal()
    """The surface is on another screen, or the screen has another size: `room` has changed."""
    keyboard = Signal(bool)
    """Whether the keyboard now types into the surface."""

    def choose_screen(self) -> None:
        """Chooses the screen that is in use; called each time before the surface is shown."""

    def room(self) -> QRect:
        """Returns the free area of the screen where the surface is, or would appear."""
        raise NotImplementedError

    def ratio(self) -> float:
        """Returns the number of device pixels in a logical one."""
        return 1.0

    def pointer_at(self) -> QPoint | None:
        """Returns the pointer's place as mouse events' global positions have it; None where it is unknown."""
        return None

    def show(self) -> None:
        """Shows the surface at the place that was set by `set_place`."""
        raise NotImplementedError

    def hide(self) -> None:
        """Takes the surface from the screen."""
        raise NotImplementedError

    def set_place(self, place: QRect) -> bool:
        """Moves the surface to this place on the screen, and returns whether that is another one than before."""
        raise NotImplementedError

    def redraw(self, region: QRegion | None = None) -> None:
        """Repaints this region of the pane soon; None repaints all of it."""
        raise NotImplementedError

    def on_painted(self) -> None:
        """Is called after each painted frame."""

    def take_clicks(self, areas: list[QRect]) -> None:
        """Takes clicks in these areas of the pane and lets all others through to what is below."""

    def take_keyboard(self) -> None:
        """Asks for the keyboard, after a person's click."""

    def give_keyboard_back(self) -> None:
        """Gives the keyboard back to whatever had it before."""

    def drag(self, path: str, look: QPixmap, source: QWidget) -> None:
        """Lets the person drag this file out, from the button that is being held down."""


class SurfaceFactory(QObject):
    """Makes surfaces."""

    def is_translucent(self) -> bool:
        """Returns whether what is below shines through; without that, panes have hard edges and do not fade."""
        return True

    def create(self, pane: QWidget) -> Surface:
        """Makes a surface for this pane; it is not shown yet."""
        raise NotImplementedError


def device_size(size: QSize, ratio: float) -> QSize:
    """Returns a logical size in the device's pixels, rounded up to whole ones."""
    return QSize(-int(-size.width() * ratio // 1), -int(-size.height() * ratio // 1))


class QtSurfaceFactory(SurfaceFactory):
    """Makes windows.

    Args:
        x_server: Sets focus and input regions on X11; None on other platforms.
    """

    def __init__(self, x_server: XServer | None) -> None:
        super().__init__()
        self._x_server = x_server

    def is_translucent(self) -> bool:
        return self._x_server is None or self._x_server.is_composited()

    def create(self, pane: QWidget) -> Surface:
        return QtSurface(pane, self._x_server)


class QtSurface(Surface):
    """Is the pane's own window."""

    def __init__(self, pane: QWidget, x_server: XServer | None) -> None:
        super().__init__(pane)
        self._pane = pane
        self._x_server = x_server
        self._screen: QScreen | None = None
        self._areas: list[QRect] = []
        self._sent: tuple[object, ...] | None = None
        self._is_exposed = False
        self._typed_into_before = 0
        self._has_keyboard = False
        pane.setWindowFlags(FLAGS)
        pane.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        pane.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        # Nothing manages this window, so nothing else keeps it above one that is raised later.
        self._raise = QTimer(self, interval=style.RAISE_EVERY_MS)
        self._raise.timeout.connect(pane.raise_)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenRemoved.connect(self._on_screen_removed)
        if x_server is not None:
            application.focusWindowChanged.connect(self._on_focus)

    def choose_screen(self) -> None:
        self._stay_on(active_screen())

    def room(self) -> QRect:
        screen = self._screen or active_screen()
        return screen.availableGeometry() if screen else QRect(0, 0, 1280, 720)

    def ratio(self) -> float:
        return self._pane.devicePixelRatioF()

    def pointer_at(self) -> QPoint | None:
        return QCursor.pos()

    def show(self) -> None:
        self._sent, self._is_exposed = None, False
        self._pane.show()
        if self._x_server is not None:
            self._raise.start()

    def hide(self) -> None:
        self._raise.stop()
        self._pane.hide()
        self._stay_on(None)

    def set_place(self, place: QRect) -> bool:
        if self._pane.geometry() == place:
            return False
        self._pane.setGeometry(place)
        return True

    def redraw(self, region: QRegion | None = None) -> None:
        if region is None:
            self._pane.update()
        else:
            self._pane.update(region)

    def take_clicks(self, areas: list[QRect]) -> None:
        self._areas = areas
        self._send_areas()

    def on_painted(self) -> None:
        # The window was made on Qt's connection to the server. Now that it is on the screen it exists for ours, too.
        if not self._is_exposed:
            self._is_exposed = True
            self._send_areas()

    def _send_areas(self) -> None:
        """Sends changed click areas to the X server: what Qt offers (a mask) would also cut the shadow off."""
        if self._x_server is None or not self._is_exposed:
            return
        ratio = self._pane.devicePixelRatioF()
        sides = [(area.x(), area.y(), area.width(), area.height()) for area in self._areas]
        areas = [tuple(round(side * ratio) for side in area) for area in sides]
        if self._sent != (wanted := tuple(areas)):
            self._sent = wanted
            self._x_server.take_clicks_only_in(int(self._pane.winId()), [(a[0], a[1], a[2], a[3]) for a in areas])

    def take_keyboard(self) -> None:
        if self._x_server is None or not self._pane.isVisible():
            return
        window, focused = int(self._pane.winId()), self._x_server.focused()
        if focused != window:
            self._typed_into_before = focused
            self._x_server.focus(window)

    def give_keyboard_back(self) -> None:
        if self._x_server is not None and self._typed_into_before:
            if self._x_server.focused() == int(self._pane.winId()):
                self._x_server.focus(self._typed_into_before)
            self._typed_into_before = 0

    def drag(self, path: str, look: QPixmap, source: QWidget) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path)])
        drag = QDrag(source)
        drag.setMimeData(data)
        drag.setPixmap(look)
        drag.setHotSpot(QPoint(round(look.deviceIndependentSize().width() / 2), 16))
        drag.exec(Qt.DropAction.CopyAction)

    def _stay_on(self, screen: QScreen | None) -> None:
        if self._screen is screen:
            return
        if self._screen is not None:
            self._screen.availableGeometryChanged.disconnect(self._on_room)
        self._screen = screen
        if screen is not None:
            screen.availableGeometryChanged.connect(self._on_room)

    def _on_room(self, _room: QRect) -> None:
        self.moved.emit()

    def _on_screen_removed(self, screen: QScreen) -> None:
        if screen is self._screen:
            self._screen = None
            others = [other for other in QGuiApplication.screens() if other is not screen]
            here = active_screen()
            self._stay_on(here if here in others else next(iter(others), None))
            self.moved.emit()

    def _on_focus(self, _window: object) -> None:
        mine = self._pane.isVisible() and QGuiApplication.focusWindow() is self._pane.windowHandle()
        if mine != self._has_keyboard:
            self._has_keyboard = mine
            self.keyboard.emit(mine)


def active_screen() -> QScreen | None:
    """Returns the screen with the pointer."""
    return QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
