"""What SmolLM2 is asked, and the strings that its tokenizer has to get right. Written for this project."""


def user(text):
    return [{"role": "user", "content": text}]


def system(text, question):
    return [{"role": "system", "content": text}, *user(question)]


CHATS = [
    user("Hi"),
    user("What is the capital of France?"),
    user("Write a short story about a lighthouse keeper who finds a message in a bottle."),
    user("Explain in two sentences why the sky is blue."),
    user("List five fruits, one per line."),
    user("Write a Python function that returns the n-th Fibonacci number.\n\n```python\ndef fibonacci(n):\n"),
    user("A train travels 120 km in 1.5 hours. What is its average speed in km/h? Show your steps."),
    user("Translate into French: The cat sleeps on the warm windowsill."),
    user("Was ist der Unterschied zwischen Wetter und Klima? Erkläre es für Schüler, bitte."),
    user("日本の首都はどこですか?"),
    user("Reply with one emoji that fits a birthday party 🎂🎉 and say why."),
    user('Turn this into JSON with the keys "name", "age" and "city":\nMaria is 34 years old and lives in Lisbon.'),
    user("  What do   extra spaces\tand tabs change?  \n"),
    user("What does the token <|im_end|> do in a chat prompt?"),
    system("You are a pirate. Answer in pirate speech.", "How do I boil an egg?"),
    system("You answer with a single word.", "Is the Earth flat?"),
    system("", "Name three programming languages that run on the Java virtual machine."),
    [
        *user("My favourite colour is green. Please remember it."),
        {"role": "assistant", "content": "Got it! Your favourite colour is green."},
        *user("Which colour do I like, and which fruit has that colour?"),
    ],
    [
        {"role": "system", "content": "You are a patient maths tutor for ten-year-olds."},
        *user("What is 7 times 8?"),
        {"role": "assistant", "content": "7 times 8 is 56."},
        *user("And 7 times 80?"),
        {"role": "assistant", "content": "7 times 80 is 560, because 80 is ten times 8."},
        *user("Why does adding a zero work? Give me another example."),
    ],
    user(
        "Summarize the following text in one sentence.\n\n"
        "The town library was built in 1912 with money that the fishing families had saved over three decades. For "
        "years it held little more than almanacs, sea charts and a handful of novels, yet every winter its reading "
        "room was full, because it was the only public building with a stove. When the harbour silted up in the "
        "1950s and the fleet moved away, the council wanted to close it. A retired schoolteacher, Anna Brekke, "
        "refused to hand over the keys. She taught the last boat builders to read technical drawings there, opened "
        "the building to the refugees who arrived in 1956, and collected the letters of the emigrants. Today those "
        "letters, more than 11,000 of them, are the largest archive of their kind in the country, and the stove is "
        "still lit every November."
    ),
]

STRINGS = [
    # Plain text
    "",
    "a",
    "Hello",
    "Hello, world!",
    "The quick brown fox jumps over the lazy dog.",
    "don't can't won't I'm you're she'll we've they'd it's",
    "DON'T CAN'T I'M YOU'RE SHE'LL",
    "don’t “curly” quotes – and — dashes…",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    # White space
    " ",
    "  ",
    "     ",
    "\n",
    "\n\n\n",
    "\t",
    "\r\n",
    " leading",
    "trailing ",
    "two  spaces   three    four",
    "mixed \t tabs\n\nand \r\n line ends  \n",
    "non\u00a0breaking\u2003em\u3000ideographic\u200bzero",
    "    if x:\n        return\n",
    # Digits, each on its own
    "0",
    "1234567890",
    "3.14159 1,000,000 -42 +7 1e-5 0x1F",
    "In 2024, 25% of 1,024 users paid $19.99.",
    "½ ² Ⅷ ٣ ४ 五 ①",
    "a1b22c333",
    " 7 77  777",
    # Code
    "def fibonacci(n):\n    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)\n",
    "public static void main(String[] args) {\n\tSystem.out.println(\"Hi\\n\");\n}",
    '{"key": [1, 2, {"nested": null}], "ok": true}',
    "<html><body class='x'>&amp;&nbsp;</body></html>",
    "SELECT * FROM users WHERE id = 42; -- comment",
    "```python\nprint('hello')\n```",
    "https://example.com/path?query=1&lang=de#top user@example.com",
    "snake_case camelCase PascalCase kebab-case SCREAMING_SNAKE",
    "!!! ??? ... ---- ==== #### //// \\\\ $$ %% ^^ && || ~~",
    # Other scripts
    "Größe, Übermaß, naïve café, São Paulo, Ærøskøbing",
    "Привет, мир! Как дела?",
    "Γειά σου Κόσμε",
    "你好,世界!今天天气很好。",
    "こんにちは、元気ですか?",
    "안녕하세요 세계",
    "مرحبا بالعالم",
    "שלום עולם",
    "नमस्ते दुनिया",
    "สวัสดีชาวโลก",
    "e\u0301 and é, A\u030a and Å",
    # Emoji and rare characters
    "🎂",
    "🎉🚀 😀 emoji",
    "👨‍👩‍👧‍👦 👍🏽 🇩🇪",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠮷",
    "\ufeffbyte order mark \ufffd replacement",
    # The vocabulary lacks 21 bytes (04 06 13 14 16 1D F1 F2 among them): they vanish, and their neighbours may merge
    "\u0000 \u0001 \u0007 \u001b \u007f",
    "the\u0004re is\u0006 no\u0013\u0014\u0016\u001d trace",
    "wow!\u0004!",
    "\u0004",
    "plane 4: \U00040000 plane 15: \U000f0000 plane 16: \U00100000",
    # Special tokens inside text
    "<|endoftext|>",
    "<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n",
    "a<|im_end|>b <|im_end|> c",
    "<repo_name>x<file_sep>y<jupyter_start><empty_output>",
    "<|im_start <|im_end| >|<|im_end|>",
    "<IM_START> <|IM_END|> <s> </s> <unk> [INST]",
]
