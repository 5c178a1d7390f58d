package io.github.ssd4j.evaluation.options;

import io.github.ssd4j.SkipProfiles;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.SkipProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say what drafts skip, to be mixed into a command. */
public final class ProfileOptions {

    @ArgGroup(exclusive = true)
    private @Nullable Choice choice;

    @Option(
            names = "--profiles",
            paramLabel = "FILE",
            description = "More skip profiles, in the form of skip_layers.json.")
    private @Nullable Path profilesFile;

    /** A profile, or lists. */
    static final class Choice {

        @Option(
                names = "--profile",
                required = true,
                paramLabel = "NAME",
                description =
                        "What drafts skip: the name of a skip profile, auto (the one made for the model) or none.")
        @Nullable
        String profile;

        @ArgGroup(exclusive = false)
        @Nullable
        Lists lists;
    }

    /** The sub-layers themselves. */
    static final class Lists {

        @Option(
                names = "--skip-attention",
                paramLabel = "LAYER",
                split = ",",
                description = "Layers, from 0, whose attention drafts skip.")
        List<Integer> attention = List.of();

        @Option(
                names = "--skip-mlp",
                paramLabel = "LAYER",
                split = ",",
                description = "Layers, from 0, whose MLP drafts skip.")
        List<Integer> mlp = List.of();
    }

    /**
     * What the user has named; empty if nothing was.
     *
     * @param model its name
     * @throws IllegalArgumentException when there is no such profile, or it does not fit the model
     */
    public Optional<SkipProfile> named(String model, ModelConfig config) {
        if (choice == null) {
            return Optional.empty();
        }
        if (choice.profile != null) {
            return Optional.of(profiles().choose(choice.profile, model, config));
        }
        Lists lists = Objects.requireNonNull(choice.lists);
        SkipProfile profile = SkipProfile.of("of the command line", lists.attention, lists.mlp);
        profile.requireFits(config);
        return Optional.of(profile);
    }

    /** The profile that was made for the model, or one that skips nothing. */
    public SkipProfile automatic(String model, ModelConfig config) {
        return profiles().choose(SkipProfiles.AUTO, model, config);
    }

    private SkipProfiles profiles() {
        SkipProfiles builtIn = SkipProfiles.builtIn();
        return profilesFile == null ? builtIn : SkipProfiles.load(profilesFile).orElse(builtIn);
    }
}
