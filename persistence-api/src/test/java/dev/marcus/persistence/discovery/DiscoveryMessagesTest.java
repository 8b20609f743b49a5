package dev.marcus.persistence.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a backend is chosen, and the whole text of every refusal. */
@Isolated("sets a system property")
class DiscoveryMessagesTest {
    private static final String PROPERTY = "persistence.url";
    private static final String ROCKS = "com.acme.Rocks";
    private static final String MARS = "com.mars.Mars";

    @TempDir
    Path space;

    private Jars jars;
    private String before;

    @BeforeEach
    void rememberProperty() {
        jars = new Jars(space);
        before = System.getProperty(PROPERTY);
        System.clearProperty(PROPERTY);
    }

    @AfterEach
    void restoreProperty() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    private void add(String name, String scheme, String... members) {
        jars.add(scheme + "-1.0.jar", name, Jars.source(name, scheme, members));
    }

    /** A provider in a package of the project, as only its own have. */
    private void addOwn(String scheme, String... members) {
        add("dev.marcus.persistence.stub.Stub" + scheme, scheme, members);
    }

    private Stores.Builder builder() {
        return Stores.builder().classLoader(jars.loader());
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Stores.Builder builder) {
        return assertThatThrownBy(builder::open).isInstanceOf(ConfigurationException.class);
    }

    private static void assertOpened(Stores.Builder builder, String scheme, String location) {
        assertThatThrownBy(builder::open)
                .isInstanceOf(StorageException.class)
                .hasMessage("opened " + scheme + " at '" + location + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "C:\\data\\x.db | it looks like a Windows path; write file:C:\\data\\x.db",
                "C:/data/x | it looks like a Windows path; write file:C:/data/x",
                "data/app.db | write the backend before a colon, such as sqlite:data/app.db",
                "1rocks:x | write the backend before a colon, such as sqlite:data/app.db",
                "r_cks:x | write the backend before a colon, such as sqlite:data/app.db",
                ":x | write the backend before a colon, such as sqlite:data/app.db",
                "rocks:x? | behind the question mark write name=value, and & between two of them",
                "rocks:x?a=1& | behind the question mark write name=value, and & between two of them",
                "rocks:x?=1 | behind the question mark write name=value, and & between two of them",
                "rocks:x?a=1&a=1 | the setting 'a' is given twice",
                "rocks:x?a=100% | a percent sign in a value is written %25",
            })
    void open_malformedUrl_isRefusedWithAdvice(String url, String advice) {
        assertRefused(builder().url(url)).hasMessage("PRS-100 \"" + url + "\" names no store: " + advice + ".");
    }

    @Test
    void open_urlOfAnotherProvider_isRefused() throws ReflectiveOperationException {
        add(ROCKS, "rocks");
        PersistenceBackendProvider rocks = (PersistenceBackendProvider)
                jars.loader().loadClass(ROCKS).getConstructor().newInstance();

        assertRefused(Stores.builder().provider(rocks).url("mars://me:secret@host/x"))
                .hasMessage(
                        "PRS-100 \"mars://****@host/x\" does not belong to the given provider: its scheme is 'rocks'.");
        assertOpened(Stores.builder().provider(rocks), "rocks", "");
        assertOpened(Stores.builder().provider(rocks).url("rocks:a%3Fb"), "rocks", "a?b");
    }

    @Test
    void open_nothingThere_saysWhatToAdd() {
        assertRefused(builder())
                .message()
                .matches("\\QPRS-101 No persistence backend found.\n  Searched: the given loader\\E"
                        + "(, the context loader of thread '[^']+')?(, the loader of persistence-api)?(, the module path)?"
                        + "\\Q.\n  Set aside: none.\n"
                        + "  Add one of these dependencies:\n"
                        + "    dev.marcus.persistence:persistence-sqlite    one database file (a good first choice)\n"
                        + "    dev.marcus.persistence:persistence-file      readable JSON files\n"
                        + "    dev.marcus.persistence:persistence-memory    for tests; nothing survives the process\n"
                        + "    dev.marcus.persistence:persistence-postgresql    a server, for several machines\n"
                        + "  In a fat jar the service files must be merged, or all but one are lost:\n"
                        + "    Maven shade: ServicesResourceTransformer    Gradle shadow: mergeServiceFiles()\\E");
    }

    @Test
    void open_onlyBrokenOnesThere_listsThem() {
        jars.name("rocks-1.0.jar", ROCKS);

        assertRefused(builder())
                .hasMessageContaining(
                        "\n  Set aside: " + ROCKS + ": it is named in a service file, but its class is missing.\n");
    }

