"""English sentences become commands, in the writing of people and of recognisers."""

import pytest

from assistant.core.commands import (
    Again,
    Back,
    Change,
    Command,
    Dismiss,
    Help,
    NotUnderstood,
    Paint,
    Save,
    Stop,
    Thanks,
)
from assistant.core.errors import NotUnderstoodError
from assistant.settings.schema import UnderstandingSettings
from assistant.understanding.grammar import Grammar


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return Grammar.load(UnderstandingSettings())


PAINTED = [
    # plain
    ("Paint me a fox in the snow.", Paint("a fox in the snow")),
    ("Paint me, a fox.", Paint("a fox")),
    ("paint me a fox", Paint("a fox")),
    ("PAINT ME A FOX", Paint("A FOX")),
    ("paint a fox", Paint("a fox")),
    ("paint for me a tree", Paint("a tree")),
    ("Paint us a tree", Paint("a tree")),
    ("Paint the end of the world", Paint("the end of the world")),
    ("paint my house red", Paint("my house red")),
    ("Paint me Spider-Man eating ramen on a rooftop in Tokyo at night.",
     Paint("Spider-Man eating ramen on a rooftop in Tokyo at night")),
    ("Paint me Captain America drinking a Boba tea, wearing Gucci and roller skating around New York.",
     Paint("Captain America drinking a Boba tea, wearing Gucci and roller skating around New York")),
    ('Paint me "The Starry Night".', Paint("The Starry Night")),
    ("“Paint me a fox.”", Paint("a fox")),
    ("Paint me a bowl of fruit", Paint("a bowl of fruit")),
    ("Painting me a fox", Paint("a fox")),
    ("Paint me... paint me a fox.", Paint("a fox")),
    # the subject is no command and no number
    ("Paint me a stop sign", Paint("a stop sign")),
    ("Paint me a close friend", Paint("a close friend")),
    ("Paint me a castle keep", Paint("a castle keep")),
    ("paint me three penguins", Paint("three penguins")),
    ("paint me two dogs and a cat", Paint("two dogs and a cat")),
    ("paint me a dog as a king", Paint("a dog as a king")),
    ("paint me a house by the sea", Paint("a house by the sea")),
    ("paint me a fox by moonlight", Paint("a fox by moonlight")),
    ("paint me a portrait of my cat", Paint("a portrait of my cat")),
    ("paint me an impressionist landscape", Paint("an impressionist landscape")),
    ("paint me a knight in shining armor", Paint("a knight in shining armor")),
    ("paint me a picture frame", Paint("a picture frame")),
    # asked politely
    ("Could you please paint me a castle, please?", Paint("a castle")),
    ("Can you paint a castle for me?", Paint("a castle")),
    ("Would you paint me a castle, thank you.", Paint("a castle")),
    ("Please, could you paint me a lighthouse at dusk?", Paint("a lighthouse at dusk")),
    ("Okay, um, paint me, uh, a cat. Thanks.", Paint("a cat")),
    ("Um, paint me a, uh, fox.", Paint("a fox")),
    ("I want you to paint me a rose", Paint("a rose")),
    ("Go ahead and paint me a rose", Paint("a rose")),
    ("Hey, paint me a rose, would you?", Paint("a rose")),
    ("paint me a picture of a dog, please", Paint("a dog")),
    ("Paint me a fox, Jarvis.", Paint("a fox")),
    # other verbs
    ("Show me a dragon", Paint("a dragon")),
    ("Show me two foxes", Paint("two foxes")),
    ("Can you show me a picture of a robot?", Paint("a robot")),
    ("create a castle in the clouds", Paint("a castle in the clouds")),
    ("generate an image of a castle in the clouds", Paint("a castle in the clouds")),
    ("make me a picture of a fox", Paint("a fox")),
    ("Make me a watercolor of a laughing child", Paint("a laughing child", "watercolor")),
    ("I want a picture of a horse", Paint("a horse")),
    ("I'd like a painting of a volcano", Paint("a volcano")),
    ("I would like to see a picture of a volcano", Paint("a volcano")),
    ("Let's see a drawing of a robot", Paint("a robot", "drawing")),
    ("Give me a picture of a coffee", Paint("a coffee")),
    ("draw me a cat", Paint("a cat", "drawing")),
    ("Hey, can you draw me a bicycle?", Paint("a bicycle", "drawing")),
    ("sketch me a cat", Paint("a cat", "pencil sketch")),
    ("Sketch a horse.", Paint("a horse", "pencil sketch")),
    ("Draw me a watercolor of a horse", Paint("a horse", "watercolor")),
    ("sketch me a cat as an oil painting", Paint("a cat", "oil painting")),
    # styles
    ("paint a fox in the snow as a watercolor", Paint("a fox in the snow", "watercolor")),
    ("paint me a fox in the snow, as a watercolour.", Paint("a fox in the snow", "watercolor")),
    ("paint me a fox, in water color.", Paint("a fox", "watercolor")),
    ("paint a cat in pencil", Paint("a cat", "pencil sketch")),
    ("paint me a sketch of a horse", Paint("a horse", "pencil sketch")),
    ("Paint me an oil painting of Iron Man, dancing in the countryside by Botticelli.",
     Paint("Iron Man, dancing in the countryside", "oil painting by Botticelli")),
    ("paint me a watercolor portrait of Thor from the Marvel movies carrying Mjolnir.",
     Paint("Thor from the Marvel movies carrying Mjolnir", "watercolor portrait")),
    ("paint me a watercolour portrait of Thor", Paint("Thor", "watercolor portrait")),
    ("paint me a photo of a lighthouse", Paint("a lighthouse", "photograph")),
    ("paint me a black and white photo of a lighthouse", Paint("a lighthouse", "black and white photograph")),
    ("paint me a man in black and white", Paint("a man", "black and white")),
    ("paint me a horse in the style of Van Gogh", Paint("a horse", "in the style of Van Gogh")),
    ("paint me a city in the style of cyberpunk", Paint("a city", "in the style of cyberpunk")),
    ("paint a woman in the manner of Klimt", Paint("a woman", "in the style of Klimt")),
    ("paint me a king by Rembrandt", Paint("a king", "by Rembrandt")),
    ("paint me a girl with a pearl earring by vermeer", Paint("a girl with a pearl earring", "by Vermeer")),
    ("paint me a king by Otto Dix", Paint("a king", "by Otto Dix")),
    ("paint me a robot painted by Van Gogh", Paint("a robot", "by Van Gogh")),
    ("paint me a house by the sea by Monet", Paint("a house by the sea", "by Monet")),
    ("paint me a house by the sea in watercolor by Turner",
     Paint("a house by the sea", "watercolor by Turner")),
    ("paint me a knight as a Renaissance portrait", Paint("a knight", "Renaissance portrait")),
    ("paint me a cubist painting of a man holding a drawing of a dog",
     Paint("a man holding a drawing of a dog", "cubist painting")),
    ("paint me a late medieval Flemish painting of a market",
     Paint("a market", "late medieval Flemish painting")),
    ("paint me a vintage poster of a jazz band", Paint("a jazz band", "vintage poster")),
    ("paint me a cat in a Studio Ghibli style", Paint("a cat", "Studio Ghibli style")),
    ("paint me a forest in anime style", Paint("a forest", "anime")),
    ("paint me a dragon in pixel art", Paint("a dragon", "pixel art")),
    ("paint me a fox like a cartoon", Paint("a fox", "cartoon")),
    ("paint me a fox drawn in charcoal", Paint("a fox", "charcoal drawing")),
    ("paint me the sea in oils", Paint("the sea", "oil painting")),
    # numbers
    ("Paint me three pictures of a fox", Paint("a fox", None, 3)),
    ("Paint me two paintings of a horse.", Paint("a horse", None, 2)),
    ("Paint me four watercolors of a boat", Paint("a boat", "watercolor", 4)),
    ("Paint me a couple of sketches of a bridge", Paint("a bridge", "pencil sketch", 2)),
    ("Paint me a few pictures of birds", Paint("birds", None, 3)),
    ("Paint me ten pictures of birds", Paint("birds", None, 4)),
    ("paint one picture of a bird", Paint("a bird", None, 1)),
    ("paint me 3 pictures of two birds", Paint("two birds", None, 3)),
    # what recognisers make of "paint me"
    ("Pain me a fox.", Paint("a fox")),
    ("Paint be a fox", Paint("a fox")),
    ("Faint me a fox", Paint("a fox")),
    ("Pay me a picture of a fox", Paint("a fox")),
    ("Sent me an oil painting of a fox", Paint("a fox", "oil painting")),
]  # fmt: skip

