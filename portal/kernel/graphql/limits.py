"""What a document may look like: measured from its text alone, before validation and without SQL."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)

from .errors import Code, Refusal, coded, with_code
from .options import Options

# Fields, inline fragments and spreads on the way down; bounds our own recursion.
_LONGEST_DESCENT = 120
_TOO_DEEP = gettext_noop("Fields may be nested {maximum} deep.")


def parsed(text: str, options: Options) -> DocumentNode:
    """The document's tree; a text that is too long or has too many tokens is not read to its end."""
    if len(text) > options.max_source_length:
        message = _("The document is longer than {maximum} characters.")
        raise _over(Code.DOCUMENT_TOO_LONG, message, options.max_source_length)
    try:
        return parse(
            text,
            max_lexical_tokens=options.max_tokens,
            max_comments=options.max_tokens,
        )
    except GraphQLSyntaxError as error:
        # The parser has one kind of error for everything; only its sentence tells these apart.
        if "nested too deeply" in error.message:
            raise _over(Code.TOO_DEEP, _(_TOO_DEEP), options.max_depth) from None
        if "Parsing aborted" in error.message:
            message = _("The document has more than {maximum} tokens.")
            raise _over(Code.TOO_MANY_TOKENS, message, options.max_tokens) from None
        errors = with_code([error], Code.GRAPHQL_PARSE_FAILED)
        raise Refusal(400, errors, follows_media_type=True) from None


def check_limits(document: DocumentNode, options: Options) -> None:
    """Refuse a document over a limit.

    Fragments are counted at each use and measured once, so the work is that of reading the text
    whatever the spreads multiply to. No name is exempt: a fragment called `__schema` is a fragment.
    """
    _Measure(document, options).check()


def _over(code: Code, message: str, maximum: int) -> Refusal:
    return Refusal(400, [coded(code, message.format(maximum=maximum), maximum=maximum)])


@dataclass(frozen=True)
class _Size:
    """Of a selection with everything spread into it."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0

    def beside(self, other: "_Size") -> "_Size":
        return _Size(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.fields + other.fields,
        )


class _Measure:
    def __init__(self, document: DocumentNode, options: Options) -> None:
        self.options = options
        self.operations: list[OperationDefinitionNode] = []
        self.fragments: dict[str, FragmentDefinitionNode] = {}
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self.operations.append(definition)
            elif isinstance(definition, FragmentDefinitionNode):
                self.fragments[definition.name.value] = definition
        self.definitions = len(document.definitions)
        self.sizes: dict[str, _Size] = {}
        self.on_the_way: set[str] = set()
        self.merged: set[tuple[int, ...]] = set()
        self.visits = 0

    def check(self) -> None:
        options = self.options
        if self.definitions > options.max_fragments:
            message = _("The document has more than {maximum} fragments and operations.")
            raise _over(Code.TOO_MANY_FRAGMENTS, message, options.max_fragments)
        for operation in self.operations:
            size = self._size_of(operation.selection_set, 0)
            self._compare(size, _directives_of(operation))
            if size.fields > options.max_root_fields:
                message = _("An operation may have {maximum} fields at its root, aliases counted.")
                raise _over(Code.TOO_MANY_ROOT_FIELDS, message, options.max_root_fields)
        for name in self.fragments:
            # A fragment that nothing spreads is still validated.
            self._compare(self._size_of_fragment(name, 0), 0)
        for definition in (*self.operations, *self.fragments.values()):
            self._check_repeats(definition.selection_set)

    def _compare(self, size: _Size, more_directives: int) -> None:
        options = self.options
        if size.depth > options.max_depth:
            raise _over(Code.TOO_DEEP, _(_TOO_DEEP), options.max_depth)
        if size.aliases > options.max_aliases:
            message = _("A document may use {maximum} aliases, counted at each use of a fragment.")
            raise _over(Code.TOO_MANY_ALIASES, message, options.max_aliases)
        if size.directives + more_directives > options.max_directives:
            message = _(
                "A document may use {maximum} directives, counted at each use of a fragment."
            )
            raise _over(Code.TOO_MANY_DIRECTIVES, message, options.max_directives)

    def _size_of(self, selection_set: SelectionSetNode, descent: int) -> _Size:
        if descent > _LONGEST_DESCENT:
            raise _over(Code.TOO_DEEP, _(_TOO_DEEP), self.options.max_depth)
        whole = _Size()
        for node in selection_set.selections:
            directives = len(node.directives)
            if isinstance(node, FieldNode):
                inner = _Size()
                if node.selection_set:
                    inner = self._size_of(node.selection_set, descent + 1)
                aliases = inner.aliases + (1 if node.alias else 0)
                part = _Size(inner.depth + 1, aliases, inner.directives + directives, 1)
            else:
                inner = _Size()
                if isinstance(node, InlineFragmentNode):
                    inner = self._size_of(node.selection_set, descent + 1)
                elif isinstance(node, FragmentSpreadNode):
                    inner = self._size_of_fragment(node.name.value, descent + 1)
                part = inner.beside(_Size(directives=directives))
            whole = whole.beside(part)
        return whole

    def _size_of_fragment(self, name: str, descent: int) -> _Size:
        size = self.sizes.get(name)
        fragment = self.fragments.get(name)
        if size is not None or fragment is None:
            # Validation says that a fragment is unknown.
            return size or _Size()
        if name in self.on_the_way:
            message = _("Fragment “{name}” spreads itself.")
            raise Refusal(400, [coded(Code.FRAGMENT_CYCLE, message.format(name=name))])
        self.on_the_way.add(name)
        size = self._size_of(fragment.selection_set, descent)
        size = size.beside(_Size(directives=len(fragment.directives)))
        self.on_the_way.discard(name)
        self.sizes[name] = size
        return size

    def _check_repeats(self, root: SelectionSetNode) -> None:
        """Validation compares all fields of one answer path in pairs: their number is bounded first."""
        waiting = [(root,)]
        while waiting:
            sets = waiting.pop()
            key = tuple(map(id, sets))
            if key in self.merged:
                continue
            self.merged.add(key)
            for nodes in self._merged_fields(sets).values():
                if len(nodes) > self.options.max_repeats:
                    message = _("The same field may be asked for {maximum} times in one place.")
                    raise _over(Code.TOO_MANY_REPEATS, message, self.options.max_repeats)
                inner = tuple(node.selection_set for node in nodes if node.selection_set)
                if inner:
                    waiting.append(inner)  # type: ignore[arg-type]  # one or many, all sets

    def _merged_fields(self, sets: tuple[SelectionSetNode, ...]) -> dict[str, list[FieldNode]]:
        fields: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        waiting = list(sets)
        while waiting:
            for node in waiting.pop().selections:
                self._count_visit()
                if isinstance(node, FieldNode):
                    name = node.alias.value if node.alias else node.name.value
                    fields.setdefault(name, []).append(node)
                elif isinstance(node, InlineFragmentNode):
                    waiting.append(node.selection_set)
                elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                    spread.add(node.name.value)
                    fragment = self.fragments.get(node.name.value)
                    if fragment:
                        waiting.append(fragment.selection_set)
        return fields

    def _count_visit(self) -> None:
        self.visits += 1
        if self.visits > self.options.max_visits:
            message = _("The document is too complex. Split it into several requests.")
            raise Refusal(400, [coded(Code.TOO_COMPLEX, message)])


def _directives_of(operation: OperationDefinitionNode) -> int:
    variables = operation.variable_definitions or ()
    return len(operation.directives) + sum(len(variable.directives) for variable in variables)
