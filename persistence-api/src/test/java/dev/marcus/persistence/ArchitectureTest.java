package dev.marcus.persistence;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.marcus.persistence.error.PersistenceException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no compiler holds: who may use whom, and what is not called at all. */
class ArchitectureTest {
    private static final String ROOT = "dev.marcus.persistence.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes"))
            .importPackages("dev.marcus.persistence");

    /** Calls by owner, name and the exact types of the parameters. */
    private static final Set<String> FORBIDDEN = Set.of(
            "java.time.Instant.now()",
            "java.time.LocalDate.now()",
            "java.time.LocalDateTime.now()",
            "java.lang.System.currentTimeMillis()",
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.lang.String.getBytes()",
            "java.lang.String.<init>([B)",
            "java.lang.String.<init>([B, int, int)",
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.lang.String.formatted([Ljava.lang.Object;)",
            "java.lang.Thread.sleep(long)",
            "java.util.Collection.parallelStream()",
            "java.util.ServiceLoader.load(java.lang.Class)");

    private static String signature(JavaCall<?> call) {
        CodeUnitCallTarget target = call.getTarget();
        return target.getOwner().getName() + "." + target.getName() + "("
                + String.join(
                        ", ",
                        target.getRawParameterTypes().stream()
                                .map(JavaClass::getName)
                                .toList())
                + ")";
    }

    @Test
    void calls_thatDependOnTheMachineOrItsClock_areNotMade() {
        assertThat(CLASSES).isNotEmpty();
        noClasses()
                .should()
                .callCodeUnitWhere(DescribedPredicate.describe(
                        "it is forbidden",
                        call -> FORBIDDEN.contains(signature(call))
                                || call.getTarget().getName().equals("parallelStream")
                                || call.getTarget().getName().equals("parallel")
                                        && call.getTargetOwner().isAssignableTo(Stream.class)))
                .check(CLASSES);
    }

    @Test
    void futures_thatRunElsewhere_nameTheirExecutor() {
        noClasses()
                .should()
                .callCodeUnitWhere(DescribedPredicate.describe(
                        "it runs on the common pool",
                        call -> call.getTargetOwner().isAssignableTo(CompletableFuture.class)
                                && call.getTarget().getName().endsWith("Async")
                                && call.getTarget().getRawParameterTypes().stream()
                                        .noneMatch(type -> type.isEquivalentTo(Executor.class))))
                .check(CLASSES);
    }

    @Test
    void serviceLoader_isUsedByTheCatalogAlone() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "discovery.Catalog")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ServiceLoader.class)
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCyclesAndDependDownwardsAlone() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
        List<String> upwards = List.of("error", "document", "query", "store", "spi", "backup", "engine", "discovery");
        var layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String layer : upwards) {
            layers = layers.layer(layer).definedBy(ROOT + layer + "..");
        }
        for (int i = 0; i < upwards.size() - 1; i++) {
            layers = layers.whereLayer(upwards.get(i))
                    .mayOnlyBeAccessedByLayers(
                            upwards.subList(i + 1, upwards.size()).toArray(new String[0]));
        }
        layers.whereLayer("discovery").mayNotBeAccessedByAnyLayer().check(CLASSES);
    }

    @Test
    void exceptions_areOpenForMoreSubtypes() {
        classes()
                .that(are(DescribedPredicate.describe(
                        "exceptions", (JavaClass type) -> type.isAssignableTo(PersistenceException.class))))
                .should()
                .notHaveModifier(FINAL)
                .check(CLASSES);
        assertThat(CLASSES.stream()
                        .filter(type -> type.isAssignableTo(PersistenceException.class))
                        .filter(type -> type.reflect().isSealed()))
                .isEmpty();
    }

    @Test
    void publicSignatures_mentionTheJdkJSpecifyAndExportedPackagesAlone() {
        Set<String> exported = Set.of("discovery", "document", "error", "query", "spi", "store");
        List<String> foreign = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            if (!type.getModifiers().contains(JavaModifier.PUBLIC) || !isExported(type, exported)) {
                continue;
            }
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                boolean seen = unit.getModifiers().contains(JavaModifier.PUBLIC)
                        || unit.getModifiers().contains(JavaModifier.PROTECTED);
                unit.getAllInvolvedRawTypes().stream()
                        .map(JavaClass::getBaseComponentType)
                        .filter(used -> seen && !used.isPrimitive() && !isAllowed(used, exported))
                        .forEach(used -> foreign.add(unit.getFullName() + " mentions " + used.getName()));
            }
        }
        assertThat(foreign).isEmpty();
    }

    private static boolean isExported(JavaClass type, Set<String> exported) {
        return type.getPackageName().startsWith(ROOT)
                && exported.contains(type.getPackageName().substring(ROOT.length()));
    }

    private static boolean isAllowed(JavaClass used, Set<String> exported) {
        return used.getPackageName().startsWith("java.")
                || used.getPackageName().startsWith("org.jspecify.")
                || isExported(used, exported) && used.getModifiers().contains(JavaModifier.PUBLIC);
    }
}