AGAIN = [
    "Again.", "again", "Once again", "another one", "Another one, please.", "Paint another one.", "paint me another",
    "show me another one", "do it again", "Do that again", "paint it again", "Once more", "One more time, please.",
    "Try again", "Can you do it again?", "One more.", "Repeat that", "Make another version", "a different one",
]  # fmt: skip
STOP = [
    "Stop.", "Stop!", "Please stop!", "Stop it.", "Stop painting", "Stop painting it.", "Cancel", "Cancel that",
    "Cancel the picture.", "Never mind.", "Nevermind", "Forget it", "Forget about it.", "Abort!", "Don't paint that",
    "That's enough", "Um, stop.", "Okay, stop, please.", "stop right now", "Stoppel", "Stopped.",
]  # fmt: skip
DISMISS = [
    "Close", "Close it.", "Close the picture", "Dismiss", "Dismiss that.", "Hide it", "Hide the pictures", "Go away.",
    "Thanks, that's all", "Thank you, that's all.", "That's all.", "Take it away", "Get rid of it", "Clear the screen",
    "I'm done",
]  # fmt: skip
SAVED = [
    ("Keep it.", None), ("Keep that one", None), ("Save it, please", None), ("Save this", None), ("Save", None),
    ("save the picture", None), ("Keep them all", None), ("Keep both", None), ("Save both of them", None),
    ("keep number two", 2), ("Save the second one.", 2), ("Keep the first one", 1), ("save number three", 3),
    ("save picture 2", 2), ("Can you keep the fourth picture?", 4), ("Keep the 1st.", 1),
]  # fmt: skip
CHANGED = [
    ("Make it night.", "a fox in the snow at night", "watercolor"),
    ("but in the rain", "a fox in the rain", "watercolor"),
    ("paint it in winter", "a fox in the snow in winter", "watercolor"),
    ("make it blue", "a blue fox in the snow", "watercolor"),
    ("Make it orange", "an orange fox in the snow", "watercolor"),
    ("bigger", "a big fox in the snow", "watercolor"),
    ("As an oil painting, please.", "a fox in the snow", "oil painting"),
    ("make it look like a cartoon", "a fox in the snow", "cartoon"),
    ("in the style of Monet", "a fox in the snow", "in the style of Monet"),
    ("by Van Gogh", "a fox in the snow", "by Van Gogh"),
    ("now with a red hat", "a fox with a red hat in the snow", "watercolor"),
    ("Can you add two dogs to it?", "a fox with two dogs in the snow", "watercolor"),
    ("without the snow", "a fox", "watercolor"),
    ("Make it a dragon instead", "a dragon in the snow", "watercolor"),
]
CHANGED_AGAIN = [
    ("a fox in the snow at night", "make it morning", "a fox in the snow in the morning"),
    ("a red owl in a tree", "make it blue", "a blue owl in a tree"),
    ("a small dog", "bigger", "a big dog"),
    ("a fox with a hat in the snow", "with a scarf", "a fox with a hat and a scarf in the snow"),
    ("a fox with a hat and a scarf in the snow", "without the hat", "a fox with a scarf in the snow"),
    ("a fox wearing two hats", "remove the hats", "a fox"),
]
BACK = [
    "Go back.",
    "Andu.",
    "undo",
    "Undo that, please",
    "show me the previous one",
    "the one before",
    "Can you change it back?",
]
HELP = ["Help", "help me", "What can I say?", "what do you understand"]
THANKS = ["Thank you.", "Thanks!", "thank you. That's beautiful.", "Wow, that's really nice", "I love it", "Perfect."]
NOTHING = [
    "I'm going to the store", "a fox in the snow", "A fox in the snow.", "Show me", "Show me the weather",
    "What time is it?", "Turn off the lights", "make me laugh", "Make me a sandwich",
    "Can I have a latte?", "Give me a coffee", "I want an Americano.", "Stop the car", "Cancel my subscription",
    "close the door", "keep the change", "save me a seat", "keep painting", "Paint", "Paint me.", "Can you paint?",
    "Paint me a picture", "Paint it", "pay me a visit",
    "Sent me a letter", "Computer.", "two foxes", "painter", "again and again", "",
    "   ", "…", "Sounds good", "please", "Um.", "the painting is nice", "I like to paint my house",
]  # fmt: skip


