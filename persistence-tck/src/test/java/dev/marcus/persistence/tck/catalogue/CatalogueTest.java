package dev.marcus.persistence.tck.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every rule has a test that carries its number, and a test applies where the backend says so. */
class CatalogueTest {
    private static final Path TABLE = Path.of("..", "docs", "rules.md");

    private static List<KitTest> testsOf(ContractRule rule) {
        return Catalogue.tests(PersistenceBackendTck.class).stream()
                .filter(test -> test.rule().equals(rule.number()))
                .toList();
    }

    @Test
    void theContractIsReadToItsLastRule() throws IOException {
        String contract = Files.readString(Path.of("..", "docs", "contract.md"));
        List<String> numbered = Pattern.compile("(?m)^- \\*\\*(\\d+\\.\\d+)\\*\\*")
                .matcher(contract)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(numbered).hasSize(45);
        List<String> rules =
                Catalogue.rules().stream().map(ContractRule::number).toList();
        assertThat(rules).containsAll(numbered).doesNotHaveDuplicates();
        assertThat(rules).contains("8.NONE", "8.PROCESS", "8.DISK", "8.REPLICATED");
        assertThat(rules)
                .containsAll(Capability.all().stream().map(each -> "8." + each).toList());
        assertThat(Catalogue.rules())
                .allSatisfy(rule -> assertThat(rule.text()).isNotBlank().doesNotContain("\n"));
    }

    @Test
    void everyRuleHasATest() {
        assertThat(Catalogue.rules())
                .allSatisfy(rule -> assertThat(testsOf(rule))
                        .as("tests of rule " + rule.number() + ": " + rule.text())
                        .isNotEmpty());
    }

    @Test
    void everyTestIsOfARule_andNamesPromisesThatThereAre() {
        Set<String> rules = Catalogue.rules().stream().map(ContractRule::number).collect(Collectors.toSet());
        Promises none = new Promises(Set.of());
        assertThat(Catalogue.tests(PersistenceBackendTck.class)).allSatisfy(test -> {
            assertThat(rules).contains(test.rule());
            none.whyNotApplicable(test.method()); // refuses names that nothing bears
        });
    }

    @Test
    void aTestWhoseNameCarriesNoRuleIsRefused() {
        assertThat(Catalogue.ruleOf("rule_4_6_what")).isEqualTo("4.6");
        assertThat(Catalogue.ruleOf("rule_8_ATOMIC_COMMIT_what")).isEqualTo("8.ATOMIC_COMMIT");
        for (String name : List.of("what", "rule_4_what", "rule_4_6", "rule_4_6_What")) {
            assertThatThrownBy(() -> Catalogue.ruleOf(name)).hasMessageContaining(name);
        }
    }

    @Test
    void theTableInTheDocumentationIsThatOfTheKit() throws IOException {
        StringBuilder table = new StringBuilder("""
                # Rules and their tests

                Which tests of the kit check which rule of [the contract](contract.md). Made by `CatalogueTest`; the build fails if a
                rule has no test.

                | rule | says | tests |
                |---|---|---|
                """);
        for (ContractRule rule : Catalogue.rules()) {
            table.append("| %s | %s | %s |%n"
                    .formatted(
                            rule.number(),
                            rule.text().replace("|", "\\|"),
                            testsOf(rule).stream()
                                    .map(test -> "`" + test.id() + "`")
                                    .collect(Collectors.joining(", "))));
        }
        if (Boolean.getBoolean("persistence.docs.write")) {
            Files.writeString(TABLE, table);
        }
        assertThat(Files.readString(TABLE))
                .as("docs/rules.md (write it with -Dpersistence.docs.write=true)")
                .isEqualTo(table.toString());
    }

    /** Tests of every kind of gate, for a backend that promises this and one that does not. */
    static class Gated {
        @Requires("ATOMIC_COMMIT")
        void atomic() {}

        @RequiresAbsent("ATOMIC_COMMIT")
        void notAtomic() {}

        @Requires({"PROCESS", "MULTI_PROCESS"})
        void keptByMany() {}

        @Requires("DISK")
        @RequiresAbsent("MULTI_PROCESS")
        void diskOfOne() {}

        @Requires("ATOMIC_COMIT")
        void misspelt() {}

        void always() {}
    }

    private static List<String> applicable(Set<Capability> capabilities, Durability durability) {
        Limits limits = capabilities.contains(Capability.ATOMIC_COMMIT) ? Limits.DEFAULT : new Limits(100, 1 << 20, 1);
        Promises promises = Promises.of(new Capabilities(capabilities, durability, limits));
        return List.of(Gated.class.getDeclaredMethods()).stream()
                .filter(method -> !method.getName().equals("misspelt") && !method.isSynthetic())
                .filter(method -> promises.whyNotApplicable(method).isEmpty())
                .map(Method::getName)
                .sorted()
                .toList();
    }

    @Nested
    class Gate {
        @Test
        void whatIsDeclaredApplies_andWhatIsNotDoesNot() {
            assertThat(applicable(Set.of(), Durability.NONE)).containsExactly("always", "notAtomic");
            assertThat(applicable(Set.of(Capability.ATOMIC_COMMIT), Durability.PROCESS))
                    .containsExactly("always", "atomic");
            assertThat(applicable(Set.of(Capability.ATOMIC_COMMIT, Capability.MULTI_PROCESS), Durability.DISK))
                    .containsExactly("always", "atomic", "keptByMany");
            assertThat(applicable(Set.of(), Durability.REPLICATED)).containsExactly("always", "diskOfOne", "notAtomic");
        }

        @Test
        void theReasonNamesWhatIsNotDeclared() throws NoSuchMethodException {
            Promises promises = new Promises(Set.of("NONE", "ATOMIC_COMMIT"));
            assertThat(promises.whyNotApplicable(Gated.class.getDeclaredMethod("keptByMany")))
                    .hasValue("not applicable: PROCESS is not declared");
            assertThat(promises.whyNotApplicable(Gated.class.getDeclaredMethod("notAtomic")))
                    .hasValue("not applicable: ATOMIC_COMMIT is declared");
        }

        @Test
        void aNameThatNothingBearsIsRefused() throws NoSuchMethodException {
            Method misspelt = Gated.class.getDeclaredMethod("misspelt");
            assertThatThrownBy(() -> new Promises(Set.of("NONE")).whyNotApplicable(misspelt))
                    .hasMessageContaining("ATOMIC_COMIT");
            assertThatThrownBy(() -> new Promises(Set.of("DURABLE"))).hasMessageContaining("DURABLE");
        }

        @Test
        void everyCapabilityIsTestedWhereItIsDeclared_andWhereItIsNot() {
            for (Capability capability : Capability.all()) {
                assertThat(Catalogue.tests(PersistenceBackendTck.class))
                        .as("tests for backends with " + capability)
                        .anySatisfy(test -> assertThat(test.method().getAnnotation(Requires.class))
                                .isNotNull()
                                .satisfies(
                                        requires -> assertThat(requires.value()).contains(capability.name())));
                assertThat(Catalogue.tests(PersistenceBackendTck.class))
                        .as("tests for backends without " + capability)
                        .anySatisfy(test -> assertThat(test.method().getAnnotation(RequiresAbsent.class))
                                .isNotNull()
                                .satisfies(absent -> assertThat(absent.value()).contains(capability.name())));
            }
        }
    }
}
