package dev.marcus.persistence.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What is said of a provider that cannot be used, and that it does not stand in the way of the others. */
@Isolated("reads system properties")
class BrokenProvidersTest {
    private static final String ROCKS = "com.acme.RocksProvider";

    @TempDir
    Path space;

    private Jars jars;

    @BeforeEach
    void aGoodOneAtEachEnd() {
        jars = new Jars(space);
        jars.add("good-1.0.jar", "com.good.First", Jars.source("com.good.First", "first"));
    }

    private ClassLoader loader() {
        return jars.add("last-1.0.jar", "com.good.Last", Jars.source("com.good.Last", "last"))
                .loader();
    }

    private void assertOthersOpen(ClassLoader loader) {
        for (String scheme : new String[] {"first", "last"}) {
            assertThatThrownBy(() -> open(loader, scheme + ":here"))
                    .isInstanceOf(StorageException.class)
                    .hasMessage("opened " + scheme + " at 'here'");
        }
    }

    private static void open(ClassLoader loader, String url) {
        Stores.builder().classLoader(loader).url(url).open().close();
    }

    private void assertRefused(String url, String code, String message) {
        ClassLoader loader = loader();
        assertThatThrownBy(() -> open(loader, url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message)
                .satisfies(e -> assertThat(((ConfigurationException) e).code()).isEqualTo(code));
        assertOthersOpen(loader);
    }

    private void assertNotLoaded(String reason) {
        assertRefused(
                "rocks:x",
                "PRS-105",
                "PRS-105 Backend provider " + ROCKS + " could not be loaded: " + reason + ".\n"
                        + "  Mend or remove its jar, or add what it needs.");
    }

    @Test
    void open_constructorThrows_saysWhat() {
        jars.add(
                "rocks-0.9.jar",
                ROCKS,
                Jars.source(ROCKS, "rocks", "public RocksProvider() { throw new IllegalStateException(\"boom\"); }"));

        assertNotLoaded("its constructor failed: java.lang.IllegalStateException: boom");
    }

    @Test
    void open_constructorPrivate_saysSo() {
        jars.add("rocks-0.9.jar", ROCKS, Jars.source(ROCKS, "rocks", "private RocksProvider() {}"));

        assertNotLoaded("it has no public constructor without parameters");
    }

    @Test
    void open_classAbsent_saysSo() {
        jars.name("rocks-0.9.jar", ROCKS);

        assertNotLoaded("it is named in a service file, but its class is missing");
    }

    @Test
    void open_classOfAnotherKind_saysSo() {
        jars.add("rocks-0.9.jar", ROCKS, "package com.acme; public class RocksProvider {}");

        assertNotLoaded(
                "it is not a PersistenceBackendProvider: it sees another copy of persistence-api; keep the API in one"
                        + " place");
    }

    @Test
    void open_classFileTooNew_saysForWhichJava() throws IOException {
        jars.add("rocks-0.9.jar", ROCKS, Jars.source(ROCKS, "rocks"));
        Path file = jars.classFile("rocks-0.9.jar", ROCKS);
        byte[] bytes = Files.readAllBytes(file);
        bytes[6] = 0;
        bytes[7] = 99;
        Files.write(file, bytes);

        assertNotLoaded("it was compiled for Java 55 (class file 99); this is Java "
                + Runtime.version().feature());
    }

    @Test
    void open_staticInitialiserFails_saysWhatAlsoTheSecondTime() {
        jars.add("rocks-0.9.jar", ROCKS, Jars.source(ROCKS, "rocks", "static final int X = Integer.parseInt(\"x\");"));

        ClassLoader loader = loader();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> open(loader, "rocks:x"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage(
                            "PRS-105 Backend provider " + ROCKS + " could not be loaded: a static initializer failed:"
                                    + " java.lang.NumberFormatException: For input string: \"x\".\n"
                                    + "  Mend or remove its jar, or add what it needs.");
        }
        assertOthersOpen(loader);
    }

    @Test
    void open_superclassMissing_namesIt() throws IOException {
        jars.compile("rocks-0.9.jar", "com.acme.Base", "package com.acme; public class Base {}");
        jars.add(
                "rocks-0.9.jar",
                ROCKS,
                Jars.source(ROCKS, "rocks")
                        .replace("RocksProvider implements", "RocksProvider extends Base implements"));
        Files.delete(jars.classFile("rocks-0.9.jar", "com.acme.Base"));

        assertRefused("rocks:x", "PRS-103", """
                PRS-103 Unknown backend 'rocks' in "rocks:x".
                  A backend is found if its jar is on the class path or module path.
                  Found: first, last.   Set aside: a provider: a class that it needs is missing: com.acme.Base.""");
    }

    @Test
    void open_serviceFileMalformed_isSetAside() {
        jars.name("rocks-0.9.jar", "not a class");

        ClassLoader loader = loader();
        assertThatThrownBy(() -> open(loader, "rocks:x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("PRS-103 Unknown backend 'rocks'")
                .hasMessageContaining("Illegal configuration-file syntax");
        assertOthersOpen(loader);
    }

    @Test
    void open_schemeMalformed_isSetAsideWithTheReason() {
        jars.add("rocks-0.9.jar", ROCKS, Jars.source(ROCKS, "Rocks!"));

        assertRefused(
                "unlike:x",
                "PRS-103",
                "PRS-103 Unknown backend 'unlike' in \"unlike:x\".\n"
                        + "  A backend is found if its jar is on the class path or module path.\n"
                        + "  Found: first, last.   Set aside: " + ROCKS
                        + ": its scheme 'Rocks!' is none (expected: [a-z][a-z0-9+.-]{1,31}).");
    }

    @Test
    void open_otherSpiVersion_saysWhichIsNeeded() {
        jars.add("rocks-2.0.jar", ROCKS, Jars.source(ROCKS, "rocks", "public int spiVersion() { return 2; }"));

        assertRefused(
                "rocks:x",
                "PRS-104",
                "PRS-104 Backend 'rocks' (" + ROCKS
                        + ", from rocks-2.0.jar) was built for SPI 2; this persistence-api supports"
                        + " SPI 1.\n  Use a version of the backend that was built for SPI 1, or the persistence-api"
                        + " that it was built for.");
    }

    @Test
    void open_missingMethodOfTheSpi_isSetAside() throws IOException {
        jars.add(
                "rocks-0.9.jar",
                ROCKS,
                Jars.source(ROCKS, "rocks", "public Gone gone() { return null; }")
                        .replace("public class", "class Gone {}\npublic class"));
        Files.delete(jars.classFile("rocks-0.9.jar", "com.acme.Gone"));

        ClassLoader loader = loader();
        assertThatThrownBy(() -> open(loader, "rocks:x"))
                .isInstanceOfAny(ConfigurationException.class, StorageException.class);
        assertOthersOpen(loader);
    }

    @Test
    void open_twoForOneScheme_areBothNamed() {
        jars.add("rocks-0.9.jar", ROCKS, Jars.source(ROCKS, "rocks"));
        jars.add("other-1.0.jar", "com.other.Rocks", Jars.source("com.other.Rocks", "rocks"));

        assertRefused(
                "rocks:x",
                "PRS-106",
                "PRS-106 Two providers claim the scheme 'rocks': " + ROCKS + " (rocks-0.9.jar) and com.other.Rocks"
                        + " (other-1.0.jar). Remove one, or pass the provider object to the builder.");
    }
}
