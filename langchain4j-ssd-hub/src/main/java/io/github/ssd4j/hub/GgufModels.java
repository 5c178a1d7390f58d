package io.github.ssd4j.hub;

import io.github.ssd4j.hub.internal.UnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The GGUF models among the files of a repository; the parts of a split one are one model. */
final class GgufModels {

    /** {@code name-00001-of-00003.gguf} */
    private static final Pattern SPLIT = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

    /** What a file's name says of the type of its weights: {@code Q4_K_M}, {@code IQ4_XS}, {@code UD-Q4_K_XL}, {@code BF16}. */
    private static final Pattern QUANTISATION = Pattern.compile("(?<=^|[-._/])(?:UD-)?"
            + "(?:I?Q\\d(?:_[A-Z0-9]+)*|TQ\\d_\\d|MXFP4(?:_MOE)?|BF16|FP?16|FP?32)(?=$|[-._/])");

    /** Files of other uses that stand beside models: image encoders and the statistics that quantisers use. */
    private static final Pattern NO_MODEL = Pattern.compile("(?i)(.*/)?[^/]*(mmproj|imatrix)[^/]*");

    private final List<Gguf> models;

    private GgufModels(List<Gguf> models) {
        this.models = models;
    }

    /**
     * One model.
     *
     * @param files its files that are there, in order
     * @param parts how many files it should have
     * @param quantisation in capital letters; null if the name does not tell
     */
    record Gguf(List<String> files, int parts, @Nullable String quantisation) {

        boolean isWhole() {
            return files.size() == parts;
        }

        /** The file to open. */
        String first() {
            return files.get(0);
        }

        /** What a user calls it: its quantisation, else its file. */
        String label() {
            return quantisation == null ? first() : quantisation;
        }
    }

    /** @param files paths relative to the repository, with {@code /} between folders */
    static GgufModels among(Collection<String> files) {
        Map<String, List<String>> byModel = new TreeMap<>();
        for (String file : files) {
            if (file.endsWith(".gguf") && !NO_MODEL.matcher(file).matches()) {
                Matcher split = SPLIT.matcher(file);
                String key = split.matches() ? split.group(1) + "-of-" + split.group(3) : file;
                byModel.computeIfAbsent(key, any -> new ArrayList<>()).add(file);
            }
        }
        return new GgufModels(byModel.values().stream().map(GgufModels::gguf).toList());
    }

    private static Gguf gguf(List<String> files) {
        List<String> sorted = files.stream().sorted().toList();
        Matcher split = SPLIT.matcher(sorted.get(0));
        return split.matches()
                ? new Gguf(sorted, Integer.parseInt(split.group(3)), quantisation(split.group(1)))
                : new Gguf(sorted, 1, quantisation(sorted.get(0).replaceFirst("\\.gguf$", "")));
    }

    /** The last one that the path names: a folder may name one too. */
    private static @Nullable String quantisation(String stem) {
        return QUANTISATION
                .matcher(stem.toUpperCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .reduce((first, last) -> last)
                .orElse(null);
    }

    List<Gguf> all() {
        return models;
    }

    /**
     * The model that the name chooses, whole.
     *
     * @throws UnavailableException if there is none such, or there are several; the message lists what there is
     */
    Gguf choose(HubName name) throws UnavailableException {
        List<Gguf> chosen =
                models.stream().filter(model -> isMeant(model, name)).toList();
        if (chosen.isEmpty()) {
            throw new UnavailableException("%s has no %s; it has %s"
                    .formatted(
                            name.repositoryAtRevision(),
                            name.file() == null ? String.valueOf(name.quantisation()) : name.file(),
                            models.isEmpty() ? "no .gguf file" : labels()));
        }
        if (chosen.size() > 1) {
            throw new UnavailableException("%s has several models: give one of %s"
                    .formatted(
                            name,
                            chosen.stream()
                                    .map(model -> name.repositoryAtRevision() + "/" + model.first())
                                    .collect(Collectors.joining(", "))));
        }
        Gguf gguf = chosen.get(0);
        if (!gguf.isWhole()) {
            throw new UnavailableException("incomplete: %d of the %d files of %s are there"
                    .formatted(gguf.files().size(), gguf.parts(), name));
        }
        return gguf;
    }

    private static boolean isMeant(Gguf model, HubName name) {
        if (name.file() != null) {
            return model.files().contains(name.file());
        }
        return name.quantisation() == null || name.quantisation().equalsIgnoreCase(model.quantisation());
    }

    /** {@code Q4_K_M, Q8_0} */
    String labels() {
        return models.stream().map(Gguf::label).distinct().collect(Collectors.joining(", "));
    }
}
