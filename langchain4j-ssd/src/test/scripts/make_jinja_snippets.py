"""Writes ../resources/chat/jinja_snippets.jsonl: small templates and what Jinja 2 makes of them.

The environment is the one in which Hugging Face transformers renders chat templates. Needs jinja2 (made with 3.1.6).
"""

import json
import pathlib

from jinja2.exceptions import TemplateError
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment


def raise_exception(message):
    raise TemplateError(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


ENVIRONMENT = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
ENVIRONMENT.filters["tojson"] = tojson
ENVIRONMENT.globals["raise_exception"] = raise_exception

VARIABLES = {
    "text": "  Hello, World \n",
    "word": "false",
    "empty": "",
    "number": 7,
    "yes": True,
    "no": False,
    "list": ["a", "b", "c", "d"],
    "numbers": [3, 1, 2],
    "dict": {"name": "x", "size": 2, "on": True, "tags": ["p", "q"], "none": None},
    "messages": [
        {"role": "system", "content": "S"},
        {"role": "user", "content": "U1"},
        {"role": "assistant", "content": "A1"},
        {"role": "user", "content": "U2"},
    ],
}

SNIPPETS = [
    # White space.
    "a\n  {% if yes %}\nb\n  {% endif %}\nc",
    "a {% if yes %} b {% endif %} c",
    "a  {%- if yes -%}  b  {%- endif -%}  c",
    "a\n  {%+ if yes %}b{% endif %}\n",
    "a\n  {# note #}\nb\n{#- note -#}\n c",
    "  {{ number }}\n  {{- number -}}  \n  x",
    "{% if yes %}\n  {% if yes %}\n    x\n  {% endif %}\n{% endif %}\n",
    "x{% if yes +%}\ny{% endif %}",
    "line\r\n{% if yes %}\r\nwin\r\n{% endif %}",
    "{% raw %}{{ not }} {% a %} {# c #}'\\{% endraw %}|",
    "{ {{- number }}",
    "a { {% if yes %}b{% endif %} }",
    "{{ '{{' }}{{ '}}' }}{{ \"{%\" }}",
    "{{ {'a': {'b': 1}}['a']['b'] }}",
    "trailing newlines\n\n",
    # Expressions.
    "{{ 1 + 2 * 3 - 4 }} {{ 7 // 2 }} {{ 7 % 4 }} {{ 2 ** 3 }} {{ 7 / 2 }}",
    "{{ 'a' + 'b' }} {{ 'a' ~ 1 ~ yes }} {{ [1] + [2] }}",
    "{{ not yes }} {{ not number == 7 }} {{ not number is defined }} {{ not nothing is defined }}",
    "{{ number is defined and not nothing }} {{ nothing is not defined }}",
    "{{ word and 'kept' }}|{{ empty or 'other' }}|{{ yes or no }}",
    "{% if word %}truthy{% endif %}{% if empty %}no{% else %}empty{% endif %}",
    "{{ 1 == 1.0 }} {{ '1' == 1 }} {{ 'a' != 'b' }} {{ dict == dict }} {{ list[0] == 'a' }}",
    "{{ 'b' in list }} {{ 'z' in list }} {{ 'z' not in list }} {{ 'name' in dict }} {{ 'ell' in text }}",
    "{{ 'x' if number > 5 else 'y' }}{{ 'z' if no }}",
    "{{ 'a' if no else 'b' if no else 'c' }}",
    "{{ list[1:] }} {{ list[:-1] }} {{ list[1:3] }} {{ list[::-1] }} {{ list[::2] }} {{ list[-1] }} {{ list[:0] }}",
    "{{ 'abcdef'[1:3] }} {{ 'abcdef'[::-1] }} {{ 'abcdef'[-2:] }} {{ 'abc'[0] }} {{ 'abc'[9:] }}",
    "{{ list[9] is defined }} {{ dict.nothing is defined }} {{ dict['name'] }} {{ dict.name }}",
    "{{ yes }} {{ no }} {{ 1.5 }} {{ 2.0 }} {{ dict }} {{ list }}",
    "{{ '\\n\\t\\'\\\\' }}|{{ \"it's\" }}",
    "{{ '\\x41\\u00e9\\U0001F999\\q' }}",
    "{{ (number, 2)[0] }} {{ (1 + 2) * 3 }}",
    "{{ number > 5 and number < 10 }} {{ number >= 7 }} {{ 5 <= number }}",
    # Methods of values.
    "[{{ text.strip() }}] [{{ text.lstrip() }}] [{{ text.rstrip() }}] [{{ 'xxaxx'.strip('x') }}]",
    "{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a-b-c'.split('-', 1) }} {{ 'x</t>y'.split('</t>')[-1] }}",
    "{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith('ab') }} {{ 'aXbX'.replace('X', '-') }}",
    "{{ 'aBc'.upper() }} {{ 'aBc'.lower() }} {{ 'aBC d'.capitalize() }} {{ 'aaa'.count('a') }} {{ 'abc'.find('c') }}",
    "{{ ', '.join(list) }} {{ dict.get('name') }} {{ dict.get('zzz', 'default') }}",
    "{% for key, value in {'a': 1, 'b': [yes]}.items() %}{{ key }}={{ value }};{% endfor %}",
    "{{ dict.keys() | list }} {{ dict.values() | list | length }}",
    # Filters and tests.
    "{{ dict | tojson }}",
    "{{ dict | tojson(indent=2) }}",
    "{{ [] | tojson }} {{ {} | tojson(indent=2) }} {{ 'é\\u0001\"/' | tojson }}",
    "{{ list | join('+') }} {{ list | length }} {{ list | first }} {{ list | last }} {{ text | length }}",
    "[{{ text | trim }}] {{ 'a' | upper }} {{ nothing | default('d') }} {{ number | string + '!' }}",
    "{{ messages | map(attribute='role') | join(',') }}",
    "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}",
    "{{ messages | rejectattr('role', 'equalto', 'user') | map(attribute='content') | join }}",
    "{{ list | reject('equalto', 'b') | join(', ') }} {{ numbers | sort }} {{ list | reverse | list }}",
    "{% for key, value in dict | items %}{{ key }},{% endfor %}",
    "{{ dict is mapping }} {{ list is mapping }} {{ list is iterable }} {{ 'x' is iterable }} {{ 7 is iterable }}",
    "{{ 'x' is string }} {{ 7 is string }} {{ 7 is number }} {{ none is none }} {{ number is not none }}",
    "{{ list is sequence }} {{ yes is true }} {{ no is false }} {{ yes is boolean }} {{ 3 is odd }}",
    "{{ 'a' | replace('a', 'b') }} {{ 'a b' | title }} {{ 3.7 | int }} {{ '5' | int + 1 }}",
    # Statements.
    "{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}",
    "{% for m in messages if m.role == 'user' %}{{ loop.index }}{{ m.content }}{% if not loop.last %},{% endif %}{% endfor %}",
    "{% for m in messages %}{{ loop.previtem.role if loop.previtem else '-' }}>{{ loop.nextitem.role if loop.nextitem else '-' }} {% endfor %}",
    "{% for x in [] %}x{% else %}none{% endfor %}",
    "{% for x in list %}{% if x == 'b' %}{% continue %}{% endif %}{% if x == 'd' %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in list %}{% set y = x %}{% endfor %}{{ y is defined }}",
    "{% for x in list %}{{ seen is defined }}{% set seen = 1 %} {% endfor %}",
    "{% set ns = namespace(count=0, text='') %}{% for x in list %}{% set ns.count = ns.count + 1 %}{% set ns.text = ns.text + x %}{% endfor %}{{ ns.count }}{{ ns.text }}",
    "{% set ns = namespace(last=list | length - 1) %}{{ ns.last }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "{% set block %}in {{ number }}{% endset %}[{{ block }}]",
    "{% macro hello(name, mark='!') %}hello {{ name }}{{ mark }}{% endmacro %}{{ hello('x') }} {{ hello('y', mark='?') }}",
    "{% for i in range(3) %}{{ i }}{% endfor %} {{ range(1, 4) | list }}",
    "{% if number == 1 %}1{% elif number == 7 %}7{% else %}?{% endif %}",
    "{% for row in [[1, 2], [3, 4]] %}{% for x in row %}{{ loop.index }}{{ x }}{% endfor %}{{ loop.index }};{% endfor %}",
    "{% set message = messages[0] %}{% set message = messages[1] %}{{ message.content }}",
    # Refusals.
    "{{ raise_exception('The roles must alternate, not ' + messages[0].role) }}",
    "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}",
]


def main():
    lines = []
    for snippet in SNIPPETS:
        case = {"template": snippet}
        try:
            case["expected"] = ENVIRONMENT.from_string(snippet).render(**VARIABLES)
        except TemplateError as refusal:
            case["error"] = str(refusal)
        lines.append(case)
    path = pathlib.Path(__file__).parent.parent / "resources" / "chat" / "jinja_snippets.jsonl"
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(json.dumps({"variables": VARIABLES}, ensure_ascii=False) + "\n")
        for case in lines:
            out.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
