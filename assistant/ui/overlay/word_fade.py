"""How pale each word of a caption is: words settle from pale to full, one after the other. Overlay process; no Qt."""

from __future__ import annotations

from assistant.ui.common import style

_SPREAD = 0.6
"""How much later the last of the words begins to settle, against how long one takes."""


class Shades:
    """The words' opacities on their way from one state to the next."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._from: list[float] = []
        self._to: list[float] = []

    def change(self, words: list[str], settled: int, share: float, *, anew: bool = False) -> bool:
        """Other words, or the same with other certainty.

        Args:
            words: All of them.
            settled: How many at the beginning are certain.
            share: How far the last change had come, 0 … 1.
            anew: Nothing of the old words counts as being there.

        Returns:
            Whether anything has to move.
        """
        now = [] if anew else self.at(share)
        same = 0
        while same < min(len(words), len(self._words), len(now)) and words[same] == self._words[same]:
            same += 1
        self._words = words
        self._from = [now[index] if index < same else style.PALE for index in range(len(words))]
        self._to = [1.0 if index < settled else style.TENTATIVE for index in range(len(words))]
        return self._from != self._to

    def at(self, share: float) -> list[float]:
        """Each word's opacity when this share of the change is done, 0 … 1."""
        count = max(1, len(self._words))
        reach = share * (1 + _SPREAD)
        result = []
        for index, (start, end) in enumerate(zip(self._from, self._to, strict=True)):
            own = max(0.0, min(1.0, reach - _SPREAD * index / count))
            result.append(start + (end - start) * own)
        return result

    @property
    def target(self) -> list[float]:
        """Where the opacities are going."""
        return list(self._to)
