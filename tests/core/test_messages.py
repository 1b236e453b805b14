"""Every message survives its way through the wire, has a schema, and is refused by name when something is wrong."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any, TypeVar, get_args

import msgspec
import pytest

import assistant.core.messages
from assistant.cli.wake import score_messages
from assistant.core.errors import MicrophoneGone, ProtocolError
from assistant.core.message import Failure, Message
from assistant.core.messages.ears_messages import EarsInput, Heard, MicrophoneOrder
from assistant.core.messages.engine_messages import JobProgress, PaintingOrder, PaintingResult, PreviewSize
from assistant.core.messages.job_messages import reports_of, results_of
from assistant.core.wire import Accepted, Frame, Unframer, encode

T = TypeVar("T", bound=Message)
SAMPLES: dict[str, object] = {"str": "wörds \udcff", "int": 3, "float": 0.25, "bool": True, "null": None}


def all_messages() -> list[type[Message]]:
    """The messages of every module of `core.messages`, and those of the CLI's own worker."""
    modules = [
        importlib.import_module(f"assistant.core.messages.{module.name}")
        for module in pkgutil.iter_modules(assistant.core.messages.__path__)
    ]
    found = {
        kind
        for module in (*modules, score_messages)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Message) and kind.__struct_config__.tag is not None
    }
    return sorted(found, key=lambda kind: kind.tag())


def sample_of(kind: msgspec.inspect.Type) -> Any:  # noqa: PLR0911
    """A JSON value of this type, with every optional field set."""
    match kind:
        case msgspec.inspect.StructType(fields=fields, tag_field=tag_field, tag=tag):
            values = {field.encode_name: sample_of(field.type) for field in fields}
            return values | ({tag_field: tag} if tag_field else {})
        case msgspec.inspect.UnionType(types=types):
            return sample_of(next(one for one in types if not isinstance(one, msgspec.inspect.NoneType)))
        case msgspec.inspect.VarTupleType(item_type=item) | msgspec.inspect.ListType(item_type=item):
            return [sample_of(item)] * 2
        case msgspec.inspect.DictType(value_type=value):
            return {"wörd": sample_of(value)}
        case msgspec.inspect.LiteralType(values=values):
            return values[0]
        case msgspec.inspect.EnumType(cls=cls):
            return next(iter(cls)).value
        case msgspec.inspect.Metadata(type=inner):
            return sample_of(inner)
        case msgspec.inspect.CustomType(cls=cls) if cls is object:
            return ["anything", {"at": None}]
        case msgspec.inspect.StrType() | msgspec.inspect.IntType() | msgspec.inspect.FloatType():
            return SAMPLES[type(kind).__name__.removesuffix("Type").lower()]
        case msgspec.inspect.BoolType():
            return True
    raise AssertionError(f"no sample of {kind}")


def fields_of(kind: type[Message]) -> dict[str, Any]:
    values = sample_of(msgspec.inspect.type_info(kind))
    values.pop("type", None)
    return values


def payload_for(kind: type[Message]) -> bytes:
    return b"\x01\x02" if kind.payload_rule is not None else b""


def frame(kind: type[Message], data: object) -> Frame:
    return Frame(kind.tag(), json.dumps(data).encode(), payload_for(kind))


every_message = pytest.mark.parametrize("kind", all_messages(), ids=lambda kind: kind.tag())


def test_each_tag_names_one_message() -> None:
    tags = [kind.tag() for kind in all_messages()]
    assert len(set(tags)) == len(tags) > 30


@every_message
def test_a_message_comes_back_as_it_went(kind: type[Message]) -> None:
    message = msgspec.convert(fields_of(kind), kind)
    (received,) = Unframer().feed(encode(message, payload_for(kind), id=5))
    assert Accepted(kind).read(received) == message
    assert (received.type, received.payload, received.id) == (kind.tag(), payload_for(kind), 5)


@every_message
def test_a_message_has_a_schema_that_forbids_other_fields(kind: type[Message]) -> None:
    schema = msgspec.json.schema(kind)
    own = schema["$defs"][kind.__name__]
    assert own["additionalProperties"] is False
    assert own["properties"]["type"] == {"enum": [kind.tag()]}
    assert set(own["properties"]) - {"type"} == {field.name for field in msgspec.structs.fields(kind)}


