package io.github.ssd4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import io.github.ssd4j.chat.Tool;
import io.github.ssd4j.chat.ToolCallSyntax;
import io.github.ssd4j.chat.ToolDialect;
import io.github.ssd4j.chat.grammar.Grammar;
import io.github.ssd4j.chat.grammar.GrammarConstraint;
import io.github.ssd4j.chat.grammar.TokenVocabulary;
import io.github.ssd4j.chat.grammar.UnsupportedSchemaException;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.TokenConstraint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the answers to requests may consist of: JSON, calls of tools, or both. Constraints are kept, because they remember what
 * they have computed. A new one is made on the caller's thread; only callers with the same schema wait for it. Thread-safe.
 */
final class AnswerConstraints {

    private static final int MOST_KEPT = 32;

    /** Of all that are kept. Each may take an eighth of it before it forgets what it has computed. */
    private static final long MOST_BYTES = 64 << 20;

    private static final int MOST_CALLS = 16;

    private final Set<Integer> stopTokens;
    private final Memo<TokenVocabulary> vocabulary;
    private final Tokenizer tokenizer;
    private final ConstraintCache<Key, GrammarConstraint> kept =
            new ConstraintCache<>(this::compile, GrammarConstraint::bytes, MOST_KEPT, MOST_BYTES);

    private record Key(
            ToolDialect dialect, List<Tool> tools, @Nullable ResponseFormat format) {}

    AnswerConstraints(Tokenizer tokenizer, Set<Integer> stopTokens) {
        this.tokenizer = tokenizer;
        this.vocabulary = new Memo<>(() -> TokenVocabulary.of(tokenizer));
        this.stopTokens = stopTokens;
    }

    /**
     * The constraint of a request; empty if it asks for none.
     *
     * @param tools those that may be called, see {@link #offered}
     * @param dialect how the model writes calls
     * @throws UnsupportedFeatureException if a schema says what cannot be enforced
     */
    Optional<TokenConstraint> of(SsdChatRequestParameters parameters, List<Tool> tools, ToolDialect dialect) {
        boolean required = parameters.toolChoice() == ToolChoice.REQUIRED;
        ResponseFormat format = parameters.responseFormat();
        boolean json = format != null && format.type() == ResponseFormatType.JSON;
        if (!required && !json) {
            return Optional.empty();
        }
        return Optional.of(kept.get(new Key(dialect, tools, required ? null : format)));
    }

    /**
     * The tools that the model may call.
     *
     * @throws IllegalArgumentException if a tool is required and none is there
     */
    static List<Tool> offered(SsdChatRequestParameters parameters) {
        List<ToolSpecification> tools = parameters.toolSpecifications();
        boolean none = tools == null || tools.isEmpty();
        Ensure.that(
                parameters.toolChoice() != ToolChoice.REQUIRED || !none,
                "ToolChoice.REQUIRED needs at least one tool, but there is none");
        return none || parameters.toolChoice() == ToolChoice.NONE ? List.of() : ChatMessages.tools(tools);
    }

    private GrammarConstraint compile(Key key) {
        try {
            return new GrammarConstraint(grammar(key), vocabulary(key), stopTokens);
        } catch (UnsupportedSchemaException e) {
            throw new UnsupportedFeatureException(
                    "a JSON schema that cannot be enforced is not supported by this model provider: %s"
                            .formatted(e.getMessage()));
        }
    }

    /** With a text for the special tokens that calls are written with, which is kept in the answer, too. */
    private TokenVocabulary vocabulary(Key key) {
        Map<Integer, String> marks = new HashMap<>();
        if (!key.tools.isEmpty()) {
            for (String mark : key.dialect.marksInSyntax()) {
                tokenizer.tokenId(mark).ifPresent(id -> marks.put(id, mark));
            }
        }
        return vocabulary.get().with(marks);
    }

    private static Grammar grammar(Key key) {
        if (key.format == null) {
            return calls(key.dialect.syntax(key.tools));
        }
        JsonSchema schema = key.format.jsonSchema();
        Grammar json = schema == null ? Grammar.jsonObject() : Grammar.json(node(schema.rootElement()));
        return key.tools.isEmpty() ? json : Grammar.choice(calls(key.dialect.syntax(key.tools)), json);
    }

    private static Grammar calls(ToolCallSyntax syntax) {
        Grammar call = Grammar.sequence(
                Grammar.literal(syntax.beforeCall()),
                Grammar.choice(syntax.calls().stream()
                        .map(each -> Grammar.sequence(Grammar.literal(each.prefix()), Grammar.json(each.schema())))
                        .toList()),
                Grammar.literal(syntax.afterCall()));
        Grammar further = Grammar.sequence(Grammar.literal(syntax.separator()), call);
        return Grammar.sequence(
                Grammar.literal(syntax.start()),
                call,
                Grammar.repeat(further, 0, MOST_CALLS - 1),
                Grammar.literal(syntax.end()));
    }

    /** Through a tool specification, the one public way from LangChain4j's elements to JSON. */
    private static JsonNode node(JsonSchemaElement element) {
        if (element instanceof JsonObjectSchema object) {
            return parameters(object);
        }
        return parameters(
                        JsonObjectSchema.builder().addProperty("value", element).build())
                .at("/properties/value");
    }

    private static JsonNode parameters(JsonObjectSchema schema) {
        ToolSpecification specification =
                ToolSpecification.builder().name("schema").parameters(schema).build();
        return ChatMessages.tool(specification).parameters();
    }
}
