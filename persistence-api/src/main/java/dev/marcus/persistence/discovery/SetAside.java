package dev.marcus.persistence.discovery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider that cannot be used.
 *
 * @param name its class, or as much as is known
 * @param reason what is wrong, in a sentence
 */
record SetAside(String name, String reason) {
    /** What a service loader says: the service, and the provider's class with or without a word before it. */
    private static final Pattern PROVIDER =
            Pattern.compile("^\\S+: (?:Provider |class )?([\\w.$]+) (?:not |could not |Unable |is not )");

    private static final Pattern CLASS_FILE = Pattern.compile("class file version (\\d+)");
    private static final Pattern EARLIER = Pattern.compile("(?s)^Exception (.*) \\[in thread \"[^\"]*\"]$");
    private static final int FIRST_CLASS_FILE = 44;

    /** Says what a failure of the service loader means. */
    static SetAside of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher provider = PROVIDER.matcher(message);
        String name = provider.find() ? provider.group(1) : "a provider";
        Throwable cause = failure.getCause();
        if (failure instanceof UnsupportedClassVersionError) {
            return newer(message);
        }
        if (failure instanceof LinkageError) {
            return new SetAside(name, notLinked(failure));
        }
        if (cause instanceof UnsupportedClassVersionError newer) {
            return newer(String.valueOf(newer.getMessage()));
        }
        if (cause instanceof LinkageError link) {
            return new SetAside(name, notLinked(link));
        }
        return new SetAside(name, reason(message, cause));
    }

    private static String reason(String message, @Nullable Throwable cause) {
        if (message.contains("not found")) {
            return "it is named in a service file, but its class is missing";
        }
        if (message.contains("not a subtype")) {
            return "it is not a PersistenceBackendProvider: it sees another copy of persistence-api; keep the API in one"
                    + " place";
        }
        if (message.contains("no-arg constructor") || cause instanceof NoSuchMethodException) {
            return "it has no public constructor without parameters";
        }
        if (message.contains("could not be instantiated")) {
            return "its constructor failed: " + cause;
        }
        return message;
    }

    private static SetAside newer(String message) {
        String type = message.contains(" has been compiled")
                ? message.substring(0, message.indexOf(" has been compiled")).replace('/', '.')
                : "a provider";
        Matcher version = CLASS_FILE.matcher(message);
        int classFile = version.find() ? Integer.parseInt(version.group(1)) : 0;
        return new SetAside(
                type,
                "it was compiled for Java " + (classFile - FIRST_CLASS_FILE) + " (class file " + classFile
                        + "); this is Java " + Runtime.version().feature());
    }

    private static String notLinked(Throwable link) {
        Throwable initializer = link.getCause() instanceof ExceptionInInitializerError earlier ? earlier : link;
        if (initializer instanceof ExceptionInInitializerError) {
            return "a static initializer failed: " + thrownBy(initializer);
        }
        return "a class that it needs is missing: "
                + String.valueOf(link.getMessage()).replace('/', '.');
    }

    /** Only the first failure of a class has what was thrown as its cause; the later ones have a text made of it. */
    private static String thrownBy(Throwable initializer) {
        Throwable thrown = initializer.getCause();
        return thrown != null
                ? thrown.toString()
                : EARLIER.matcher(String.valueOf(initializer.getMessage())).replaceFirst("$1");
    }

    @Override
    public String toString() {
        return name + ": " + reason;
    }
}