@pytest.mark.parametrize(("text", "command"), PAINTED)
def test_paints(grammar: Grammar, text: str, command: Command) -> None:
    assert grammar.understand(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [(text, command) for command, texts in ((Again(), AGAIN), (Stop(), STOP), (Dismiss(), DISMISS)) for text in texts],
)
def test_does_what_needs_no_subject(grammar: Grammar, text: str, command: Command) -> None:
    assert grammar.understand(text) == command


@pytest.mark.parametrize(("text", "which"), SAVED)
def test_keeps(grammar: Grammar, text: str, which: int | None) -> None:
    assert grammar.understand(text) == Save(which)


@pytest.mark.parametrize(("text", "subject", "style"), CHANGED)
def test_changes_one_thing_about_the_last_wish(grammar: Grammar, text: str, subject: str, style: str) -> None:
    change = grammar.understand(text)
    assert isinstance(change, Change)
    assert grammar.change(Paint("a fox in the snow", "watercolor", 2), change) == Paint(subject, style, 2)


@pytest.mark.parametrize(("before", "text", "after"), CHANGED_AGAIN)
def test_a_second_change_goes_on_from_the_first(grammar: Grammar, before: str, text: str, after: str) -> None:
    change = grammar.understand(text)
    assert isinstance(change, Change)
    assert grammar.change(Paint(before), change) == Paint(after)


