"""Recognises sentences that are not finished: "paint me a fox with a …". Takes some microseconds.

The check runs at each pause, so that thinking in mid-sentence does not end the sentence. It prefers to wait, which
costs a second, while a sentence cut in two costs a wrong picture. Sentences that are complete although their last word
is typical of an open one are excepted: commands such as "go on", and "paint what you dream of". The module knows no
other commands; `assistant.understanding.grammar` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_WORDS = 40
"""Number of last words that are examined, which bounds the time."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OPEN_END = re.compile(r"(?:,|-|–|—|…|\.{2,})[\s\"”“'’]*\Z")
"""Matches the marks that recognisers write where the voice did not fall. A full stop says nothing: they write it after
anything."""


@dataclass(frozen=True, slots=True)
class _Language:
    """Lists what leaves a sentence open in a language, in lower case."""

    open_words: frozenset[str]
    """Words that no sentence ends with: articles, conjunctions, possessives, words of hesitation, participles with an
    object."""
    prepositions: frozenset[str]
    """Words that hardly any sentence ends with, except those of `complete`."""
    numbers: frozenset[str]
    """The same after a verb of painting: "paint me two"."""
    verbs: frozenset[str]
    """Verbs that ask for a picture; alone, or with `for_whom`, they lack what to paint."""
    for_whom: frozenset[str]
    asked: frozenset[str]
    """Words that may stand before such a verb: "could you please"."""
    complete: re.Pattern[str]
    """Matches sentences that are complete although they end with one of `open_words` or `prepositions`."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _one_of(text: str) -> str:
    return f"(?:{'|'.join(text.split())})"


_ENGLISH = _Language(
    open_words=_words(
        "a an the my your his its our their some every each several another's whose which who that where "
        "and or but nor plus while because although if when unless than as like "
        "um uh uhm umm uhh er erm hmm hm mm very extremely quite rather slightly "
        "wearing holding carrying featuring containing including depicting showing resembling made dressed covered "
        "surrounded filled"
    ),
    prepositions=_words(
        "of by from at to into onto in on under over above below behind beside besides between among amid near "
        "around through across along against beneath underneath toward towards during before after until upon atop "
        "for about without within past inside with"
    ),
    numbers=_words("one two three four five six seven eight nine ten twelve"),
    verbs=_words("want paint draw sketch show make create generate imagine illustrate render give doodle"),
    for_whom=_words("me us"),
    asked=_words("hey jarvis please can could would will you now just okay ok so well and i want like to i'd go ahead"),
    complete=re.compile(
        # "go on", "turn it on", "do it over": a verb and its particle
        r"\b" + _one_of("turn switch go come carry hold move put try bring keep start do paint draw")
        + rf"(?: {_one_of('it that this them these those me back right everything')})* (?:on|in)\Z"
        + r"|\b(?:it|this|that|same|thing|one) over\Z"
        # "stop that", "like that", "keep all of that": a pointing word
        + r"|\b" + _one_of("stop cancel abort quit halt mind nevermind keep save store hide close clear dismiss")
        + r" that\Z|\b" + _one_of("remove forget repeat redo undo take try make away painting drawing")
        + r" that\Z|\b" + _one_of("paint draw sketch do show me like of about all what's is than just") + r" that\Z"
        # "as you like"
        + r"|\b(?:as|if|what|whatever|however) (?:you|i|we) (?:would )?like\Z"
        # "paint what you dream of", "the house I live in"
        + r"|\b(?:what|whatever|who|whom|which|that|where|\w+thing|\w+one|\w+body|(?:the|an?|my|our|every) \w+) "
        + _one_of("i you we they he she people everyone everybody children kids") + r"(?:'re|'m|'s|'ve)?(?: \w+){1,4} "
        + _one_of("of about in on at for to with by from through like into after without near over") + r"\Z"
        # "something to play with"
        + r"|\b(?:\w+thing|\w+one|somewhere|what|who) to \w+ "
        + _one_of("of about in on at for to with by from") + r"\Z"
        # what recognisers write for "save the picture number two" and "four"
        + r"|\b(?:keep|save|store)(?: \w+){0,5} (?:to|for)\Z"
        # "what is it made of"
        + r"|\A(?:what|who|where)(?:'s| is| are| was| were)? (?:\w+ ){0,5}"
        + _one_of("of about for from to at like in on with") + r"\Z"
    ),
)  # fmt: skip
_GERMAN = _Language(
    open_words=_words(
        "der die den dem des ein eine einen einem einer eines mein meine meinen meinem meiner dein deine deinen deinem "
        "sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer unser unsere unseren unserem kein keine keinen "
        "einige mehrere jede jeder jedes jeden und oder aber sowie denn weil dass damit wenn während als wie das "
        "äh ähm öhm hm hmm sehr ganz ziemlich etwas trägt hält tragend haltend gekleidet umgeben bedeckt gemacht"
    ),
    prepositions=_words(
        "mit ohne von vom in im ins am an ans auf aufs aus bei beim zu zum zur für durch über unter vor vorm hinter "
        "neben zwischen gegen um nach seit bis ab außer statt wegen trotz samt"
    ),
    numbers=_words("zwei drei vier fünf sechs sieben acht neun zehn zwölf"),
    verbs=_words("mal male malst malen zeichne zeichnest skizziere zeig zeige erstelle erzeuge mach mache gib"),
    for_whom=_words("mir uns du"),
    asked=_words("hey jarvis bitte kannst könntest würdest du jetzt okay ok so also und ich möchte will"),
    complete=re.compile(
        # "hör auf", "mach es zu", "brich ab": a verb and its particle
        rf"\A(?:{_one_of('hey jarvis bitte jetzt')} )*"
        + _one_of("hör mach mache brich stopp stoppe blende halt halte schalte nimm fang gib zeig zeige komm")
        + r"(?: \w+){0,3} " + _one_of("auf zu ab an aus ein vor um durch mit nach bei") + r"\Z"
        # "behalte das", "was ist das": a pointing word
        + r"|\b" + _one_of("behalt behalte speicher speichere sicher sichere stopp stoppe brich lass mach mache")
        + r" das\Z|\b" + _one_of("vergiss ist nimm")
        + r" das\Z|\b(?:noch eines|weg damit|gut sein)\Z"
    ),
)  # fmt: skip
_LANGUAGES = {"en": _ENGLISH, "de": _GERMAN}


def is_incomplete(words: str, language: str = "en") -> bool:
    """Returns whether a transcript, or the part of one up to a pause, ends in the middle of a sentence.

    Args:
        words: The text as a recogniser writes it; case and a full stop at the end do not matter.
        language: ISO 639-1 code; in a language without a table every sentence is complete.
    """
    table = _LANGUAGES.get(language[:2].casefold())
    if table is None:
        return False
    said = [word.casefold().replace("’", "'") for word in _WORD.findall(words)][-MAX_WORDS:]
    if not said:
        return False
    sentence = " ".join(said)
    if table.complete.search(sentence):
        return False
    before = said[-2] if len(said) > 1 else ""
    if said[-1] in table.open_words or (said[-1] in table.prepositions and before):
        return True
    if said[-1] in table.numbers and (before in table.verbs or before in table.for_whom):
        return True
    return _lacks_subject(said, table) or (len(said) > 2 and _OPEN_END.search(words) is not None)


def _lacks_subject(said: list[str], table: _Language) -> bool:
    """Returns whether a wish lacks what is wished for: "paint me", "could you draw", "I want"."""
    while said and said[-1] in table.for_whom:
        said = said[:-1]
    return bool(said) and said[-1] in table.verbs and all(word in table.asked for word in said[:-1])
