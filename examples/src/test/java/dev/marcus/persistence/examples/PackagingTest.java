package dev.marcus.persistence.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backends are found on the class path, on the module path and in one fat jar, each in a JVM of its own. */
class PackagingTest {
    private static final String SERVICE = "META-INF/services/dev.marcus.persistence.spi.PersistenceBackendProvider";
    private static final String MAIN = "dev.marcus.persistence.examples.Quickstart";
    private static final List<String> NEEDED = List.of(
            "persistence-",
            "examples",
            "jackson",
            "caffeine",
            "sqlite-jdbc",
            "postgresql",
            "HikariCP",
            "jspecify",
            "slf4j");

    @TempDir
    Path temp;

    /** What a program that uses the library has on its path, without what only tests need. */
    private static List<Path> runtimePath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .filter(path -> !path.endsWith("test-classes"))
                .filter(path -> NEEDED.stream().anyMatch(name -> isOf(path, name)))
                .filter(path -> !isOf(path, "persistence-tck"))
                .toList();
    }

    /** Says whether the jar, or the module that the directory of classes belongs to, has a name that begins so. */
    private static boolean isOf(Path path, String name) {
        for (Path part = path; part != null; part = part.getParent()) {
            String last = part.getFileName() == null ? "" : part.getFileName().toString();
            if (!List.of("classes", "fast", "target").contains(last)) {
                return last.startsWith(name);
            }
        }
        return false;
    }

    private static String joined(List<Path> path) {
        return String.join(File.pathSeparator, path.stream().map(Path::toString).toList());
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        File output = temp.resolve("output").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output.toPath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "file", "memory"})
    void open_onTheClassPath_findsEveryBackend(String scheme) throws Exception {
        assertThat(run(List.of("-cp", joined(runtimePath()), MAIN, scheme + ":" + temp.resolve("store"))))
                .contains("hello", "1 event(s)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "file", "memory"})
    void open_onTheModulePath_findsEveryBackend(String scheme) throws Exception {
        String module = "dev.marcus.persistence.examples/" + MAIN;
        assertThat(run(List.of("-p", joined(runtimePath()), "-m", module, scheme + ":" + temp.resolve("store"))))
                .contains("hello", "1 event(s)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "file", "memory"})
    void open_inAFatJarWithMergedServiceFiles_findsEveryBackend(String scheme) throws Exception {
        Path jar = fatJar(true);
        assertThat(run(List.of("-cp", jar.toString(), MAIN, scheme + ":" + temp.resolve("store"))))
                .contains("hello", "1 event(s)");
    }

    @Test
    void open_inAFatJarWithOneServiceFileOfThree_saysWhatIsMissing() throws Exception {
        Path jar = fatJar(false);
        StringBuilder answers = new StringBuilder();
        for (String scheme : List.of("sqlite", "file", "memory")) {
            answers.append(run(List.of("-cp", jar.toString(), MAIN, scheme + ":" + temp.resolve(scheme))));
        }
        assertThat(answers.toString().split("1 event", -1)).hasSize(2);
        assertThat(answers.toString().split("PRS-103", -1)).hasSize(3);
    }

    /** Puts everything into one jar, as shading does; without merging, the first of several equal names is kept. */
    private Path fatJar(boolean mergeServices) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Path path : runtimePath()) {
            contents(path).forEach((name, content) -> {
                if (mergeServices && name.equals(SERVICE)) {
                    files.merge(name, content, PackagingTest::lines);
                } else if (!name.equals("module-info.class") && !name.equals("META-INF/MANIFEST.MF")) {
                    files.putIfAbsent(name, content);
                }
            });
        }
        Path jar = temp.resolve("fat.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return jar;
    }

    private static byte[] lines(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.write('\n');
        both.writeBytes(second);
        return both.toByteArray();
    }

    private static Map<String, byte[]> contents(Path path) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    contents.put(
                            path.relativize(file).toString().replace(File.separatorChar, '/'),
                            Files.readAllBytes(file));
                }
            }
            return contents;
        }
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (ZipEntry entry : zip.stream().filter(e -> !e.isDirectory()).toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    contents.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return contents;
    }

    @Test
    void serviceFile_ofEveryBackend_namesWhatItsModuleProvides() {
        List<String> found = new ArrayList<>();
        for (Path path : runtimePath()) {
            byte[] service = serviceFile(path);
            if (service == null) {
                continue;
            }
            List<String> provided = ModuleFinder.of(path).findAll().stream()
                    .flatMap(module -> module.descriptor().provides().stream())
                    .map(ModuleDescriptor.Provides::providers)
                    .flatMap(List::stream)
                    .toList();
            List<String> named = new String(service, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            assertThat(named).as(path.toString()).isEqualTo(provided);
            found.addAll(named);
        }
        assertThat(found).hasSize(4);
    }

    private static byte[] serviceFile(Path path) {
        try {
            return contents(path).get(SERVICE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
