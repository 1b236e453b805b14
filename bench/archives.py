"""Unpacks the speech in archives of games that Debian has, for `bench/people.py`. Each function yields written files.

The formats are those of ScummVM: its engines "queen" and "sky" (disk.cpp), and Rob Northen's compression,
method 1 (common/compression/rnc_deco.cpp).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.sound_files import RATE_HZ, write_flac

_SKY_HZ = 11_025
_SKY_HEADER = 22
_SKY_SPEECH = 50_000
"""Files with at least this number are speech."""


def queen(archive: Path, spare: Path) -> Iterator[Path]:
    """Unpacks the speech of Flight of the Amazon Queen.

    "QTBL", 9 bytes, then for each of n (16 bits, big-endian) files: a name of 12 bytes, a byte, offset and size
    (32 bits each); the speech files end in .SB and hold MP3.
    """
    data = archive.read_bytes()
    for number in range(int.from_bytes(data[13:15], "big")):
        entry = data[15 + 21 * number : 36 + 21 * number]
        offset, size = int.from_bytes(entry[13:17], "big"), int.from_bytes(entry[17:21], "big")
        if entry[:12].rstrip(b"\0").endswith(b".SB"):
            path = spare / f"{number}.mp3"
            path.write_bytes(data[offset : offset + size])
            yield path


def zipped(archive: Path, spare: Path) -> Iterator[Path]:
    """Unpacks the sounds in a zip archive, without the music."""
    with zipfile.ZipFile(archive) as packed:
        for name in sorted(packed.namelist()):
            if name.endswith((".ogg", ".opus")) and not name.startswith("music/"):
                yield Path(packed.extract(name, spare))


def sky(archive: Path, spare: Path) -> Iterator[Path]:
    """Unpacks the speech of Beneath a Steel Sky: compressed unsigned 8-bit samples at 11,025 Hz.

    sky.dnr, beside the archive: n (32 bits, little-endian), then for each file 16 bits of number, 24 of offset (in
    sixteenths where the highest is set) and 24 of flags, 22 of which are the size.
    """
    index = archive.with_suffix(".dnr").read_bytes()
    with archive.open("rb") as disk:
        for at in range(4, 4 + 8 * int.from_bytes(index[:4], "little"), 8):
            number = int.from_bytes(index[at : at + 2], "little")
            offset = int.from_bytes(index[at + 2 : at + 5], "little")
            flags = int.from_bytes(index[at + 5 : at + 8], "little")
            if number < _SKY_SPEECH or flags >> 22:
                continue
            disk.seek((offset & 0x7FFFFF) << 4 if offset >> 23 else offset)
            packed = disk.read(flags & 0x3FFFFF)[_SKY_HEADER:]
            try:
                samples = np.frombuffer(unpack(packed), np.uint8).astype(np.float32) / 128 - 1
            except (ValueError, IndexError):  # a few files are not speech
                continue
            path = spare / f"{number}.flac"
            positions = np.arange(int(samples.size * RATE_HZ / _SKY_HZ)) * (_SKY_HZ / RATE_HZ)
            write_flac(path, np.interp(positions, np.arange(samples.size), samples - samples.mean()).astype(np.float32))
            yield path


def unpack(packed: bytes) -> bytes:
    """Decompresses data of Rob Northen's method 1.

    Raises:
        ValueError: The data has another format, or is damaged.
        IndexError: The data is damaged.
    """
    if packed[:4] != b"RNC\x01":
        raise ValueError("no RNC archive")
    wanted, blocks = int.from_bytes(packed[4:8], "big"), packed[17]
    bits = _Bits(packed + bytes(4), 18)
    bits.take(2)
    out = bytearray()
    for _ in range(blocks):
        literals, distances, lengths = (_Codes(bits) for _ in range(3))
        for left in range(bits.take(16), 0, -1):
            count = literals.next(bits)
            out += packed[bits.at : bits.at + count]
            bits.at += count
            if left > 1:
                back, length = distances.next(bits) + 1, lengths.next(bits) + 2
                start = len(out) - back
                if start < 0:
                    raise ValueError("a copy from before the beginning")
                for at in range(start, start + length):
                    out.append(out[at])
    if len(out) != wanted:
        raise ValueError("not what it should be long")
    return bytes(out)


class _Bits:
    """Reads bits, the lowest first, from 16-bit words; `at` is the offset after the last word that was read."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self.at = at
        self._held = self._count = 0

    def take(self, count: int) -> int:
        while self._count < count:
            self._held |= (self._data[self.at] | self._data[self.at + 1] << 8) << self._count
            self._count += 16
            self.at += 2
        taken = self._held & ((1 << count) - 1)
        self._held >>= count
        self._count -= count
        return taken


class _Codes:
    """Decodes a Huffman code of numbers, whose symbols are the numbers' bit lengths."""

    def __init__(self, bits: _Bits) -> None:
        sizes = [bits.take(4) for _ in range(bits.take(5))]
        self._symbols: dict[tuple[int, int], int] = {}
        code = 0
        for size in range(1, 16):
            code <<= 1
            for symbol in (number for number, of_size in enumerate(sizes) if of_size == size):
                self._symbols[size, int(f"{code:0{size}b}"[::-1], 2)] = symbol
                code += 1

    def next(self, bits: _Bits) -> int:
        code = 0
        for size in range(1, 16):
            code |= bits.take(1) << (size - 1)
            symbol = self._symbols.get((size, code))
            if symbol is not None:
                return symbol if symbol < 2 else bits.take(symbol - 1) | 1 << (symbol - 1)
        raise ValueError("no such code")
