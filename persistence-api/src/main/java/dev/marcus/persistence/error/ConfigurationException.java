package dev.marcus.persistence.error;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A store could not be found, chosen or configured. Thrown at opening only; nothing was created or changed. */
public class ConfigurationException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /** Takes a stable code such as {@code PRS-103}, with which the message then begins. */
    public ConfigurationException(String code, String message, @Nullable Throwable cause) {
        super(requireNonNull(code, "code") + " " + message, cause);
        this.code = code;
    }

    /** Returns the stable code. */
    public String code() {
        return code;
    }
}
