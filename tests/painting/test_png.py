"""Tests that PNGs carry their facts, in our own keys and in the form that other image tools read."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from assistant.core.errors import EngineError, GalleryError
from assistant.core.png_text import MAX_TEXT_BYTES, SIGNATURE, PictureFacts, read_facts, read_size, read_texts
from assistant.core.request import Picture
from assistant.painting.png import encode

FACTS = PictureFacts(
    words="paint a fox in the snow",
    prompt="a fox in the snow, watercolor",
    seed=1234,
    painter="SDXL-Lightning",
    painter_version="0123456789ab",
    app_version="0.1.0",
    created="2026-03-01T12:00:00Z",
    request="ab12cd34",
    steps=4,
)
PIXELS = Picture(bytes(range(256)) * 3, 16, 16, 1234)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def test_facts_and_pixels_come_back(tmp_path: Path) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(encode(PIXELS, FACTS))
    assert read_facts(path) == FACTS
    assert read_facts(path.read_bytes()) == FACTS
    assert read_size(path.read_bytes()) == (16, 16)
    with Image.open(path) as image:
        assert (image.mode, image.tobytes()) == ("RGB", PIXELS.rgb)


@pytest.mark.parametrize(
    "words", ["ein Fuchs im Schnee — 雪の中の狐 🦊", "", "a\nb\tc", "nul\0 and \ud800 half", "x" * 200_000]
)
def test_any_words_survive(words: str) -> None:
    facts = read_facts(encode(PIXELS, replace(FACTS, words=words, prompt=words)))
    kept = words.replace("\0", "").replace("\ud800", "?")[: MAX_TEXT_BYTES // 4]
    assert (facts.words, facts.prompt) == (kept, kept)


def test_other_tools_read_the_parameters() -> None:
    prompt = "a fox, 'red'\nin snow"
    with Image.open(BytesIO(encode(PIXELS, replace(FACTS, prompt=prompt, painter="Mix: a, b")))) as image:
        first, last = image.text["parameters"].split("\n")  # type: ignore[attr-defined]
        assert image.text["Description"] == FACTS.words  # type: ignore[attr-defined]
    assert first == "a fox, 'red' in snow"
    assert last == (
        'Steps: 4, Seed: 1234, Size: 16x16, Model: "Mix: a, b", Model version: 0123456789ab, Version: Jarvis 0.1.0'
    )


def test_wrong_pixel_count_is_refused() -> None:
    with pytest.raises(EngineError, match="broken picture"):
        encode(replace(PIXELS, width_px=17), FACTS)


def test_foreign_and_broken_files_are_refused(tmp_path: Path) -> None:
    foreign = BytesIO()
    Image.new("RGB", (4, 4)).save(foreign, "PNG")
    for content in (foreign.getvalue(), b"", b"GIF89a", encode(PIXELS, FACTS)[:40]):
        with pytest.raises(GalleryError):
            read_facts(content)
    with pytest.raises(GalleryError, match=r"gone\.png"):
        read_facts(tmp_path / "gone.png")


def test_bombs_cost_nothing_and_are_skipped() -> None:
    bomb = zlib.compress(b"x" * 50_000_000)
    huge = chunk(b"IHDR", struct.pack(">IIBBBBB", 1 << 30, 1 << 30, 8, 2, 0, 0, 0))
    stream = (
        SIGNATURE
        + huge
        + chunk(b"zTXt", b"Bomb\0\0" + bomb)
        + chunk(b"iTXt", b"Bomb2\0\1\0\0\0" + bomb)
        + chunk(b"tEXt", b"Long\0" + b"y" * (MAX_TEXT_BYTES + 1))
        + chunk(b"zTXt", b"Broken\0\0nonsense")
        + chunk(b"iTXt", b"Short\0")
        + chunk(b"tEXt", b"Good\0yes")[:-1]
        + b"\0"
        + chunk(b"zTXt", b"Packed\0\0" + zlib.compress(b"caf\xe9"))
        + chunk(b"iTXt", b"Packed2\0\1\0\0\0" + zlib.compress("雪".encode()))
        + chunk(b"IDAT", b"")
    )
    assert read_texts(BytesIO(stream)) == {"Packed": "café", "Packed2": "雪"}
    assert read_size(stream) == (1 << 30, 1 << 30)


def test_an_announced_length_beyond_the_end_is_no_trouble() -> None:
    assert read_texts(BytesIO(SIGNATURE + struct.pack(">I4s", 0xFFFFFFFF, b"tEXt") + b"a\0b")) == {}
    assert read_texts(BytesIO(SIGNATURE + chunk(b"tEXt", b"a\0b") * 5000)) == {"a": "b"}
