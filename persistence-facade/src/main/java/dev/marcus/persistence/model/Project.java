package dev.marcus.persistence.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A project on a board.
 *
 * @param id its name, also its key
 * @param name its title
 * @param provider the board, such as {@code planka}
 * @param providerConfig what the board needs to find it
 * @param createdAt when it was registered, in ISO 8601
 * @param lastUsed when it was last worked on; null if never
 * @param tags labels
 * @param extra members that this type does not name
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Project(
        String id,
        String name,
        String provider,
        Map<String, @Nullable Object> providerConfig,
        String createdAt,
        @Nullable String lastUsed,
        List<String> tags,

        @JsonProperty(Extra.NAME) @JsonAnySetter @JsonAnyGetter
        Map<String, @Nullable Object> extra) {
    /** Copies the maps and lists, which may hold nulls. */
    public Project {
        requireNonNull(id, "id");
        providerConfig = copy(providerConfig);
        tags = tags == null ? List.of() : List.copyOf(tags);
        extra = copy(extra);
    }

    private static Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
