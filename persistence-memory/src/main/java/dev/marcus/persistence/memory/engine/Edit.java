package dev.marcus.persistence.memory.engine;

import org.jspecify.annotations.Nullable;

/**
 * Names changes that are made one behind the other by one thread: the parts of a state that an edit made are changed in
 * place by it, so that none of the states between may be kept, and it must not go on once its last one is shared.
 */
public final class Edit {
    /** What the last change of a map put its value in the place of. */
    @Nullable
    Object replaced;

    /** Returns what was replaced, and forgets it, so that no part of a state holds on to an older state. */
    @Nullable
    Object takeReplaced() {
        Object taken = replaced;
        replaced = null;
        return taken;
    }
}
