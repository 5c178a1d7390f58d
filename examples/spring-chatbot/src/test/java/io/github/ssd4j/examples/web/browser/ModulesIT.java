package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Parts of the page by themselves, in the browser that they are for. */
class ModulesIT extends BrowserTest {

    @Test
    void events_should_be_read_wherever_chunks_end() {
        assertThat(result("""
                                const {EventParser} = await import('/js/sse.js');
                                const stream = ': alive\\n\\nevent:piece\\ndata:{"text":\\ndata:"ä"}\\r\\n\\r\\n'
                                  + 'data: 1\\r\\revent: half\\ndata: 2';
                                const read = (chunks) => {
                                  const parser = new EventParser();
                                  return JSON.stringify(chunks.flatMap((chunk) => parser.push(chunk)));
                                };
                                const whole = read([stream]);
                                return read([...stream]) === whole ? whole : 'differs: ' + read([...stream]);
                                """))
                .isEqualTo("[{\"name\":\"piece\",\"data\":{\"text\":\"ä\"}},{\"name\":\"message\",\"data\":1}]");
    }

    @Test
    void formatted_text_should_be_harmless() {
        assertThat(result("""
                                const {formatted} = await import('/js/markdown.js');
                                const host = document.createElement('div');
                                host.append(formatted(
                                  '# A\\n<img src=x onerror=alert(1)> ![b](http://other.example/b.png) [c](javascript:d) <u>e</u>'));
                                return host.innerHTML;
                                """))
                .contains("<h3>A</h3>", "&lt;img src=x onerror=alert(1)&gt;", "b")
                .doesNotContain("<img", "other.example", "javascript:", "<u>");
    }

    @Test
    void drafted_tokens_should_be_found_again_in_formatted_text() {
        assertThat(result("""
                                const {formatted} = await import('/js/markdown.js');
                                const {markFragment} = await import('/js/marks.js');
                                const piece = (text, drafter) => ({text, drafter});
                                const [look, skip, grammar] = ['look-up', 'skip:smollm2-135m', 'grammar'];
                                const pieces = [piece('1', null), piece('. **', look), piece('1', look), piece('01', null),
                                  piece(' ti', null), piece('ps', skip), piece('**', look), piece(' &', grammar),
                                  piece(' x', 'of tomorrow'), piece(' y', null)];
                                const fragment = formatted(pieces.map(({text}) => text).join(''));
                                markFragment(fragment, pieces);
                                return fragment.querySelector('li').innerHTML;
                                """))
                .isEqualTo("<strong><span class=\"drafted drafted-look-up\">1</span>01"
                        + " ti<span class=\"drafted drafted-skip\">ps</span></strong>"
                        + " <span class=\"drafted drafted-grammar\">&amp;</span>"
                        + " <span class=\"drafted drafted-other\">x</span> y");
    }

    @Test
    void figures_should_be_measured_over_enough_tokens() {
        assertThat(result("""
                                const {averageRate, course, draftedShare} = await import('/js/measure.js');
                                const pieces = [0, 1, 2, 3, 4].map((i) => ({ms: 100 + 50 * i, drafter: i % 2 === 1 ? 'look-up' : null}));
                                return JSON.stringify(
                                  [averageRate(pieces), averageRate(pieces.slice(0, 4)), course(pieces), draftedShare(pieces)]);
                                """)).isEqualTo("[20,null,[null,null,null,20],0.4]");
    }

    private String result(String body) {
        return Objects.toString(browser.driver()
                .executeAsyncScript(
                        "const done = arguments[0]; (async () => {%s})().then(done, (e) => done(String(e)));"
                                .formatted(body)));
    }
}
