"""Converts the facts of a picture to text chunks of a PNG and back.

Painters write them (`painting.png`), daemon and windows read them (`gallery`), with the standard library only. Pixels
are never decoded: reading costs a few kilobytes, whatever size an image claims to have.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from assistant.core.errors import GalleryError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SOFTWARE = "Jarvis"
MAX_TEXT_BYTES = 256 * 1024
"""Maximum size of a text chunk, compressed or not; longer ones are skipped."""
MAX_CHUNKS = 1024
"""Maximum number of chunks that are read before the pixels; our pictures have fewer."""
_TEXT_CHUNKS = frozenset({b"tEXt", b"zTXt", b"iTXt"})


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """The origin of a picture: enough to find it again and to paint it again."""

    words: str
    """The request's words as they were understood."""
    prompt: str
    """The text for the model."""
    seed: int
    painter: str
    """Name for people: "sketch", "SDXL-Lightning"."""
    painter_version: str
    """Revision of the model, or version of the painter's package."""
    app_version: str
    """Version of this program."""
    created: str
    """ISO 8601 in UTC: "2026-03-01T12:00:00Z"."""
    request: str
    """Id of the request."""
    steps: int | None = None
    """Denoising steps of one picture, if the painter has any."""
    subject: str = ""
    """The words without "paint me" and without the style."""
    style: str = ""
    """The style, if one was said."""


def to_texts(facts: PictureFacts, width_px: int, height_px: int) -> dict[str, str]:
    """Returns the text chunks of a picture, keyword → text.

    Description, Software and Creation Time are PNG's own keywords.

    `parameters` repeats the facts in the one-line form of AUTOMATIC1111's web UI, which most image tools read: the
    prompt, and on the last line `Key: value` pairs separated by commas, a value quoted as JSON where it holds one.
    """
    pairs = {
        "Steps": facts.steps,
        "Seed": facts.seed,
        "Size": f"{width_px}x{height_px}",
        "Model": facts.painter,
        "Model version": facts.painter_version,
        "Version": f"{SOFTWARE} {facts.app_version}",
    }
    line = ", ".join(f"{key}: {_quoted(str(value))}" for key, value in pairs.items() if value not in (None, ""))
    texts = {
        "Description": facts.words,
        "Prompt": facts.prompt,
        "Subject": facts.subject,
        "Style": facts.style,
        "Seed": str(facts.seed),
        "Painter": facts.painter,
        "Painter Version": facts.painter_version,
        "Software": f"{SOFTWARE} {facts.app_version}",
        "Creation Time": facts.created,
        "Request": facts.request,
        "Steps": "" if facts.steps is None else str(facts.steps),
        "parameters": f"{_one_line(facts.prompt)}\n{line}",
    }
    return {keyword: _storable(text) for keyword, text in texts.items() if text}


def from_texts(texts: dict[str, str]) -> PictureFacts:
    """Returns the facts that `to_texts` wrote.

    Raises:
        GalleryError: The texts are not those of a picture of ours.
    """
    software, _, app_version = texts.get("Software", "").partition(" ")
    seed, steps = texts.get("Seed", ""), texts.get("Steps", "")
    if software != SOFTWARE or not re.fullmatch(r"\d{1,19}", seed):
        raise GalleryError("This picture was not painted by Jarvis", "Only pictures with Jarvis' own notes are listed.")
    return PictureFacts(
        words=texts.get("Description", ""),
        prompt=texts.get("Prompt", ""),
        seed=int(seed),
        painter=texts.get("Painter", ""),
        painter_version=texts.get("Painter Version", ""),
        app_version=app_version,
        created=texts.get("Creation Time", ""),
        request=texts.get("Request", ""),
        steps=int(steps) if re.fullmatch(r"\d{1,9}", steps) else None,
        subject=texts.get("Subject", ""),
        style=texts.get("Style", ""),
    )


def read_facts(picture: Path | bytes) -> PictureFacts:
    """Reads the facts in a PNG file, or in the bytes of one. Blocks; reads only the part before the pixels.

    Raises:
        GalleryError: The file cannot be read, is no PNG, or is not a picture of ours.
    """
    if isinstance(picture, bytes):
        return from_texts(read_texts(BytesIO(picture)))
    try:
        with picture.open("rb") as stream:
            return from_texts(read_texts(stream))
    except OSError as error:
        raise GalleryError(f"{picture.name} cannot be read", str(error.strerror or error)) from error


def read_size(png: bytes) -> tuple[int, int]:
    """Returns width and height in pixels by the header of a PNG.

    Raises:
        GalleryError: These bytes are no PNG.
    """
    for kind, body in _chunks(BytesIO(png[:64])):
        if kind == b"IHDR" and len(body) == 13:
            width, height = struct.unpack(">II", body[:8])
            return int(width), int(height)
        break
    raise GalleryError("This is not a PNG picture", "The painter delivered something else; try again.")


def read_texts(stream: BinaryIO) -> dict[str, str]:
    """Reads all text chunks before the pixels, keyword → text; damaged or oversized ones are skipped.

    Raises:
        GalleryError: The stream is no PNG.
    """
    texts: dict[str, str] = {}
    for kind, body in _chunks(stream):
        if kind in _TEXT_CHUNKS:
            keyword, _, rest = body.partition(b"\0")
            text = _text(kind, rest)
            if text is not None:
                texts[keyword.decode("latin-1")] = text
    return texts


def _chunks(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yields kind and body of each intact chunk before the pixels; chunks that are too large for text are skipped."""
    if stream.read(8) != SIGNATURE:
        raise GalleryError("This is not a PNG picture", "Jarvis keeps and reads PNG files only.")
    for _ in range(MAX_CHUNKS):
        head = stream.read(8)
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head)
        if kind in (b"IDAT", b"IEND"):
            return
        if length > MAX_TEXT_BYTES:
            stream.seek(length + 4, 1)
            continue
        body, check = stream.read(length), stream.read(4)
        if len(check) == 4 and zlib.crc32(body, zlib.crc32(kind)) == int.from_bytes(check, "big"):
            yield kind, body


def _text(kind: bytes, rest: bytes) -> str | None:
    """Decodes the text after the keyword's NUL (PNG specification, 11.3.3); None if it is damaged or too long."""
    if kind == b"tEXt":
        return rest.decode("latin-1")
    if kind == b"zTXt":
        raw = _unpacked(rest[1:])
        return None if raw is None else raw.decode("latin-1")
    parts = rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        return None
    packed = rest[:1] == b"\1"
    raw = _unpacked(parts[2]) if packed else parts[2]
    return None if raw is None else raw.decode("utf-8", "replace")


def _unpacked(data: bytes) -> bytes | None:
    inflate = zlib.decompressobj()
    try:
        raw = inflate.decompress(data, MAX_TEXT_BYTES)
    except zlib.error:
        return None
    return None if inflate.unconsumed_tail else raw


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if re.search(r'[,:\n"]', value) else value


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _storable(text: str) -> str:
    """Returns `text` as valid UTF-8, without NUL, which PNG forbids, and short enough to be read back."""
    clean = text.replace("\0", "").encode("utf-8", "replace")[: MAX_TEXT_BYTES // 4]
    return clean.decode("utf-8", "ignore")
