"""Conversations with tools, as transformers renders them with real chat templates."""

import copy
import json

from transformers.utils.chat_template_utils import render_jinja_template

# Fixed, for the prompts not to depend on the day; Llama 3.2's template asks for the date of today otherwise.
DATE = "15 Jan 2025"

# template: (bos_token, eos_token, whether it takes one call a message only)
TEMPLATES = {
    "Qwen2.5-7B-Instruct.jinja": ("", "<|im_end|>", False),
    "Qwen3-0.6B.jinja": ("", "<|im_end|>", False),
    "qwen3-tokenizer_config.jinja": ("", "<|im_end|>", False),
    "minimind-tokenizer_config.jinja": ("<|im_start|>", "<|im_end|>", False),
    "Llama-3.1-8B-Instruct.jinja": ("<|begin_of_text|>", "<|eot_id|>", True),
    "Llama-3.2-3B-Instruct.jinja": ("<|begin_of_text|>", "<|eot_id|>", True),
    "Mistral-Nemo-Instruct-2407.jinja": ("<s>", "</s>", False),
}


def tool(name, description, properties, required=()):
    parameters = {"type": "object", "properties": properties}
    if required:
        parameters["required"] = list(required)
    function = {"name": name}
    if description is not None:
        function["description"] = description
    function["parameters"] = parameters
    return {"type": "function", "function": function}


WEATHER = tool(
    "get_weather",
    "Tells the weather of today",
    {
        "city": {"type": "string", "description": "in its own language, \"Köln\" for Cologne"},
        "unit": {"type": "string", "enum": ["°C", "°F"]},
    },
    ["city"],
)
BOOK = tool(
    "book",
    "Books a table & <confirms> it",
    {
        "guests": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
        "outside": {"type": "boolean"},
        "budget": {"type": "number"},
    },
)
CLOCK = tool("clock", None, {})
TOOLS = [WEATHER, BOOK, CLOCK]


def system(text):
    return {"role": "system", "content": text}


def user(text):
    return {"role": "user", "content": text}


def assistant(text, *calls):
    message = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = list(calls)
    return message


def call(identifier, name, arguments):
    return {"id": identifier, "type": "function", "function": {"name": name, "arguments": arguments}}


def result(identifier, name, text):
    return {"role": "tool", "content": text, "name": name, "tool_call_id": identifier}


SYSTEM = system("You are a concierge.")
QUESTION = user("What is the weather in Köln and in 北京? 🦙")
KOELN = call("abcdefgh1", "get_weather", {"city": "Köln", "unit": "°C"})
BEIJING = call("abcdefgh2", "get_weather", {"city": "北京"})
TABLE = call(
    "ABCDEFGH3",
    "book",
    {"guests": [{"name": "Zoë \"Z\" O'Hara"}, {"name": "tab\there\\n"}], "outside": False, "budget": 12.5, "note": None},
)

CASES = {
    "offered": ([SYSTEM, QUESTION], TOOLS),
    "offered_without_system": ([QUESTION], [WEATHER]),
    "called": ([SYSTEM, QUESTION, assistant("", KOELN), result("abcdefgh1", "get_weather", '{"sky": "clear"}')], TOOLS),
    "called_after_text": (
        [QUESTION, assistant("I will look.", KOELN), result("abcdefgh1", "get_weather", "clear,\n\"18 °C\"")],
        [WEATHER],
    ),
    "called_in_parallel": (
        [
            SYSTEM,
            QUESTION,
            assistant("", KOELN, BEIJING),
            result("abcdefgh1", "get_weather", "clear"),
            result("abcdefgh2", "get_weather", "rain"),
        ],
        TOOLS,
    ),
    "without_arguments": ([user("How late is it?"), assistant("", call("abcdefgh4", "clock", {}))], [CLOCK]),
    "all_kinds_of_values": ([user("Book!"), assistant("", TABLE), result("ABCDEFGH3", "book", "done")], [BOOK]),
    "arguments_that_are_no_json": (
        [user("Book!"), assistant("", call("abcdefgh5", "book", "{guests: 2")), result("abcdefgh5", "book", "failed")],
        [BOOK],
    ),
    "answered": (
        [
            SYSTEM,
            user("What is the weather in Köln?"),
            assistant("", KOELN),
            result("abcdefgh1", "get_weather", "clear"),
            assistant("It is clear."),
            user("Thanks. And in 北京?"),
            assistant("", BEIJING),
            result("abcdefgh2", "get_weather", "rain"),
        ],
        TOOLS,
    ),
    "no_longer_offered": (
        [
            user("What is the weather in Köln?"),
            assistant("", KOELN),
            result("abcdefgh1", "get_weather", "clear"),
            assistant("It is clear."),
            user("Thanks."),
        ],
        [],
    ),
}


def write_golden(resources):
    folder = resources / "chat"
    lines = []
    for template, (bos, eos, single_calls) in TEMPLATES.items():
        source = (folder / "templates" / template).read_text(encoding="utf-8")
        for name, (messages, tools) in CASES.items():
            rendered = render(source, one_call_each(messages) if single_calls else messages, tools, bos, eos)
            entry = {"template": template, "case": name, "bos_token": bos, "eos_token": eos}
            entry.update(messages=messages, tools=tools, expected=rendered)
            lines.append(json.dumps(entry, ensure_ascii=False))
    (folder / "tools_golden.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def render(source, messages, tools, bos, eos):
    prompts, _ = render_jinja_template(
        conversations=[copy.deepcopy(messages)],
        tools=tools or None,
        chat_template=source,
        add_generation_prompt=True,
        bos_token=bos,
        eos_token=eos,
        date_string=DATE,
    )
    return prompts[0]


def one_call_each(messages):
    """Llama's templates refuse several calls in one message: each becomes a message, followed by its result."""
    split = []
    results = {message["tool_call_id"]: message for message in messages if message["role"] == "tool"}
    for message in messages:
        for tool_call in message.get("tool_calls", []):
            split.append({**message, "tool_calls": [tool_call]})
            if tool_call["id"] in results:
                split.append(results[tool_call["id"]])
        if "tool_calls" not in message and message["role"] != "tool":
            split.append(message)
    return split
