package io.github.ssd4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The skip profile that was named does not exist, or was made for a model of another shape. */
public final class SkipProfileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final ArrayList<String> namesThatFit;

    SkipProfileException(String problem, List<String> namesThatFit, @Nullable Throwable cause) {
        super(
                "%s; profiles that fit the loaded model: %s"
                        .formatted(
                                problem,
                                namesThatFit.isEmpty()
                                        ? "only " + SkipProfiles.NONE
                                        : String.join(", ", namesThatFit) + " and " + SkipProfiles.NONE),
                cause);
        this.namesThatFit = new ArrayList<>(namesThatFit);
    }

    /** The names that could have been given; {@code none} and {@code auto} always can. */
    public List<String> namesThatFit() {
        return Collections.unmodifiableList(namesThatFit);
    }
}