    @Test
    void open_twoHoldData_namesBothPlaces() {
        add(ROCKS, "rocks", Jars.holdsDataAt("data/rocks"));
        addOwn("sqlite", Jars.holdsDataAt("data/app.db"));
        addOwn("memory");

        assertRefused(builder())
                .hasMessage(
                        "PRS-102 Several backends could be meant: memory, rocks, sqlite. None was chosen, because choosing"
                                + " another store than last time would look like lost data.\n"
                                + "  memory    dev.marcus.persistence.stub.Stubmemory    not known to hold data\n"
                                + "  rocks    com.acme.Rocks    holds data at data/rocks\n"
                                + "  sqlite    dev.marcus.persistence.stub.Stubsqlite    holds data at data/app.db\n"
                                + "  Say which:  Persistence.open(\"memory:\")   or   -Dpersistence.url=memory:   or  "
                                + " PERSISTENCE_URL\n"
                                + "  or remove the others from the class path.");
    }

    @Test
    void open_thirdPartyBesideAnother_isAmbiguous() {
        add(ROCKS, "rocks", "public Evidence probe(BackendConfig c) { return Evidence.EMPTY; }");
        addOwn("sqlite");

        assertRefused(builder())
                .hasMessage(
                        "PRS-102 Several backends could be meant: rocks, sqlite. None was chosen, because choosing another"
                                + " store than last time would look like lost data.\n"
                                + "  rocks    com.acme.Rocks    empty\n"
                                + "  sqlite    dev.marcus.persistence.stub.Stubsqlite    not known to hold data\n"
                                + "  Say which:  Persistence.open(\"rocks:\")   or   -Dpersistence.url=rocks:   or   PERSISTENCE_URL\n"
                                + "  or remove the others from the class path.");
    }

    @Test
    void open_thirdPartyUnderAnOwnScheme_hasNoRank() {
        add("com.acme.Sqlite", "sqlite");
        addOwn("memory");

        assertRefused(builder()).hasMessageStartingWith("PRS-102 Several backends could be meant: memory, sqlite.");
    }

    @Test
    void open_oneCandidate_isChosen() {
        add(ROCKS, "rocks", "public String defaultLocation() { return \"data/rocks\"; }");

        assertOpened(builder(), "rocks", "data/rocks");
    }

    @Test
    void open_ownOnesAlone_goByTheirRank() {
        addOwn("memory");
        addOwn("file");
        assertOpened(builder(), "file", "");

        addOwn("sqlite");
        assertOpened(builder(), "sqlite", "");
    }

    @Test
    void open_oneHoldsData_comesBeforeTheRank() {
        addOwn("sqlite");
        addOwn("memory");
        addOwn("file", Jars.holdsDataAt("data/state"));

        assertOpened(builder(), "file", "data/state");
    }

    @Test
    void open_requirementNobodyMeets_isRefused() {
        addOwn("memory");

        assertRefused(builder().require(Durability.PROCESS).require(Capability.ATOMIC_COMMIT))
                .hasMessage(
                        "PRS-107 'memory' lacks ATOMIC_COMMIT, durability PROCESS, which this application requires.   With"
                                + " it: none of those found.")
                .hasCauseInstanceOf(UnsupportedException.class);
    }

    @Test
    void open_requirementTheNamedOneLacks_namesThoseWithIt() {
        addOwn("memory");
        add(ROCKS, "rocks", Jars.capabilities("DISK"));
        add(MARS, "mars", Jars.capabilities("REPLICATED"));

        assertRefused(builder().require(Durability.DISK).url("memory:"))
                .hasMessage(
                        "PRS-107 'memory' lacks durability DISK, which this application requires.   With it: mars, rocks"
                                + " (found).");
        assertOpened(builder().require(Durability.REPLICATED), "mars", "");
    }

    @Test
    void open_exclusiveButOthersMayWrite_isRefusedBeforeItIsOpened_andPlaysNoPartInTheChoice() {
        addOwn("sqlite", Jars.shared());
        addOwn("memory");
        String refusal = "PRS-120 'sqlite' lets several processes write at once, and a cache would not be told what the"
                + " others write.\n  Leave it out, or choose a backend for one process: memory"
                + " (found).";

        assertRefused(builder().exclusiveFor("a cache").url("sqlite:x")).hasMessage(refusal);
        assertRefused(builder().exclusiveFor("a cache")).hasMessage(refusal);
        assertOpened(builder().exclusiveFor("a cache").url("memory:x"), "memory", "x");
    }

