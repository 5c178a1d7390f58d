"""More random Jinja templates: all that `jinja_random.py` leaves out, odd operands, and templates with a mistake in them."""

import re

from jinja_cases import VARIABLES as CASES_VARIABLES
from jinja_random import Generator

VARIABLES = {
    **CASES_VARIABLES,
    "big": 2**70,
    "minus": -3,
    "zero": 0,
    "tiny": 1e-7,
    "unicode": "ẞß ǅ İı ﬁ ½٣ \u2028x\x85y\x1cz",
    "html": "<a href=\"x\">T & 'q'</a> http://a.example/b?c=d mail@x.example",
    "lines": "one\n  two\r\n\n\tthree\n",
    "rows": [{"n": 2, "s": "b", "in": {"d": 1}}, {"n": 1, "s": "A"}, {"n": 2, "s": "a", "in": {"d": 0}}],
    "table": {"items": 1, "keys": "k", "1": "one", "x y": None},
    "whole": {"3": 1, "1": 2},
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "f",
                "description": "Does\n  it.",
                "parameters": {"type": "object", "properties": {"p": {"type": ["string", "null"], "enum": ["a", 1]}}},
            },
        }
    ],
}

SPACE = " \n"
TESTS = (
    "boolean callable defined escaped even false filter float integer iterable lower mapping none number odd sequence string "
    "test true undefined upper"
).split()
TESTS_OF_TWO = "eq equalto == ne != gt greaterthan > ge >= lt lessthan < le <= in sameas divisibleby".split()
TEXT_METHODS = (
    "capitalize casefold expandtabs isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable "
    "isspace istitle isupper lower lstrip rstrip split splitlines strip swapcase title upper encode"
).split()
FILTERS = (
    "abs capitalize count e escape first float forceescape int items join last length list lower max min pprint reverse "
    "round safe sort string striptags sum title tojson trim unique upper urlencode urlize wordcount dictsort d xmlattr "
    "filesizeformat select reject map"
).split()