@every_message
def test_an_unknown_field_is_named(kind: type[Message]) -> None:
    with pytest.raises(ProtocolError, match=f"“{kind.tag()}” cannot be read.*unknown field `of_tomorrow`"):
        Accepted(kind).read(frame(kind, fields_of(kind) | {"of_tomorrow": 1}))


def single_faults(kind: type[Message]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The fields of a message, each with data in which it alone is wrong."""
    right = fields_of(kind)
    for field in msgspec.structs.fields(kind):
        for wrong in (7, "7", [], {}, None, 1.5, True):
            try:
                msgspec.convert(right | {field.name: wrong}, kind)
            except msgspec.ValidationError:
                yield field.name, right | {field.name: wrong}


@every_message
def test_a_field_of_the_wrong_type_is_named(kind: type[Message]) -> None:
    faults = list(single_faults(kind))
    typed = [field for field in msgspec.structs.fields(kind) if field.type is not object]
    assert {name for name, _ in faults} == {field.name for field in typed}
    for name, data in faults:
        with pytest.raises(ProtocolError, match=rf"“{kind.tag()}” cannot be read.*(\.|`){name}"):
            Accepted(kind).read(frame(kind, data))


@every_message
def test_a_missing_field_is_named(kind: type[Message]) -> None:
    for field in msgspec.structs.fields(kind):
        data = fields_of(kind)
        del data[field.name]
        if field.required:
            with pytest.raises(ProtocolError, match=f"“{kind.tag()}” cannot be read.*required field `{field.name}`"):
                Accepted(kind).read(frame(kind, data))
        else:
            Accepted(kind).read(frame(kind, data))


@every_message
def test_a_payload_comes_only_where_the_rule_says_so(kind: type[Message]) -> None:
    data, rule = json.dumps(fields_of(kind)).encode(), kind.payload_rule
    message = msgspec.convert(fields_of(kind), kind)
    wrong = b"stray" if rule is None else b"" if rule.required else bytes(rule.max_bytes + 1)
    with pytest.raises(ProtocolError, match=f"“{kind.tag()}”|too large"):
        Accepted(kind).read(Frame(kind.tag(), data, wrong))
    with pytest.raises(ProtocolError, match=f"“{kind.tag()}”|too large"):
        encode(message, wrong)


def test_a_message_that_makes_no_sense_now_is_named() -> None:
    with pytest.raises(ProtocolError, match=r"“ready” makes no sense here.*job_progress"):
        Accepted(JobProgress).read(Frame("ready", b"{}"))


def test_a_wrong_field_deep_inside_is_named_with_its_path() -> None:
    data = fields_of(PaintingOrder)
    data["order"]["count"] = 5
    with pytest.raises(ProtocolError, match=r"“painting_order” cannot be read.*\$\.order\.count"):
        Accepted(PaintingOrder).read(frame(PaintingOrder, data))


def test_an_order_says_what_may_answer_it() -> None:
    assert reports_of(MicrophoneOrder) == get_args(Heard)
    assert JobProgress in reports_of(PaintingOrder)
    assert results_of(PaintingOrder) == (PaintingResult,)
    assert len(get_args(EarsInput)) == 6


def test_a_failure_is_the_same_error_at_the_other_end() -> None:
    error = MicrophoneGone("The microphone is gone", "Plug it in.")
    back = Failure.of(error).error()
    assert (type(back), back.title, back.hint) == (MicrophoneGone, error.title, error.hint)
    assert Failure.of(MicrophoneGone("long" * 1000, "words" * 1000), 10) == Failure(
        "microphone_gone", "longlonglo", "wordswords"
    )
    assert type(Failure("of_tomorrow", "A title").error()).code == "failed"


def test_previews_may_come_without_pixels_only_where_there_are_none() -> None:
    assert encode(JobProgress(1, 2)).endswith(b"\n")
    assert encode(JobProgress(1, 2, PreviewSize(0, 1, 1)), b"rgb").endswith(b"rgb")
