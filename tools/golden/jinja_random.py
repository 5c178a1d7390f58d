"""Random Jinja templates: every statement, operator, filter, test and method, mostly with operands that fit."""

import random

NAMES = ["a", "b", "c", "x", "y", "item", "loop", "nothing", "m"]
STRINGS = ["text", "word", "empty", "name"]
NUMBERS = ["number", "i", "half"]
LISTS = ["list", "numbers", "messages", "mixed", "nested"]
DICTS = ["dict", "messages[0]", "counts", "schema"]
LITERALS = ["'a'", "'Hello World'", "''", "'a,b,c'", "' x '", "'1'", "'3.5'", "'é😀z'", "\"it's\"", "'<b>'", "'a\\nb\\n'", "'%s'", "'x-y'"]
SIGNS = ["", "", "", "", "-", "+"]


class Generator:
    """Templates from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.macros = []
        self.scope = []

    def one(self, *options):
        return self.random.choice(options)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    # expressions

    def expression(self, depth):
        return self.one(self.string, self.number, self.sequence, self.mapping, self.boolean, self.anything)(depth)

    def anything(self, depth):
        if self.scope and self.chance(40):
            return self.random.choice(self.scope)
        return self.one("none", "nothing", "x", "y", "dict.none", "messages[9]", "dict.tags", "number", "text")

    def string(self, depth):
        if depth <= 0 or self.chance(30):
            return self.random.choice(STRINGS + LITERALS)
        s, n, l = (lambda: self.string(depth - 1)), (lambda: self.number(depth - 1)), (lambda: self.sequence(depth - 1))
        return self.one(
            lambda: f"{s()} + {s()}",
            lambda: f"({s()} ~ {self.expression(depth - 1)})",
            lambda: f"{s()} * {self.one('2', '3', '0', n())}",
            lambda: f"({s()} if {self.boolean(depth - 1)} else {s()})",
            lambda: f"({s()} if {self.boolean(depth - 1)})",
            lambda: f"({s()})[{self.one('0', '-1', '1', n())}]",
            lambda: f"({s()})[{self.bounds()}]",
            lambda: f"({s()}).{self.one('upper', 'lower', 'strip', 'lstrip', 'rstrip', 'title', 'capitalize', 'swapcase', 'casefold', 'expandtabs')}()",
            lambda: f"({s()}).{self.one('strip', 'lstrip', 'rstrip', 'removeprefix', 'removesuffix')}({s()})",
            lambda: f"({s()}).replace({s()}, {s()}{self.one('', ', 1')})",
            lambda: f"({s()}).{self.one('center', 'ljust', 'rjust', 'zfill')}({self.one('7', '10')})",
            lambda: f"({s()}).join({l()} | map('string'))",
            lambda: f"({s()}).format({self.expression(depth - 1)})",
            lambda: f"'{{}} {{}}'.format({s()}, {self.expression(depth - 1)})",
            lambda: f"'{self.one('{:>8}', '{:<8}|', '{:^8}', '{!r}', '{0}{0}', '{:.2f}', '{:,}', '{:x}', '{:05d}')}'.format({self.expression(depth - 1)})",
            lambda: f"'{self.one('%s', '%r', '%d', '%5.1f', '%-6s|', '%05d', '%x', '%g', '%e', '%c')}' % {self.one(self.number(0), '(' + self.number(0) + ',)')}",
            lambda: f"{s()} | {self.filter_of_text(depth - 1)}",
            lambda: f"{l()} | join({self.one('', s())})",
            lambda: f"{self.expression(depth - 1)} | {self.one('string', 'tojson', 'tojson(indent=2)', 'e', 'safe', 'pprint')}",
            lambda: f"{self.expression(depth - 1)} | default({s()}{self.one('', ', true')})",
            lambda: f"({s()}).{self.one('split', 'rsplit')}({self.one('', s())})[{self.one('0', '-1')}]",
            lambda: f"{self.call(depth - 1)}",
            lambda: f"{l()} | {self.one('first', 'last')}",
            lambda: f"{self.mapping(depth - 1)}.{self.one('name', 'role', 'content', 'nothing')}",
        )()

    def filter_of_text(self, depth):
        return self.one(
            "upper", "lower", "trim", "title", "capitalize", "e", "safe", "length", "wordcount", "reverse", "forceescape",
            "striptags", "urlencode", "list", "first", "last", "string", "center(9)", "indent", "indent(2, true)",
            "indent(width='> ')", "indent(2, blank=true)", "truncate(5)", "truncate(6, true)", "truncate(7, false, '..')",
            "wordwrap(4)", "wordwrap(5, false)", "int", "float", "int(7)", "default('z')", "sort | join", "unique | list",
            f"replace({self.string(0)}, {self.string(0)})", f"replace('a', 'b', {self.number(0)})", f"trim({self.string(0)})",
            f"format({self.string(0)})", "batch(2) | list", "map('upper') | join('-')", "select('in', 'abc') | list", "urlize")

    def number(self, depth):
        if depth <= 0 or self.chance(20):
            return self.one(*NUMBERS, "0", "1", "2", "3", "10", "-1", "2.5", "0.1", "1e3", "7_000", "true")
        n = lambda: self.number(depth - 1)
        return self.one(
            lambda: f"({n()} {self.one('+', '-', '*')} {n()})",
            lambda: f"{n()} {self.one('+', '-', '*', '/', '//', '%')} {n()}",
            lambda: f"{n()} ** {self.one('2', '0', '-1', '1', '3')}",
            lambda: f"{self.one('-', '+')}{n()}",
            lambda: f"({self.sequence(depth - 1)}) | {self.one('length', 'count', 'sum', 'min', 'max', 'first', 'last')}",
            lambda: f"({self.string(depth - 1)}) | {self.one('length', 'int', 'float', 'wordcount', 'count')}",
            lambda: f"({self.string(depth - 1)}).{self.one('find', 'rfind', 'count', 'index')}({self.string(0)})",
            lambda: f"{n()} | {self.one('abs', 'int', 'float', 'round', 'round(1)', 'round(0, ' + chr(39) + 'floor' + chr(39) + ')', 'round(1, ' + chr(39) + 'ceil' + chr(39) + ')', 'filesizeformat')}",
            lambda: f"({self.sequence(depth - 1)})[{self.one('0', '-1', '1')}]",
            lambda: f"numbers.{self.one('index(1)', 'count(3)', 'index(9)')}",
            lambda: f"({n()} if {self.boolean(depth - 1)} else {n()})",
        )()

    def bounds(self):
        b = lambda: self.one("", "", "0", "1", "-1", "2", "-2", "i", "9")
        return self.one(f"{b()}:{b()}", f"{b()}:{b()}", f"::{self.one('-1', '2', '-2')}", f"{b()}:{b()}:{self.one('1', '2', '-1')}")

    def sequence(self, depth):
        if depth <= 0 or self.chance(15):
            return self.one(*LISTS, "[1, 2, 3]", "[]", "['b', 'A', 'c']", "(1, 'a')", "range(4)", "range(3, 0, -1)")
        l, e = (lambda: self.sequence(depth - 1)), (lambda: self.expression(depth - 1))
        return self.one(
            lambda: f"[{e()}, {e()}]",
            lambda: f"({e()}, {e()})",
            lambda: f"({l()})[{self.bounds()}]",
            lambda: f"{l()} + {l()}",
            lambda: f"{l()} * 2",
            lambda: f"{l()} | {self.one('list', 'sort', 'reverse', 'unique', 'sort(reverse=true)', 'batch(2)', 'slice(2)', 'batch(2, 0)', 'slice(2, none)')} | list",
            lambda: f"{l()} | {self.one('select', 'reject')}({self.one('', chr(39) + self.one('string', 'number', 'defined', 'mapping', 'odd', 'none', 'sequence', 'iterable') + chr(39))}) | list",
            lambda: f"{l()} | {self.one('select', 'reject')}('{self.one('equalto', 'ne', 'gt', 'lt', 'in', 'divisibleby', 'sameas')}', {e()}) | list",
            lambda: f"messages | {self.one('selectattr', 'rejectattr')}('{self.one('role', 'content', 'nothing', 'tags.0')}'{self.one('', ', ' + chr(39) + 'equalto' + chr(39) + ', ' + chr(39) + 'user' + chr(39), ', ' + chr(39) + 'defined' + chr(39))}) | list",
            lambda: f"{l()} | map('{self.one('string', 'upper', 'length', 'tojson', 'int', 'default')}') | list",
            lambda: f"messages | map(attribute='{self.one('role', 'content', 'nothing', 'tags.1')}'{self.one('', ', default=0')}) | list",
            lambda: f"messages | groupby('role'{self.one('', ', case_sensitive=true')})",
            lambda: f"messages | sort(attribute='{self.one('role', 'content', 'role,content')}')",
            lambda: f"({self.string(depth - 1)}).{self.one('split', 'rsplit')}({self.one('', self.string(0), 'none, 1', chr(39) + ',' + chr(39) + ', maxsplit=1')})",
            lambda: f"({self.string(depth - 1)}).{self.one('splitlines()', 'splitlines(true)', 'partition(' + chr(39) + ' ' + chr(39) + ')', 'rpartition(' + chr(39) + 'a' + chr(39) + ')')}",
            lambda: f"({self.mapping(depth - 1)}).{self.one('items', 'keys', 'values')}(){self.one('', ' | list')}",
            lambda: f"{self.mapping(depth - 1)} | {self.one('items | list', 'dictsort', 'dictsort(reverse=true)', 'dictsort(by=' + chr(39) + 'value' + chr(39) + ')', 'list')}",
            lambda: f"({self.string(depth - 1)}) | list",
        )()

    def mapping(self, depth):
        if depth <= 0 or self.chance(30):
            return self.random.choice(DICTS + ["{}", "{'a': 1, 'b': [true]}", "{1: 'x', 'k': none}"])
        e = lambda: self.expression(depth - 1)
        return self.one(
            lambda: f"{{'k': {e()}, {self.one(repr('z'), '1', 'word', '(1, 2)')}: {e()}}}",
            lambda: f"dict({self.one('', '{' + chr(39) + 'q' + chr(39) + ': 1}, ')}k={e()})",
            lambda: f"({self.mapping(depth - 1)}).copy()",
            lambda: f"(messages | {self.one('first', 'last')})",
        )()

    def boolean(self, depth):
        if depth <= 0 or self.chance(15):
            return self.one("true", "false", "yes", "no", "not yes", self.anything(0))
        e, n = (lambda: self.expression(depth - 1)), (lambda: self.number(depth - 1))
        return self.one(
            lambda: f"{n()} {self.one('<', '<=', '>', '>=', '==', '!=')} {n()}",
            lambda: f"{n()} < {n()} {self.one('<', '<=', '!=', '==')} {n()}",
            lambda: f"{e()} {self.one('==', '!=')} {e()}",
            lambda: f"{self.string(depth - 1)} {self.one('<', '>', '==', 'in', 'not in')} {self.string(depth - 1)}",
            lambda: f"{e()} {self.one('in', 'not in')} {self.one(self.sequence, self.mapping)(depth - 1)}",
            lambda: f"{self.boolean(depth - 1)} {self.one('and', 'or')} {self.boolean(depth - 1)}",
            lambda: f"{e()} {self.one('and', 'or')} {e()}",
            lambda: f"not {e()}",
            lambda: f"{e()} is {self.one('', 'not ')}{self.one('defined', 'undefined', 'none', 'string', 'number', 'mapping', 'sequence', 'iterable', 'boolean', 'integer', 'float', 'true', 'false', 'callable', 'escaped', 'odd', 'even', 'lower', 'upper', 'test', 'filter')}",
            lambda: f"{e()} is {self.one('eq', 'ne', 'equalto', 'in', 'sameas', 'gt', 'lessthan', 'divisibleby')}({e()})",
            lambda: f"{n()} is divisibleby {self.one('2', '3')}",
            lambda: f"({self.string(depth - 1)}).{self.one('startswith', 'endswith')}({self.one(self.string(0), '(' + chr(39) + 'a' + chr(39) + ', ' + chr(39) + 'b' + chr(39) + ')')})",
            lambda: f"({self.string(depth - 1)}).{self.one('isdigit', 'isalpha', 'isalnum', 'isspace', 'isupper', 'islower', 'istitle', 'isascii', 'isnumeric', 'isdecimal', 'isidentifier', 'isprintable')}()",
        )()

    def call(self, depth):
        if not self.macros:
            return self.string(depth)
        e = lambda: self.expression(depth - 1)
        return f"{self.random.choice(self.macros)}({self.one('', e(), e() + ', ' + e(), 'q=' + e(), e() + ', q=' + e(), '*[1, 2]', '**{' + chr(39) + 'q' + chr(39) + ': 1}', e() + ', z=1')})"

    # statements

    def tag(self, content):
        return "{%" + self.random.choice(SIGNS) + " " + content + " " + self.random.choice(SIGNS) + "%}"

    def template(self, statements=4):
        return "".join(self.statement(3, False) for _ in range(self.random.randrange(1, statements + 1)))

    def body(self, depth, in_loop):
        return "".join(self.statement(depth - 1, in_loop) for _ in range(self.random.randrange(1, 4)))

    def data(self):
        return self.one("a", " b ", "\n", "\n\n", "  \n  ", "c\n", " ", "x\n  y", "\t", "{", "}", "é😀", "<i>", "'q'", "# ", "%", "line\r\n")

    def name(self):
        name = self.random.choice(NAMES[:6])
        self.scope.append(name)
        return name

    def statement(self, depth, in_loop):
        if depth <= 0 or self.chance(45):
            return self.simple(in_loop)
        return self.one(self.if_, self.if_, self.for_, self.for_, self.set_block, self.macro, self.with_, self.filter_, self.call_block, self.other)(depth, in_loop)

    def simple(self, in_loop):
        e = lambda: self.expression(self.one(0, 1, 1, 1, 2))
        options = [
            self.data, self.data,
            lambda: "{{" + self.one("", "-", "") + " " + e() + " " + self.one("", "-", "") + "}}",
            lambda: "{{ " + self.expression(self.one(1, 2, 3)) + " }}",
            lambda: "{#" + self.random.choice(SIGNS) + " note " + self.random.choice(SIGNS) + "#}",
            lambda: self.tag(f"set {self.name()} = {e()}"),
            lambda: self.tag(f"set {self.name()}, {self.name()} = {self.one('1, 2', e() + ', ' + e())}"),
            lambda: self.tag(f"set ns = namespace(v={e()})") + self.data() + self.tag(f"set ns.v = {self.one('ns.v ~ 1', e())}") + "{{ ns.v }}",
            lambda: self.tag("print " + e() + self.one("", ", " + e())),
            lambda: "{%" + self.random.choice(SIGNS) + " raw " + self.one("", "-") + "%}" + self.one(" {{ x }} ", "{% if %}\n", " z\n") + "{%" + self.random.choice(SIGNS) + " endraw " + self.random.choice(SIGNS) + "%}",
        ]
        if in_loop:
            options += [
                lambda: "{{ loop." + self.one("index", "index0", "first", "last", "length", "revindex", "revindex0", "previtem", "nextitem", "depth", "cycle('p', 'q')", "changed(item)") + " }}",
                lambda: self.tag(f"if {self.boolean(1)}") + self.tag(self.one("break", "continue")) + self.tag("endif"),
            ]
        return self.random.choice(options)()

    def if_(self, depth, in_loop):
        out = self.tag(f"if {self.boolean(1)}") + self.body(depth, in_loop)
        if self.chance(30):
            out += self.tag(f"elif {self.boolean(1)}") + self.body(depth, in_loop)
        if self.chance(50):
            out += self.tag("else") + self.body(depth, in_loop)
        return out + self.tag("endif")

    def for_(self, depth, in_loop):
        before = list(self.scope)
        if self.chance(15):
            out = self.tag("for t in nested recursive") + "{{ loop.depth }}" + self.one("{{ t }}", "") + "{% if t is sequence and t is not string %}{{ loop(t) }}{% endif %}" + self.tag("endfor")
            return out
        target, source = self.one(
            (self.name(), self.sequence(1)), (self.name(), self.sequence(1)), (self.name(), self.mapping(1)),
            (f"{self.name()}, {self.name()}", self.one("dict.items()", "counts | dictsort", "[(1, 2), (3, 4)]", "dict | items")))
        test = f" if {self.boolean(1)}" if self.chance(25) else ""
        out = self.tag(f"for {target} in {source}{test}") + self.body(depth, True)
        if self.chance(25):
            out += self.tag("else") + self.body(depth, in_loop)
        if self.chance(70):
            self.scope = before
        return out + self.tag("endfor")

    def set_block(self, depth, in_loop):
        name = self.name()
        filters = self.one("", "", " | upper", " | trim | length", " | indent(2)")
        return self.tag(f"set {name}{filters}") + self.body(depth, in_loop) + self.tag("endset") + "{{ " + name + " }}"

    def macro(self, depth, in_loop):
        name = self.one("m1", "m2", "m3")
        parameters = self.one("", "p", "p, q='d'", "p=1, q=p")
        scope, self.scope = self.scope, self.scope + ["p", "q"] + self.one([], [], ["varargs"], ["kwargs"], ["caller"])
        body = self.body(depth, False)
        self.scope = scope
        self.macros.append(name)
        return self.tag(f"macro {name}({parameters})") + body + self.one("", "{{ caller() }}" if self.chance(30) else "") + self.tag("endmacro") + "{{ " + self.call(1) + " }}"

    def with_(self, depth, in_loop):
        before = list(self.scope)
        out = self.tag(f"with {self.name()} = {self.expression(1)}{self.one('', ', ' + self.name() + ' = ' + self.expression(1))}") + self.body(depth, in_loop)
        self.scope = before
        return out + self.tag("endwith")

    def filter_(self, depth, in_loop):
        return self.tag("filter " + self.one("upper", "trim", "replace('a', 'b')", "indent", "e", "lower | title")) + self.body(depth, in_loop) + self.tag("endfilter")

    def call_block(self, depth, in_loop):
        arguments = self.one("", "(v)", "(v='d')")
        return ("{% macro cb(p=1) %}<{{ caller(" + ("p" if arguments else "") + ") }}>{% endmacro %}"
                + self.tag(f"call{arguments} cb({self.one('', self.expression(1))})") + self.body(depth, False) + self.one("", "{{ v }}") + self.tag("endcall"))

    def other(self, depth, in_loop):
        return self.one(
            lambda: self.tag("generation") + self.body(depth, False) + self.tag("endgeneration"),
            lambda: self.tag(f"autoescape {self.one('true', 'false', 'yes')}") + self.body(depth, in_loop) + self.tag("endautoescape"),
            lambda: self.tag(f"block b{self.random.randrange(10 ** 6)}{self.one('', ' scoped')}") + self.body(depth, False) + self.tag("endblock"),
        )()