class WideGenerator(Generator):
    """As its parent, over all of the grammar."""

    def template(self, statements=5):
        text = self.expressions() if self.chance(50) else super().template(self.one(1, 1, 2, statements))
        return self.broken(text) if self.chance(12) else text

    def expressions(self):
        """A few expressions, since a program ends with the first that fails."""
        return "".join("{{ " + self.one(self.anything, self.expression)(self.one(1, 2, 2, 3)) + " }}" for _ in range(self.one(1, 1, 2)))

    def broken(self, text):
        """The template with one of its words left out, doubled, exchanged or put elsewhere."""
        words = re.findall(r"\s+|\w+|\{[{%#][-+]?|[-+]?[%}#]\}|.", text, re.S)
        i = self.random.randrange(len(words))
        j = self.random.randrange(len(words))
        how = self.random.randrange(5)
        if how == 0:
            del words[i]
        elif how == 1:
            words.insert(i, words[i])
        elif how == 2:
            words[i], words[j] = words[j], words[i]
        elif how == 3:
            words.insert(i, words[j])
        else:
            words.insert(i, self.one(" ", "\n", "'", "|", "(", ")", "[", "]", "{", "}", ",", ".", ":", "~", "*", "**", " is ",
                                     " not ", " if ", " else ", " in ", "-%}", "{{", "}}", "{%", "%}", "{#", "#}", "=", "-", "+", "\\", "$", "@", "&", ";", "!"))
        return "".join(words)

    # values

    def anything(self, depth):
        return self.one(
            lambda: super(WideGenerator, self).anything(depth), self.value, lambda: self.sets(depth), lambda: self.complex(depth),
            lambda: self.objects(depth), lambda: self.filtered(depth), lambda: self.tested(depth), lambda: self.method(depth))()

    def value(self):
        return self.one(
            "big", "minus", "zero", "tiny", "unicode", "html", "lines", "rows", "table", "tools", "whole", "none", "True", "None",
            "0x1f", "0b11", "0o17", "1_0", "1E2", "2**70", "(1,)", "()", "(1, 2)", "{}", "[]", "(empty ~ 'inf') | float", "(empty ~ 'nan') | float",
            "'a' 'b'", "'\\x41\\u00e9\\t'", "{'b': 2, 'a': 1}", "{1: 2, 3: 4}", "range(5)[1:3]", "html | safe", "'<i>' | e",
            "tools[0]['function']", "tools[0].function.parameters", "schema.properties.city", "namespace(a=1).a", "table.items",
            "table['items']", "table['keys']", "rows[0]['in']", "rows | map(attribute='n')", "loop", "self", "varargs", "kwargs", "caller")

    def operand(self, depth=1):
        return self.one(self.value, lambda: self.expression(depth - 1), lambda: self.expression(depth))()

    def number_literal(self):
        return self.one("0", "1", "2", "3", "-1", "2.5", "-0.5", "0.0", "-0.0", "true", "10", "1e3", "7", "big", "tiny", "1e30", "0.1")

    def complex(self, depth):
        n = self.number_literal
        c = lambda: self.one(f"(-8) ** 0.5", f"(-1) ** {n()}", f"(-2) ** -1.5", f"({n()} * (-1) ** 0.5)", f"(-2.5) ** {n()}")
        return self.one(
            lambda: f"({c()} {self.one('+', '-', '*', '/', '**', '//', '%', '==', '!=', '<')} {n()})",
            lambda: f"({n()} {self.one('+', '-', '*', '/', '**', '==', '!=')} {c()})",
            lambda: f"({c()} {self.one('+', '-', '*', '/', '**', '==')} {c()})",
            lambda: f"({c()}){self.one('.real', '.imag', '.conjugate()', ' | abs', ' | int', ' | float', ' | round', ' | string', ' | tojson', ' is number', ' is float', '.nothing')}",
            lambda: f"{self.one('-', '+', 'not ')}({c()})",
            lambda: f"[{c()}, {n()}]{self.one('', ' | sum', ' | sort', ' | unique | list', ' | max')}",
            lambda: f"'{self.one('%s', '%r', '%d', '%f', '{}', '{:.2f}', '{:>30}', '{:e}')}'{self.one(' % ', '.format')}({c()})",
            lambda: f"{{{c()}: 1}}")()

    def sets(self, depth):
        d = lambda: self.one("{3: 0, 1: 1}", "{1: 2}", "{}", "{2: 'x', 0: 'y', 1: 'z'}", "{'a': 1}", "{10: 1, 2: 1, 33: 1}", "{true: 1, 2.0: 2}")
        v = lambda: self.one(f"{d()}.keys()", f"{d()}.keys()", f"{d()}.items()", "dict.keys()", "counts.keys()", "counts.items()", f"{d()}.values()")
        other = lambda: self.one(v(), "[1, 'a']", "[1, 3]", "'ab'", "range(3)", "(2,)", "dict", "nothing", "7", f"({v()} - {v()})", "[[1]]")
        s = lambda: self.one(f"({v()} - {other()})", f"({other()} - {v()})", f"({d()}.keys() - {other()})")
        return self.one(
            lambda: f"{s()} | {self.one('list | length', 'length', 'sort', 'join | length', 'sum', 'max', 'min', 'count', 'string | length', 'tojson', 'sort | first')}",
            lambda: f"({d()}.keys() - {self.one('[]', '[1]', '{1: 2}.keys()', '(3, 2)', 'range(9)')})",
            lambda: f"{s()} {self.one('==', '!=', '<', '<=', '>', '>=')} {self.one(s(), v(), other())}",
            lambda: f"{v()} {self.one('==', '!=', '<', '<=', '>', '>=')} {self.one(s(), v(), other())}",
            lambda: f"({s()} is {self.one(*TESTS)})",
            lambda: f"{self.one('1', chr(39) + 'a' + chr(39), '(1, 2)', '[1]', '2.0')} {self.one('in', 'not in')} {s()}",
            lambda: f"({self.one(v(), s())}).isdisjoint({other()})",
            lambda: f"({s()}).{self.one('union', 'intersection', 'difference', 'symmetric_difference')}({self.one('', other(), other() + ', ' + other())}) | sort",
            lambda: f"({s()}).{self.one('issubset', 'issuperset', 'isdisjoint')}({other()})",
            lambda: f"({s()}).{self.one('add(1)', 'pop()', 'copy() | length', 'update([1])', 'clear()', 'remove', 'nothing')}",
            lambda: f"({s()} {self.one('+', '*', '-', '%', '~')} {self.one('1', s(), other())}) | string | length",
            lambda: f"({s()})[0]",
            lambda: f"({v()}).{self.one('mapping', 'nothing', 'isdisjoint')}",
            lambda: f"{{{s()}: 1}}")()

    def objects(self, depth):
        """What functions make and what they have."""
        e = lambda: self.operand(0)
        return self.one(
            lambda: f"lipsum({self.one('', '1', '2', '0', '-1', 'n=3')}) {self.one('is escaped', '| striptags | length > 3', '.count(' + chr(39) + '<p>' + chr(39) + ')', '| string is string', '[:3]')}",
            lambda: f"lipsum({self.one('2', '1', 'n=3')}, {self.one('false', 'html=false', 'no')}, min={self.one('3', '1', '5')}, max={self.one('4', '6', '2')}) {self.one('is string', 'is escaped', '[-1]', '.split(' + chr(39) + chr(92) + 'n' + chr(92) + 'n' + chr(39) + ') | length')}",
            lambda: f"lipsum({self.one('2', '1')}, false, {self.one('3, 4', '1, 2', '7, 8', '0, 1', '-2, -1', '4, 4', '5, 4')}) {self.one('| wordcount', '[0] is upper', '.split() | length', '[-1]')}",
            lambda: f"cycler({self.one(e(), e() + ', ' + e(), '')}).{self.one('next()', 'current', 'pos', 'items', 'reset()', 'nothing')}",
            lambda: f"joiner({self.one('', e(), 'sep=' + e())})()",
            lambda: f"namespace({self.one('', 'a=' + e(), '{' + chr(39) + 'a' + chr(39) + ': 1}', '[(' + chr(39) + 'a' + chr(39) + ', 2)]', e())}){self.one('.a', '.b is defined', '', '[' + chr(39) + 'a' + chr(39) + ']')}",
            lambda: f"dict({self.one('', 'a=' + e(), '[(1, 2)]', e(), 'dict, a=1', '**counts')})",
            lambda: f"range({self.one('3', '1, 4', '5, 0, -2', '0', '-3', '2.5', 'big', '1, 9, 3')}){self.one('', '.start', '.stop', '.step', '.count(1)', '.index(2)', ' | list', '[::-1]', '[1]', ' | reverse | list', ' == range(3)')}",
            lambda: f"{self.one('m1', 'm2', 'cb')}.{self.one('name', 'arguments', 'catch_kwargs', 'catch_varargs', 'caller', 'nothing', 'defaults')}",
            lambda: f"({self.number_literal()}).{self.one('real', 'imag', 'numerator', 'denominator', 'conjugate()', 'bit_length()', 'bit_count()', 'as_integer_ratio()', 'is_integer()', 'hex()', 'to_bytes(2)', 'nothing', '__class__')}",
            lambda: f"({self.one('text', 'unicode', 'name')}).encode({self.one('', chr(39) + 'utf-8' + chr(39), chr(39) + 'ascii' + chr(39))}){self.one('', '.decode()', ' | length', '[0]', ' is string', ' is sequence', '.hex()')}",
            lambda: f"strftime_now('{self.one('%%', 'x', '')}')",
            lambda: f"raise_exception({e()})" if self.chance(5) else "1",
        )()

    def filtered(self, depth):
        e, o = self.operand(depth), (lambda: self.operand(0))
        q = lambda *options: repr(self.one(*options))
        return f"({e}) | " + self.one(
            lambda: self.one(*FILTERS),
            lambda: f"map({q(*FILTERS)}{self.one('', ', ' + o())}) | {self.one('list', 'join', 'string', 'sum', 'first')}",
            lambda: f"{self.one('select', 'reject')}({q(*TESTS)}) | list",
            lambda: f"{self.one('select', 'reject')}({q(*TESTS_OF_TWO)}, {o()}) | list",
            lambda: f"{self.one('selectattr', 'rejectattr')}({q('n', 's', 'in.d', 'role', 'nothing', 0)}{self.one('', ', ' + q(*TESTS), ', ' + q(*TESTS_OF_TWO) + ', ' + o())}) | list",
            lambda: f"map(attribute={q('n', 's', 'in', 'in.d', 'nothing', 0)}{self.one('', ', default=' + o())}) | list",
            lambda: f"{self.one('min', 'max')}({self.one('true', 'attribute=' + q('n', 's', 'in.d'), 'case_sensitive=true', 'false, ' + q('s', 'n'))})",
            lambda: f"sort({self.one('true', 'attribute=' + q('n', 's', 'n,s', 's,n', 'in.d'), 'true, true', 'case_sensitive=true, attribute=' + q('s'), 'reverse=true, attribute=' + q('n'))})",
            lambda: f"unique({self.one('true', 'attribute=' + q('n', 's'), 'case_sensitive=true')}) | list",
            lambda: f"groupby({q('n', 's', 'in.d', 'nothing')}{self.one('', ', default=' + o(), ', case_sensitive=true')}){self.one('', ' | map(attribute=' + q('grouper', 'list') + ') | list')}",
            lambda: f"sum({self.one('attribute=' + q('n', 's', 'in.d'), 'start=' + o(), q('n') + ', 10')})",
            lambda: f"join({self.one(q('-', '', '<'), q(', ') + ', attribute=' + q('n', 's'), 'd=' + o(), o())})",
            lambda: f"tojson({self.one('', 'indent=2', 'indent=0', 'ensure_ascii=true', 'sort_keys=true', 'separators=(' + q(',') + ', ' + q(':') + ')', 'indent=' + q('--'), 'indent=none, sort_keys=true', '2', 'true', 'indent=true', o())})",
            lambda: f"dictsort({self.one('true', 'by=' + q('key', 'value', 'x'), 'true, ' + q('value'), 'reverse=true', 'case_sensitive=true, reverse=true')})",
            lambda: f"{self.one('batch', 'slice')}({self.one('2', '3', '1', '0', '9', o())}{self.one('', ', ' + o(), ', fill_with=' + q('x'))}) | list",
            lambda: f"round({self.one('2', '-1', '0', '1, ' + q('ceil'), 'method=' + q('floor', 'common', 'x'), 'precision=3', o())})",
            lambda: f"int({self.one('5', 'base=16', '0, 2', 'default=none', '0, 0', o())})",
            lambda: f"float({self.one('1', 'default=none', o())})",
            lambda: f"truncate({self.one('5', '9', '5, true', 'length=4, end=' + q('', '…'), '3, false, ' + q('') + ', 0', 'leeway=0', '12, leeway=2', '0', '2')})",
            lambda: f"wordwrap({self.one('3', '7', '10, false', 'width=5, wrapstring=' + q('|'), 'break_on_hyphens=false', '4, true, ' + q('/') + ', false', '1')})",
            lambda: f"indent({self.one('', '2', '0', 'first=true', 'blank=true', q('>'), '1, true, true', 'width=' + o())})",
            lambda: f"replace({q('a', 'o', '', ' ', '<')}, {q('X', '', '<b>')}{self.one('', ', 1', ', count=2', ', 0', ', none')})",
            lambda: f"default({o()}{self.one('', ', true', ', boolean=true')})",
            lambda: f"urlize({self.one('', '9', 'nofollow=true', 'target=' + q('_blank'), 'rel=' + q('x'), '4, true')})",
            lambda: f"center({self.one('', '9', 'width=20', '3')})",
            lambda: f"trim({self.one(q('a', SPACE, '', 'é'), 'chars=' + q('x'), 'none')})",
            lambda: f"xmlattr({self.one('', 'false', 'autospace=true')})",
            lambda: f"attr({q('upper', 'name', 'real', 'items', 'nothing', '__class__')})",
            lambda: f"format({self.one('', o(), o() + ', ' + o(), 'a=' + o())})",
            lambda: f"filesizeformat({self.one('', 'true', 'binary=true')})",
            lambda: f"items | {self.one('list', 'length', 'first', 'map(' + q('first', 'last') + ') | list')}",
            lambda: f"random | {self.one('string | length > 0', 'default(1) is defined')}",
            lambda: f"{self.one(*FILTERS)} | {self.one(*FILTERS)}",
            lambda: f"{self.one(*FILTERS)}({o()})",
            lambda: f"{self.one(*FILTERS)}.x")()

    def tested(self, depth):
        e, o = self.operand(depth), self.operand(0)
        return self.one(
            lambda: f"({e}) is {self.one('', 'not ')}{self.one(*TESTS)}",
            lambda: f"({e}) is {self.one('', 'not ')}{self.one(*[t for t in TESTS_OF_TWO if t[0].isalpha()])} {self.one('(' + o + ')', '1', 'list', chr(39) + 'a' + chr(39), '[1]', 'none', '3')}",
            lambda: f"{e} is {self.one(*TESTS)} {self.one('and', 'or', '==', '~', '+', 'in')} {o}",
            lambda: f"not {e} is {self.one(*TESTS)}",
            lambda: f"{e} is {self.one(*TESTS)} is {self.one(*TESTS)}")()

    def method(self, depth):
        s = self.one("text", "unicode", "html", "lines", "name", "'Aé-bc'", "(html | safe)", "'%(a)s|%(b)r'", "'{a}{b!r:>5}'", "'{0.real}{1[0]}'", "''", self.string(depth - 1))
        q = lambda *options: repr(self.one(*options))
        n = lambda: self.one("0", "1", "3", "-2", "9", "none", "true")
        return f"({s})" + self.one(
            lambda: f".{self.one(*TEXT_METHODS)}()",
            lambda: f".{self.one('find', 'rfind', 'index', 'rindex', 'count')}({q('a', 'o', '', 'e', ' ')}{self.one('', ', ' + n(), ', ' + n() + ', ' + n())})",
            lambda: f".{self.one('startswith', 'endswith')}({self.one(q('a', '', '  '), '()', '(' + q('a') + ', ' + q('') + ')', 'list')}{self.one('', ', ' + n(), ', ' + n() + ', ' + n())})",
            lambda: f".{self.one('center', 'ljust', 'rjust')}({self.one('9', '0', '30')}{self.one('', ', ' + q('*', 'é', '', 'ab'))})",
            lambda: f".{self.one('split', 'rsplit')}({self.one('', q('a', ' ', SPACE, '') + self.one('', ', 1', ', maxsplit=2', ', -1'), 'maxsplit=1', 'sep=none, maxsplit=0', 'none, ' + n())})",
            lambda: f".{self.one('strip', 'lstrip', 'rstrip')}({self.one(q(' a', '<', 'é' + SPACE, ''), 'none')})",
            lambda: f".{self.one('removeprefix', 'removesuffix', 'partition', 'rpartition')}({q('a', ' ', '<', '')})",
            lambda: f".replace({q('a', '', 'o', ' ')}, {q('<', '', 'xy')}{self.one('', ', 1', ', -1', ', 0', ', 2')})",
            lambda: f".splitlines({self.one('true', 'keepends=true', '0')})",
            lambda: f".expandtabs({self.one('4', '0', 'tabsize=2', '-1')})",
            lambda: f".zfill({self.one('9', '0', '3')})",
            lambda: f".translate({self.one('{97: none}', '{97: ' + q('x') + ', 111: 98}', '{}', 'none', chr(39) + chr(39) + '.maketrans(' + q('ab') + ', ' + q('xy') + ')')})",
            lambda: f".format_map({self.one('{' + q('a') + ': 1, ' + q('b') + ': 2}', 'dict')})",
            lambda: f".format({self.one('a=1, b=2', '1, [2]', 'text, list', '')})",
            lambda: f" % {self.one('{' + q('a') + ': 1, ' + q('b') + ': [2]}', '1', '(1, 2)', 'dict', '()')}",
            lambda: f".join({self.one('list', q('abc'), '[1]', '[]', 'dict', 'messages | map(attribute=' + q('role') + ')')})",
            lambda: f"[{self.bounds()}]",
            lambda: f" {self.one('*', '+', '~', 'in', '<', '==', '-')} {self.operand(0)}",
            lambda: f"{self.one('.__class__', '.__len__()', '.nothing', '.nothing.x', '[' + q('upper') + ']()', '.upper.x', '.mro')}")()

    # statements

    def other(self, depth, in_loop):
        return self.one(
            lambda: super(WideGenerator, self).other(depth, in_loop),
            lambda: "{% block one %}" + self.body(depth, False) + "{% endblock %}{{ self.one() }}{{ self.two is defined }}",
            lambda: "{% block b" + str(self.random.randrange(10**6)) + self.one("", " required", " scoped required") + " %}" + self.one("", " ", self.body(depth, False)) + self.one("", "{{ super() }}") + "{% endblock " + self.one("", "x") + "%}",
            lambda: self.tag("for " + self.one("a, b", "(a, b)", "a, (b, c)", "a", "a,", "ns.x", "_") + " in " + self.one(
                "[[1, [2, 3]], [4, [5, 6]]]", "rows | map('list')", "dict.items()", "rows", "[(1, 2)]", "'ab'", "tools", "1, 2", "nothing", "x if x else [1]",
                self.sequence(1)) + self.one("", " if a", " if loop.index is odd", " recursive") ) + self.body(depth, True) + self.one("", self.tag("else") + "E") + self.tag("endfor"),
            lambda: "{% for t in " + self.one("nested", "[[1], [2, [3]]]") + " recursive %}<{{ loop.depth0 }}{{ loop.length }}{% if t is iterable %}{{ loop(" + self.one("t", "t | reverse", "[]", "") + ") }}{% endif %}{{ loop.index }}>{% endfor %}",
            lambda: "{% for q in " + self.sequence(1) + " %}{% set outer = loop %}{% for r in [1, 2] %}{{ outer.index }}{{ loop.index }}{{ loop." + self.one(
                "changed(r, q)", "cycle('a', 'b', 'c')", "cycle()", "changed()", "nothing", "depth0", "previtem is defined", "nextitem") + " }}{% endfor %}{% endfor %}",
            lambda: "{% macro mm(" + self.one("a", "a=1, b=a", "a, b=none", "a, *b", "a=varargs", "caller=none", "a, a") + ") %}" + self.one("{{ a }}{{ b }}", "{{ varargs }}{{ kwargs }}", "{{ caller is defined }}", "{{ caller(1) if caller }}", self.body(depth, False))
            + "{% endmacro %}{{ mm(" + self.one("", "1", "1, 2", "1, 2, 3", "a=1, z=2", "*list", "**counts", "1, *[2], **{'c': 3}", "**{'a': 1}", "caller=1", "*1") + ") }}",
            lambda: "{% call" + self.one("", "(v)", "(v, w=2)", "(*v)") + " " + self.one("m1", "mm", "mm(1)", "range(1)", "dict()", "'a'.upper()", "loop()", "joiner()", "nothing()") + self.one("", "") + " %}" + self.body(depth, False) + "{% endcall %}",
            lambda: "{% set " + self.one("a.b", "a[0]", "(a, b)", "a, b", "ns.v", "x", "true", "loop", "self", "a, ns.v", "[a]") + " = " + self.one("1, 2", "[1, 2]", self.operand(1), "'ab'") + " %}{{ a }}{{ x }}",
            lambda: "{% set ns = namespace(x=0, y={}) %}{% for q in " + self.sequence(0) + " %}{% set ns." + self.one("x", "y", "z") + " = " + self.one("ns.x + 1", "loop.index", "q", "ns.y", self.operand(0)) + " %}{% endfor %}{{ ns.x }}{{ ns.z }}",
            lambda: "{% set a %}" + self.body(depth, in_loop) + "{% endset %}{{ a " + self.one("", "| length", "is escaped", "+ 'x'", "| e", "* 2", "[::-1]") + " }}",
            lambda: "{% filter " + self.one("upper", "replace('a', 'b') | trim", "indent(2)", "tojson", "length", "list", "nofilter", "format(1)", "default('x')") + " %}" + self.body(depth, in_loop) + "{% endfilter %}",
            lambda: "{% autoescape " + self.one("true", "false", "x", "number") + " %}{{ " + self.operand(2) + " }}{{ html ~ ('<' | safe) }}{{ html + '' }}{% endautoescape %}",
            lambda: "{% " + self.one("include 'x'", "import 'x' as y", "from 'x' import y", "extends 'x'", "do 1", "debug", "trans", "include 'x' ignore missing", "endif", "else", "break", "nothing", "", "if", "for x", "set x", "raw x") + " %}",
            lambda: "{% generation %}" + self.body(depth, in_loop) + self.one("{% endgeneration %}", "{%- endgeneration -%}"),
            lambda: "{{ " + self.one("{'a': " + self.operand(1) + ", **counts}", "[*list]", "a if b else c if d", "x.y.z", "x[1, 2]", "list[1:][0]", "list[::]", "(a)(b)", "1 if 2", "a=1", "1 < 2 < 3 == 3", "not not 1", "- -1", "2 ** 3 ** 2", "-2 ** 2", "2 ** -1",
                "1 + 2 ~ 3 * 4", "'a' ~ 1 + 2", "1 in [1] in [[1]]", "1 is odd and 2 is even", "x is defined and x", "- 1 | abs", "-1 | abs", "not x == 1", "1 if 0 else 2 if 0 else 3", "('a', 'b') | join", "a, b", "(1, 2) + (3,)", "[1] * 2 + [3]", "'%s' % 1 ~ 2",
                "'a' in 'abc' and not 'z' in 'abc'", "5 // 2 * 2 % 3", "true and none or 'x'", "'x' if not loop", "list | first | upper ~ '!'", "{1: 2}[1]", "{'a': 1}.a", "[1, 2][-1]", "'abc'[-1:]", "(-1) ** 2", "1.5.real", "1..real", "1 .real", "1.real", ".5", "5.", "1e5.real", "0777", "0xg", "1__0", "'a'.b.c", "()", "(,)", "[,]", "{,}") + " }}",
        )()
