"""Defines the base of all messages, the rule for their payloads, and an error as a message carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from msgspec import Meta, Struct, to_builtins

from assistant.core.errors import AssistantError, error_of

MAX_PAYLOAD_BYTES = 64 * 1024 * 1024
JsonValue = Annotated[object, Meta(extra_json_schema={"description": "any JSON value"})]
"""What another part than the messages defines, such as a settings section."""


@dataclass(frozen=True, slots=True)
class PayloadRule:
    """Which bytes follow the header line of a message."""

    content: str
    """What the bytes are, with shape, type and order."""
    required: bool = True
    """False where the message may also come without them."""
    max_bytes: int = MAX_PAYLOAD_BYTES


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A value inside a message. Holds plain values only: numbers, words, and other parts."""


class Message(Part, frozen=True):
    """A message of its own. Each kind has a tag, which is the frame's `type`; the fields are the frame's `data`."""

    payload_rule: ClassVar[PayloadRule | None] = None
    """None where no payload may follow."""

    def fields(self) -> dict[str, object]:
        """Return the fields as JSON values, as they are on the wire and in what the CLI prints."""
        fields: dict[str, object] = to_builtins(self)
        del fields["type"]
        return fields

    @classmethod
    def tag(cls) -> str:
        """Return the name on the wire, such as "woke"."""
        tag = cls.__struct_config__.tag
        assert isinstance(tag, str), f"{cls.__name__} has no tag"
        return tag


class Failure(Part, frozen=True):
    """An `AssistantError` on its way to another process."""

    code: str
    title: str
    hint: str = ""

    @classmethod
    def of(cls, error: AssistantError, max_characters: int | None = None) -> Failure:
        """Describe `error`, with title and hint cut to `max_characters` each."""
        return cls(error.code, error.title[:max_characters], error.hint[:max_characters])

    def error(self) -> AssistantError:
        """Return the error that was described; an unknown code gives the base class."""
        return error_of(self.code, self.title, self.hint)
