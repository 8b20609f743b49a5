package dev.marcus.persistence.tck.verdict;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import dev.marcus.persistence.tck.catalogue.BackendUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Watches every run of JUnit in which the kit takes part, and writes a report for each class that extends it:
 * {@code CLASS.md} and {@code CLASS.json} in {@code target/persistence-tck}, or where the system property
 * {@code persistence.tck.reports} says. Found by the service loader.
 */
public final class KitListener implements TestExecutionListener {
    private final Map<Class<?>, KitRun> runs = new LinkedHashMap<>();
    private final Path directory;
    private @Nullable TestPlan plan;

    /** For the service loader. */
    public KitListener() {
        this(Path.of(System.getProperty("persistence.tck.reports", "target/persistence-tck")));
    }

    KitListener(Path directory) {
        this.directory = directory;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
        runs.clear();
        started.getRoots().forEach(this::addRuns);
    }

    private void addRuns(TestIdentifier identifier) {
        kitClass(identifier).ifPresent(type -> runs.put(type, new KitRun(type)));
        plan().getChildren(identifier).forEach(this::addRuns);
    }

    /** Returns the class that extends the kit, if that is what the identifier stands for. */
    private static Optional<Class<?>> kitClass(TestIdentifier identifier) {
        return identifier
                .getSource()
                .filter(ClassSource.class::isInstance)
                .<Class<?>>map(source -> ((ClassSource) source).getJavaClass())
                .filter(type -> PersistenceBackendTck.class.isAssignableFrom(type)
                        && !Modifier.isAbstract(type.getModifiers()));
    }

    private Optional<KitRun> runOf(TestIdentifier identifier) {
        for (Optional<TestIdentifier> each = Optional.of(identifier);
                each.isPresent();
                each = plan().getParent(each.get())) {
            Optional<KitRun> run = kitClass(each.get()).map(runs::get);
            if (run.isPresent()) {
                return run;
            }
        }
        return Optional.empty();
    }

    /** Returns the group and name of the kit's own test; empty for tests that an author added or put in its place. */
    private static Optional<String> kitTest(TestIdentifier identifier) {
        String kit = PersistenceBackendTck.class.getName() + "$";
        return identifier
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .filter(source -> source.getClassName().startsWith(kit))
                .map(source -> source.getClassName().substring(kit.length()) + "." + source.getMethodName());
    }

    @Override
    public void executionSkipped(TestIdentifier identifier, String reason) {
        kitTest(identifier).ifPresent(test -> runOf(identifier).ifPresent(run -> run.skipped(test, reason)));
        plan().getChildren(identifier).forEach(child -> executionSkipped(child, reason));
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        kitTest(identifier).ifPresent(test -> runOf(identifier).ifPresent(run -> run.finished(test, result)));
    }

    @Override
    public void reportingEntryPublished(TestIdentifier identifier, ReportEntry entry) {
        BackendUnderTest.from(entry.getKeyValuePairs())
                .ifPresent(backend -> runOf(identifier).ifPresent(run -> run.published(backend)));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        for (KitRun run : runs.values()) {
            try {
                new KitReport(run).write(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the verdict on " + run.testClass().getName() + " was not written", e);
            }
        }
    }

    private TestPlan plan() {
        if (plan == null) {
            throw new IllegalStateException("no run has started");
        }
        return plan;
    }
}
