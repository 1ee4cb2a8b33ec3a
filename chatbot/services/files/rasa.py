"""Rasa's training data: the examples of an intent are phrasings, the text of `utter_<intent>` is the answer.

Read from one YAML file or a ZIP of several, with the line of each thing. `https://rasa.com/docs/rasa/training-data-format`
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

import yaml
from django.utils.translation import gettext as _
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from chatbot.services.desk import furigana
from chatbot.services.files.lines import Line
from consultations.importers.limits import UnreadableFileError

ENCODING = "YAML"
ENDINGS = (".yml", ".yaml")
MAX_BYTES = 4 * 1024 * 1024
MOST_FILES = 50
DEEPEST = 12
_ENTITY = re.compile(r"\[(?P<value>[^\]]+?)\](?:\([^)]*\)|\{[^}]*\}|\[[^\]]*\])")
_NOT_IN_KEYS = re.compile(r"[^-a-zA-Z0-9_]+")
_UTTER = "utter_"


@dataclass
class Read:
    entries: list[Line] = field(default_factory=list)
    utterances: list[Line] = field(default_factory=list)


@dataclass
class _Answer:
    text: str
    notes: dict[str, str]
    """What our own export wrote beside it: the question and the field."""


@dataclass
class _Intent:
    key: str
    line: int
    examples: list[tuple[int, str]]


def read(name: str, content: bytes) -> Read:
    """Raises `UnreadableFileError`, which says why and what to do."""
    trees = [_tree(text) for text in _texts(name, content)]
    answers = {key: answer for tree in trees for key, answer in _answers(tree)}
    intents = [intent for tree in trees for intent in _intents(tree)]
    if not intents:
        raise UnreadableFileError(_("The file holds no intents: there is no list under “nlu:”."))
    found = Read()
    for intent in intents:
        _sort_in(found, intent, answers.get(intent.key))
    return found


def key_of(intent: str) -> str:
    """Retrieval intents such as faq/garbage have a slash, which our keys have not."""
    return _NOT_IN_KEYS.sub("-", intent.strip()).strip("-")


def without_entities(example: str) -> str:
    """[町名](area) and [町名]{"entity": "area"} are read as 町名."""
    return _ENTITY.sub(lambda found: found["value"], example)


def _sort_in(found: Read, intent: _Intent, answer: _Answer | None) -> None:
    examples = intent.examples
    if answer is not None:
        question = answer.notes.get("question") or (examples[0][1] if examples else intent.key)
        cells = {"key": intent.key, "question": question, "answer": answer.text}
        if answer.notes.get("field"):
            cells["field"] = answer.notes["field"]
        found.entries.append(Line(intent.line, cells))
        asked = " ".join(furigana.without(question).split())
        examples = [(line, text) for line, text in examples if text != asked]
    found.utterances += [Line(line, {"key": intent.key, "utterance": text}) for line, text in examples]


def _texts(name: str, content: bytes) -> list[str]:
    if PurePath(name).suffix.lower() in ENDINGS:
        return [_decoded(content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if info.filename.lower().endswith(ENDINGS)]
            if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MAX_BYTES:
                raise UnreadableFileError(_("The archive holds too much. Please divide it."))
            return [_decoded(archive.read(info)) for info in infos]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise UnreadableFileError(_("Please choose a YAML file (.yml) or a ZIP of such files.")) from None


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(_("The file is larger than 4 MB. Please divide it."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(_("A YAML file must be UTF-8.")) from None


def _tree(text: str) -> Node | None:
    try:
        _refuse_traps(text)
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise UnreadableFileError(_("The YAML is broken at line %(line)d.") % {"line": line}) from None


def _refuse_traps(text: str) -> None:
    """Depth and aliases make small files large or deep; training data has neither."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            raise UnreadableFileError(_("The YAML is nested too deeply or uses aliases."))


def _intents(tree: Node | None) -> Iterator[_Intent]:
    for item in _items(_under(tree, "nlu")):
        name = _under(item, "intent")
        if isinstance(name, ScalarNode):
            key = key_of(name.value)
            yield _Intent(key, name.start_mark.line + 1, list(_examples(_under(item, "examples"))))


def _examples(node: Node | None) -> Iterator[tuple[int, str]]:
    if isinstance(node, ScalarNode):
        yield from _block(node)
    for item in _items(node):
        text = item if isinstance(item, ScalarNode) else _under(item, "text")
        if isinstance(text, ScalarNode):
            yield from _block(text)


def _block(node: ScalarNode) -> Iterator[tuple[int, str]]:
    """Lines that begin with a hyphen, as Rasa writes them; in a literal block each is a line of the file."""
    first = node.start_mark.line + (2 if node.style in ("|", ">") else 1)
    for place, line in enumerate(node.value.splitlines()):
        text = without_entities(line.strip().removeprefix("-").strip())
        if text:
            yield first + place, text


def _answers(tree: Node | None) -> Iterator[tuple[str, _Answer]]:
    """The first wording of each; Rasa picks one of several by chance."""
    for name, variants in _pairs(_under(tree, "responses")):
        first = next(_items(variants), None)
        text = _under(first, "text")
        if name.startswith(_UTTER) and isinstance(text, ScalarNode):
            notes = {
                key: node.value
                for key, node in _pairs(_under(first, "metadata"))
                if isinstance(node, ScalarNode)
            }
            yield key_of(name.removeprefix(_UTTER)), _Answer(text.value.strip(), notes)


def _pairs(node: Node | None) -> list[tuple[str, Node]]:
    if not isinstance(node, MappingNode):
        return []
    return [(key.value, value) for key, value in node.value if isinstance(key, ScalarNode)]


def _under(node: Node | None, name: str) -> Node | None:
    return dict(_pairs(node)).get(name)


def _items(node: Node | None) -> Iterator[Node]:
    return iter(node.value if isinstance(node, SequenceNode) else ())