    @Test
    void open_systemProperty_comesBeforeTheClassPathAndAfterTheUrl() {
        addOwn("sqlite");
        addOwn("memory");
        System.setProperty(PROPERTY, "memory:there");

        assertOpened(builder(), "memory", "there");
        assertOpened(builder().url("sqlite:here"), "sqlite", "here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres | '   Did you mean ''postgresql''?' | It is provided by"
                        + " dev.marcus.persistence:persistence-postgresql, which is not on the class path.",
                "sqlite | '' | It is provided by dev.marcus.persistence:persistence-sqlite, which is not on the class path.",
                "sqlite3 | '   Did you mean ''sqlite''?' | It is provided by dev.marcus.persistence:persistence-sqlite, which"
                        + " is not on the class path.",
                "rock | '   Did you mean ''rocks''?' | A backend is found if its jar is on the class path or module path.",
            })
    void open_unknownScheme_saysWhatIsMeantAndWhereItIs(String scheme, String meant, String advice) {
        add(ROCKS, "rocks");
        add(MARS, "mars");

        assertRefused(builder().url(scheme + ":x"))
                .hasMessage("PRS-103 Unknown backend '" + scheme + "' in \"" + scheme + ":x\"." + meant + "\n  "
                        + advice + "\n  Found: mars, rocks.   Set aside: none.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "db://me:secret@host/x | db://****@host/x",
                "db://me:se@cret@host/x | db://****@host/x",
                "db:x?user=me&password=secret&a=1 | db:x?user=me&password=****&a=1",
                "db:x?accessToken=secret | db:x?accessToken=****",
                "db:x?API_KEY=secret&pwd=secret | db:x?API_KEY=****&pwd=****",
                "db:x?clientSecret=se=cret | db:x?clientSecret=****",
            })
    void open_secretsInTheUrl_areNotShown(String url, String shown) {
        assertRefused(builder().url(url))
                .hasMessageStartingWith("PRS-103 Unknown backend 'db' in \"" + shown + "\".")
                .hasMessageNotContaining("cret@");
    }

    @Test
    void open_placeOfAnotherBackend_isRefused() {
        add(ROCKS, "rocks", "public Evidence probe(BackendConfig c) { return Evidence.EMPTY; }");
        add(MARS, "mars", Jars.holdsDataAt("data/app.db"));

        assertRefused(builder().url("rocks:data/app.db"))
                .hasMessage("PRS-108 data/app.db was written by 'mars', not 'rocks'. Nothing was changed.\n"
                        + "  Open it with mars:data/app.db, or name another place.");
        assertOpened(builder().url("rocks:data/other"), "rocks", "data/other");
    }

    @Test
    void open_unknownSetting_saysWhichAreKnown() {
        add(
                ROCKS,
                "rocks",
                "public List<Setting<?>> settings() { return List.of(Setting.ofText(\"durability\", \"disk\"),"
                        + " Setting.ofInt(\"poolSize\", 4, 1, 64)); }");
        add(MARS, "mars");

        assertRefused(builder().url("rocks:x?durabilty=disk"))
                .hasMessage(
                        "PRS-109 Unknown setting 'durabilty' of rocks (expected: durability, poolSize). Did you mean"
                                + " 'durability'?");
        assertRefused(builder().url("rocks:x?zzz=1"))
                .hasMessage("PRS-109 Unknown setting 'zzz' of rocks (expected: durability, poolSize).");
        assertRefused(builder().url("mars:x?a=1")).hasMessage("PRS-109 Unknown setting 'a' of mars (expected: none).");
        assertRefused(builder().url("rocks:x?poolSize=65"))
                .hasMessage("PRS-110 Setting 'poolSize' of rocks: '65' (expected: 1 to 64)");
        assertRefused(builder().url("rocks:x?poolSize="))
                .hasMessage("PRS-110 Setting 'poolSize' of rocks: '' (expected: 1 to 64)");
        assertOpened(builder().url("rocks:x?poolSize=64"), "rocks", "x");
    }

    @Test
    void open_pathThatIsNone_isRefusedAndNotTakenForAnother() {
        add(ROCKS, "rocks", "public Evidence probe(BackendConfig c) { c.path(); return Evidence.EMPTY; }");

        assertRefused(builder().url("rocks://user:hunter2@data/app.db"))
                .hasMessage(
                        "PRS-110 The location of rocks: // names a host (expected: a path, as in rocks:data/store, or"
                                + " rocks:/data/store from the root)");
        assertRefused(builder().url("rocks:data/\0/app.db"))
                .hasMessageStartingWith(
                        "PRS-110 The location of rocks: Nul character not allowed" + " (expected: a path, as in ");
        assertOpened(builder().url("rocks:///data/app.db"), "rocks", "///data/app.db");
    }

    @Test
    void open_locationThatIsNoPathToOthers_isLeftToItsBackend() {
        add(ROCKS, "rocks", "public Evidence probe(BackendConfig c) { c.path(); return Evidence.EMPTY; }");
        add(MARS, "mars");

        assertOpened(builder().url("mars://host:5432/app"), "mars", "//host:5432/app");
    }

    @Test
    void open_contextLoaderWithoutAnything_findsWhatTheGivenLoaderSees() {
        add(ROCKS, "rocks");
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(null);
        try {
            assertOpened(builder().url("rocks:x"), "rocks", "x");
            Thread.currentThread().setContextClassLoader(jars.loader());
            assertOpened(Stores.builder().url("rocks:x"), "rocks", "x");
            assertThat(Thread.currentThread().getContextClassLoader()).isNotNull();
        } finally {
            Thread.currentThread().setContextClassLoader(context);
        }
    }
}
