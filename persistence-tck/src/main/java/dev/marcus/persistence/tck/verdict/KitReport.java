package dev.marcus.persistence.tck.verdict;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.spi.SpiVersion;
import dev.marcus.persistence.tck.catalogue.BackendUnderTest;
import dev.marcus.persistence.tck.catalogue.Catalogue;
import dev.marcus.persistence.tck.catalogue.ContractRule;
import dev.marcus.persistence.tck.catalogue.KitTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A verdict and what it rests on, as Markdown and as JSON. */
final class KitReport {
    private final KitRun run;

    KitReport(KitRun run) {
        this.run = run;
    }

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        String name = run.testClass().getName();
        Files.writeString(directory.resolve(name + ".md"), markdown());
        Files.writeString(directory.resolve(name + ".json"), Document.of(json()).toJson() + "\n");
    }

    private Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        String version = KitReport.class.getPackage().getImplementationVersion();
        facts.put("backend", run.backend().map(BackendUnderTest::scheme).orElse("unknown"));
        facts.put("artifact", run.backend().map(BackendUnderTest::artifact).orElse("unknown"));
        facts.put(
                "promises",
                run.backend().map(backend -> backend.promises().toString()).orElse("unknown"));
        facts.put("limits", run.backend().map(BackendUnderTest::limits).orElse("unknown"));
        facts.put("kit", version == null ? "built from source" : version);
        facts.put("spi", SpiVersion.CURRENT);
        facts.put("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("scale", Integer.getInteger("persistence.tck.scale", 1));
        facts.put("finished", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return facts;
    }

    private Map<String, Object> json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("verdict", run.verdict().toString());
        report.put("test_class", run.testClass().getName());
        report.putAll(facts());
        report.put("counts", run.counts());
        report.put("objections", run.objections());
        List<Map<String, Object>> rules = new ArrayList<>();
        for (ContractRule rule : Catalogue.rules()) {
            List<Map<String, Object>> tests = new ArrayList<>();
            for (KitTest test : run.testsOf(rule)) {
                tests.add(Map.of(
                        "test", test.id(),
                        "outcome", run.outcome(test).kind().toString(),
                        "reason", run.outcome(test).reason()));
            }
            rules.add(Map.of(
                    "rule", rule.number(), "outcome", run.outcome(rule).kind().toString(), "tests", tests));
        }
        report.put("rules", rules);
        return report;
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("# " + run.verdict() + "\n\n");
        text.append("`")
                .append(run.testClass().getName())
                .append("`: ")
                .append(run.counts())
                .append("\n\n");
        facts().forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append("\n"));
        run.objections()
                .forEach(objection -> text.append("\n**").append(objection).append("**\n"));
        text.append("\n| rule | outcome | why |\n|---|---|---|\n");
        for (ContractRule rule : Catalogue.rules()) {
            Outcome outcome = run.outcome(rule);
            text.append("| ")
                    .append(rule.number())
                    .append(" | ")
                    .append(outcome.kind())
                    .append(" | ")
                    .append(cell(outcome.reason()))
                    .append(" |\n");
        }
        text.append("\n| test | outcome | why |\n|---|---|---|\n");
        for (ContractRule rule : Catalogue.rules()) {
            for (KitTest test : run.testsOf(rule)) {
                Outcome outcome = run.outcome(test);
                text.append("| ")
                        .append(test.id())
                        .append(" | ")
                        .append(outcome.kind())
                        .append(" | ")
                        .append(cell(outcome.reason()))
                        .append(" |\n");
            }
        }
        return text.toString();
    }

    /** Returns the text in one line and without the sign that ends a cell. */
    private static String cell(String text) {
        String line = text.replaceAll("\\s+", " ").replace("|", "\\|");
        return line.length() > 400 ? line.substring(0, 400) + "…" : line;
    }
}
