package io.github.ssd4j.examples.console;

import io.github.ssd4j.speculative.DrafterKind;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the command line, checked one by one; what only the model can judge is checked when it is loaded. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ChatOptions {

    private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda(:\\d{1,3})?");
    private static final Pattern DTYPE = Pattern.compile("auto|float32|bfloat16|float16|stored|int8|int4");
    private static final Pattern KERNEL = Pattern.compile("auto|fbgemm|onednn|plain");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "a checkpoint directory, a .gguf file or a name: org/name[@revision], org/name:Q4_K_M or "
                    + "org/name/file.gguf on the hub, ollama:name:tag in Ollama's cache; "
                    + "without it: HuggingFaceTB/SmolLM2-135M-Instruct, from the first place that has it")
    @Nullable
    String model;

    @Option(names = "--list-models", description = "list the models that lie on this machine, and leave")
    boolean listModels;

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = "answer this and leave; without it: a chat")
    @Nullable
    String prompt;

    @Option(
            names = {"-s", "--system"},
            paramLabel = "TEXT",
            description = "system message, for example who the model is and how it should answer")
    @Nullable
    String system;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu, cuda or cuda:N; auto takes a GPU when there is one (default: auto)")
    String device;

    @Option(
            names = "--dtype",
            paramLabel = "DTYPE",
            defaultValue = "auto",
            description =
                    "auto, float32, bfloat16, float16, stored, int8 or int4; auto takes the fastest for the device (default: auto)")
    String dtype;

    @Option(
            names = "--linear-kernel",
            paramLabel = "KERNEL",
            defaultValue = "auto",
            description = "what multiplies by the weights on a CPU: auto, fbgemm, onednn or plain (default: auto)")
    String linearKernel;

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            description = "how long prompt and answer may be together; default: what the model was trained for")
    @Nullable
    Integer context;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "which sub-layers the drafter skip leaves out: a name from the profiles, auto or none (default: auto)")
    String profile;

    @Option(
            names = "--profiles-file",
            paramLabel = "FILE",
            description = "a skip_layers.json to look profiles up in, besides those that come with the library")
    @Nullable
    Path profilesFile;

    @Option(
            names = "--max-draft",
            paramLabel = "TOKENS",
            description = "how many tokens are drafted in a round at most; default: what the library finds best")
    @Nullable
    Integer maxDraft;

    @Option(
            names = "--drafters",
            paramLabel = "NAMES",
            defaultValue = "look-up,skip",
            description = "who may draft, with a comma between them: look-up repeats earlier text, skip is the model "
                    + "without the sub-layers of the profile; none: plain decoding (default: look-up,skip)")
    String drafters;

    @Option(names = "--plain", description = "decode without drafts; /speculative turns them on in the chat")
    boolean plain;

    @Option(
            names = {"-n", "--max-tokens"},
            paramLabel = "TOKENS",
            defaultValue = "512",
            description = "how long an answer may be (default: 512)")
    int maxTokens;

    @Option(
            names = {"-t", "--temperature"},
            paramLabel = "T",
            description =
                    "0 always takes the most probable token; the higher, the more varied (default: 0.7, with top-p "
                            + "0.9, for a person who chats; 0 with --prompt and for piped questions)")
    @Nullable
    Double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "sample from the most probable tokens that have this probability together, above 0 to 1")
    @Nullable
    Double topP;

    @Option(names = "--top-k", paramLabel = "K", description = "sample from the K most probable tokens")
    @Nullable
    Integer topK;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description = "sample from tokens with at least this share of the highest probability, 0 to 1")
    @Nullable
    Double minP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            description = "above 1: tokens that occurred already become less probable; 1: none")
    @Nullable
    Double repetitionPenalty;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "the same seed gives the same answers on the same machine")
    @Nullable
    Long seed;

    @Option(
            names = "--offline",
            description = "use no network: only models that are on this machine (also: HF_HUB_OFFLINE=1)")
    boolean offline;

    @Option(names = "--no-color", description = "no colours (also: NO_COLOR=1)")
    boolean noColor;

    @Option(
            names = {"-q", "--quiet"},
            description = "nothing but answers and errors")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "all figures of each answer, stack traces of errors, and more of what the libraries log")
    boolean verbose;

    /**
     * Checks what picocli cannot.
     *
     * @throws ParameterException naming the option and its value
     */
    void check() {
        require(DEVICE.matcher(device).matches(), "--device", "auto, cpu, cuda or cuda:N", device);
        require(
                DTYPE.matcher(dtype).matches(),
                "--dtype",
                "auto, float32, bfloat16, float16, stored, int8 or int4",
                dtype);
        require(
                KERNEL.matcher(linearKernel).matches(),
                "--linear-kernel",
                "auto, fbgemm, onednn or plain",
                linearKernel);
        require(context == null || context > 0, "--context", "at least 1", context);
        require(
                maxDraft == null || maxDraft > 0,
                "--max-draft",
                "at least 1 (--plain decodes without drafts)",
                maxDraft);
        require(
                areDrafters(drafters),
                "--drafters",
                "none or some of %s with commas between them".formatted(DrafterKind.format(DrafterKind.ALL)),
                drafters);
        require(maxTokens > 0, "--max-tokens", "at least 1", maxTokens);
        require(
                temperature == null || (temperature >= 0 && temperature <= 100),
                "--temperature",
                "0 to 100",
                temperature);
        require(topP == null || (topP > 0 && topP <= 1), "--top-p", "above 0 and at most 1", topP);
        require(topK == null || topK > 0, "--top-k", "at least 1", topK);
        require(minP == null || (minP >= 0 && minP <= 1), "--min-p", "0 to 1", minP);
        require(
                repetitionPenalty == null || repetitionPenalty > 0,
                "--repetition-penalty",
                "above 0",
                repetitionPenalty);
        require(!quiet || !verbose, "--quiet", "given without --verbose", "both");
        require(prompt == null || !prompt.isBlank(), "--prompt", "a text", "blank");
        require(model == null || !model.isBlank(), "--model", "a directory, a .gguf file or a name", "blank");
    }

    private static boolean areDrafters(String labels) {
        try {
            DrafterKind.parse(labels);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void require(boolean condition, String option, String expected, @Nullable Object found) {
        if (!condition) {
            throw new ParameterException(
                    command.commandLine(), "%s must be %s, but is: %s".formatted(option, expected, found));
        }
    }
}
