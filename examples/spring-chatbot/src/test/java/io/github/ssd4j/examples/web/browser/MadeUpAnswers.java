package io.github.ssd4j.examples.web.browser;

/** Answers that the page is handed by the test, as the server would hand them over. */
final class MadeUpAnswers {

    static final String CODE = answer("""
            {text: 'Here:\\n\\n```python\\ndef hello(name):\\n    return ', drafter: null},
            {text: '"<b>"', drafter: 'look-up'},
            {text: ' + name  # greets\\n```\\n\\nAnd\\n\\n```\\nplain text\\n```\\n', drafter: null}""", "null");

    static final String FEW_DRAFTS = answer("{text: 'Hello', drafter: null}", figures(3, 0));
    static final String MANY_DRAFTS = answer("{text: 'Hello', drafter: null}", figures(20, 10));

    private static final String SHOW = """
            const [method, done] = arguments;
            (async () => {
              const {AnswerView} = await import('/js/answer.js');
              const pieces = (%s).map((piece, i) => ({...piece, ms: 10 * i}));
              const answer = {id: 'a1', role: 'assistant', pieces, text: pieces.map(({text}) => text).join(''),
                tools: [], outcome: 'complete', error: null, figures: %s, versions: ['a1']};
              document.getElementById('welcome').hidden = true;
              document.getElementById('thread')[method](new AnswerView(answer, true, {}).element);
            })().then(done, (e) => done(String(e)));
            """;

    private MadeUpAnswers() {}

    private static String answer(String pieces, String figures) {
        return SHOW.formatted("[" + pieces + "]", figures);
    }

    private static String figures(int drafted, int accepted) {
        return """
                {speculative: true, tokensPerSecond: 20, timeToFirstTokenMs: 500, draftedTokens: %s, acceptedTokens: %s,
                 acceptanceRate: %s}""".formatted(drafted, accepted, (double) accepted / drafted);
    }

    /** Puts an answer in the place of all that is there. */
    static void show(Browser browser, String answer) {
        call(browser, answer, "replaceChildren");
    }

    /** Puts an answer below what is there. */
    static void append(Browser browser, String answer) {
        call(browser, answer, "append");
    }

    private static void call(Browser browser, String answer, String method) {
        Object failure = browser.driver().executeAsyncScript(answer, method);
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }
}