@pytest.mark.parametrize(("text", "why"), [("without the hat", "no hat in it"), ("without the fox", "Nothing would")])
def test_what_cannot_go_is_said(grammar: Grammar, text: str, why: str) -> None:
    change = grammar.understand(text)
    assert isinstance(change, Change)
    with pytest.raises(NotUnderstoodError, match=why):
        grammar.change(Paint("a fox in the snow"), change)


def test_a_changed_wish_has_words_that_mean_it(grammar: Grammar) -> None:
    styles = (None, "watercolor", "oil painting", "in the style of Monet", "by Van Gogh", "black and white")
    for wish in (Paint("a red fox at night", style) for style in styles):
        assert grammar.understand_typed(grammar.wording(wish)) == wish


def test_another_picture_is_no_change(grammar: Grammar) -> None:
    assert grammar.understand("make it a picture of a cat") == Paint("a cat")
    assert grammar.understand("show me a cat with a hat") == Paint("a cat with a hat")


@pytest.mark.parametrize(
    ("text", "command"),
    [*((text, Help()) for text in HELP), *((text, Thanks()) for text in THANKS), *((text, Back()) for text in BACK)],
)
def test_helps_and_takes_thanks(grammar: Grammar, text: str, command: Command) -> None:
    assert grammar.understand(text) == command


def test_polite_people_are_understood(grammar: Grammar) -> None:
    text = "I was wondering if you could maybe paint a lighthouse in a storm."
    assert grammar.understand(text) == Paint("a lighthouse in a storm")


@pytest.mark.parametrize("text", NOTHING)
def test_paints_nothing_unasked(grammar: Grammar, text: str) -> None:
    command = grammar.understand(text)
    assert isinstance(command, NotUnderstood)
    assert command.words == text.strip()
    assert command.suggestions


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("a fox in the snow", "Paint me a fox in the snow"),
        ("A fox in the snow.", "Paint me a fox in the snow"),
        ("Spider-Man eating ramen", "Paint me Spider-Man eating ramen"),
        ("I want an Americano.", "Paint me an Americano"),
        ("Show me the weather", "Paint me the weather"),
        ("close the door", "Close it"),
        ("keep the change", "Keep it"),
    ],
)
def test_suggests_the_nearest_sentence_first(grammar: Grammar, text: str, suggestion: str) -> None:
    command = grammar.understand(text)
    assert isinstance(command, NotUnderstood)
    assert command.suggestions[0] == suggestion


def test_every_suggestion_would_be_understood(grammar: Grammar) -> None:
    for text in NOTHING:
        command = grammar.understand(text)
        assert isinstance(command, NotUnderstood)
        for suggestion in command.suggestions:
            assert not isinstance(grammar.understand(suggestion), NotUnderstood), suggestion
