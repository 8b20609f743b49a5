package dev.marcus.persistence.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.ToolProvider;

/** Directories that stand for jars with providers, compiled when they are needed and seen through a class loader. */
final class Jars {
    private static final String SERVICE = "META-INF/services/dev.marcus.persistence.spi.PersistenceBackendProvider";

    private final Path space;
    private final List<Path> jars = new ArrayList<>();

    Jars(Path space) {
        this.space = space;
    }

    /** A provider whose opening fails with a message that says it was reached. */
    static String source(String name, String scheme, String... members) {
        int dot = name.lastIndexOf('.');
        return "package " + name.substring(0, dot) + ";\n"
                + "import dev.marcus.persistence.error.*;\n"
                + "import dev.marcus.persistence.spi.*;\n"
                + "import dev.marcus.persistence.store.*;\n"
                + "import java.util.*;\n"
                + "public class " + name.substring(dot + 1) + " implements PersistenceBackendProvider {\n"
                + "  public String scheme() { return \"" + scheme + "\"; }\n"
                + "  public PersistenceBackend open(BackendConfig c) {\n"
                + "    settings().forEach(c::get);\n"
                + "    throw new StorageException(\"opened " + scheme + " at '\" + c.location() + \"'\");\n"
                + "  }\n"
                + (has(members, "int spiVersion") ? "" : "  public int spiVersion() { return SpiVersion.CURRENT; }\n")
                + (has(members, "Capabilities capabilities") ? "" : "  " + capabilities("NONE") + "\n")
                + "  " + String.join("\n  ", members) + "\n}\n";
    }

    private static boolean has(String[] members, String part) {
        return String.join("\n", members).contains(part);
    }

    static String capabilities(String durability) {
        return "public Capabilities capabilities() { return new Capabilities(Set.of(), Durability." + durability
                + ", new Limits(100, 1 << 20, 1)); }";
    }

    /** What a backend promises that lets other processes write. */
    static String shared() {
        return "public Capabilities capabilities() { return new Capabilities(Set.of(Capability.MULTI_PROCESS),"
                + " Durability.NONE, new Limits(100, 1 << 20, 1)); }";
    }

    /** A look that finds data at this place alone. */
    static String holdsDataAt(String place) {
        return "public String defaultLocation() { return \"" + place + "\"; }"
                + " public Evidence probe(BackendConfig c) {"
                + " return c.location().equals(\"" + place + "\") ? Evidence.HOLDS_DATA : Evidence.EMPTY; }";
    }

    /** Adds a jar with this provider, named in its service file. */
    Jars add(String jar, String name, String source) {
        compile(jar, name, source);
        return name(jar, name);
    }

    Jars add(String jar, String name, String scheme, String[] members) {
        return add(jar, name, source(name, scheme, members));
    }

    /** Writes a line of a service file. */
    Jars name(String jar, String line) {
        Path service = root(jar).resolve(SERVICE);
        try {
            Files.createDirectories(service.getParent());
            Files.writeString(service, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Compiles a class into a jar. */
    Jars compile(String jar, String name, String source) {
        try {
            Path file = space.resolve("src").resolve(name.replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source);
            String path = System.getProperty("java.class.path") + java.io.File.pathSeparator + root(jar);
            int result = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-cp",
                            path,
                            "-d",
                            root(jar).toString(),
                            file.toString());
            if (result != 0) {
                throw new IllegalStateException("javac: " + result + " (expected: 0)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Path classFile(String jar, String name) {
        return root(jar).resolve(name.replace('.', '/') + ".class");
    }

    private Path root(String jar) {
        Path root = space.resolve(jar.toLowerCase(Locale.ROOT));
        if (!jars.contains(root)) {
            jars.add(root);
            root.toFile().mkdirs();
        }
        return root;
    }

    ClassLoader loader() {
        return new URLClassLoader(jars.stream().map(Jars::url).toArray(URL[]::new), Jars.class.getClassLoader());
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
