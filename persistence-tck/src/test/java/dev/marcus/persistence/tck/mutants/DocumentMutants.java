package dev.marcus.persistence.tck.mutants;

import static dev.marcus.persistence.tck.mutants.Broken.changes;
import static dev.marcus.persistence.tck.mutants.Broken.documents;
import static dev.marcus.persistence.tck.mutants.Broken.puts;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Change;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Defects of names, keys and documents. */
final class DocumentMutants {
    private DocumentMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        names(all);
        values(all);
        limits(all);
        return all;
    }

    private static void names(List<Mutant> all) {
        all.add(Mutant.of(
                "trims-keys", "keys are trimmed", "NamesAndKeys.rule_2_2_everyValidKey", keys(String::strip)));
        all.add(Mutant.of(
                "folds-keys",
                "keys that differ in case are one",
                "NamesAndKeys.rule_2_2_everyValidKey",
                keys(key -> key.toLowerCase(Locale.ROOT))));
        all.add(Mutant.of(
                "normalises-keys",
                "composed and decomposed letters are one key",
                "NamesAndKeys.rule_2_2_everyValidKey",
                keys(key -> Normalizer.normalize(key, Normalizer.Form.NFC))));
        all.add(Mutant.of(
                "cuts-keys",
                "keys are cut at 255 characters",
                "NamesAndKeys.rule_2_2_aKeyCountsToItsLastByte",
                keys(key -> key.substring(0, Math.min(key.length(), 255)))));
        all.add(Mutant.of(
                "folds-collections",
                "collections that differ in case are one",
                "NamesAndKeys.rule_2_1_everyValidCollectionName",
                collections(name -> name.toLowerCase(Locale.ROOT))));
        all.add(Mutant.of(
                "reserves-collections",
                "device names of another system are refused",
                "NamesAndKeys.rule_2_1_everyValidCollectionName",
                collections(name -> {
                    if (name.equalsIgnoreCase("con") || name.equalsIgnoreCase("nul")) {
                        throw new InvalidRequestException("collection '" + name + "' is reserved");
                    }
                    return name;
                })));
        all.add(new Mutant(
                "writes-outside",
                "a key is used as the name of a file, which may lie anywhere",
                "NamesAndKeys.rule_2_2_noKeyBecomesAPath",
                config -> puts(put -> {
                            writeBeside(Path.of(config.location()), put.key());
                            return put;
                        })
                        .apply(Sound.open(config))));
    }

    private static void writeBeside(Path space, String key) {
        try {
            Files.writeString(
                    space.resolveSibling(space.getFileName() + ".d")
                            .resolve(key)
                            .normalize(),
                    "x");
        } catch (IOException | RuntimeException e) {
            // most keys name no file that can be written
        }
    }

    private static void values(List<Mutant> all) {
        String comesBack = "Documents.rule_2_5_everyValueComesBackAsItWasStored";
        all.add(Mutant.of(
                "drops-nulls", "members with null are dropped", comesBack, documents(DocumentMutants::noNulls)));
        all.add(Mutant.of(
                "numbers-as-doubles",
                "numbers go through a double",
                comesBack,
                scalars(value -> value instanceof Number n && Double.isFinite(n.doubleValue())
                        ? new BigDecimal(n.toString()).compareTo(new BigDecimal(n.doubleValue())) == 0
                                ? value
                                : new BigDecimal(Double.toString(n.doubleValue()))
                        : value)));
        all.add(Mutant.of(
                "integers-beyond-long",
                "an integer beyond 64 bits is cut",
                comesBack,
                scalars(value -> value instanceof BigInteger big ? (Object) big.longValue() : value)));
        all.add(Mutant.of(
                "integers-become-decimals",
                "an integer comes back as a decimal",
                "Numbers.rule_2_5_anIntegerStaysAnInteger",
                scalars(value -> value instanceof Long n ? new BigDecimal(n + ".0") : value)));
        all.add(Mutant.of(
                "decimals-become-integers",
                "1.0 comes back as 1",
                "Numbers.rule_2_5_anIntegerStaysAnInteger",
                scalars(value ->
                        value instanceof BigDecimal d && d.compareTo(BigDecimal.ONE) == 0 ? (Object) 1L : value)));
        all.add(Mutant.of(
                "large-exponents-become-text",
                "1e400 becomes a text",
                comesBack,
                scalars(value ->
                        value instanceof BigDecimal d && Double.isInfinite(d.doubleValue()) ? "Infinity" : value)));
        all.add(Mutant.of(
                "small-exponents-become-zero",
                "1e-400 becomes zero",
                comesBack,
                scalars(value ->
                        value instanceof BigDecimal d && d.doubleValue() == 0 ? new BigDecimal("0.0") : value)));
        all.add(Mutant.of(
                "surrogates-become-question-marks",
                "an unpaired surrogate becomes a question mark",
                comesBack,
                scalars(value -> value instanceof String s
                        ? new String(
                                s.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                java.nio.charset.StandardCharsets.UTF_8)
                        : value)));
        all.add(Mutant.of(
                "nul-ends-text",
                "a text ends at U+0000",
                comesBack,
                scalars(value ->
                        value instanceof String s && s.indexOf(0) >= 0 ? s.substring(0, s.indexOf(0)) : value)));
        all.add(Mutant.of(
                "empty-text-becomes-null",
                "an empty text becomes null",
                comesBack,
                scalars(value -> "".equals(value) ? null : value)));
        all.add(Mutant.of(
                "trims-text",
                "texts are trimmed",
                comesBack,
                scalars(value -> value instanceof String s ? s.strip() : value)));
        all.add(Mutant.of(
                "times-rewritten",
                "texts that look like times are written another way",
                comesBack,
                scalars(value ->
                        value instanceof String s && s.endsWith("+00:00") ? s.replace("+00:00", "Z") : value)));
        all.add(Mutant.of(
                "booleans-become-numbers",
                "true becomes 1",
                comesBack,
                scalars(value -> value instanceof Boolean b ? (Object) (b ? 1L : 0L) : value)));
        all.add(Mutant.of(
                "inner-names-reserved",
                "members named _key are dropped inside objects too",
                comesBack,
                documents(DocumentMutants::noInnerKeys)));
        all.add(Mutant.of(
                "empty-objects-dropped",
                "a member with an empty object or array is dropped",
                comesBack,
                documents(DocumentMutants::noEmpty)));
    }

    private static void limits(List<Mutant> all) {
        all.add(Mutant.of(
                "small-documents",
                "documents above 64 KiB are refused",
                "Documents.rule_2_3_whatEveryBackendTakes",
                documents(document -> {
                    if (document.size() > 1 << 16) {
                        throw new InvalidRequestException("document of " + document.size() + " bytes is too large");
                    }
                    return document;
                })));
        all.add(Mutant.of(
                "declared-limit-not-taken",
                "a document at the declared limit is refused",
                "Documents.rule_2_3_atTheDeclaredLimits",
                documents(document -> {
                    if (document.size() >= 1 << 20) {
                        throw new StorageException("row too long");
                    }
                    return document;
                })));
        all.add(Mutant.of(
                "shallow-documents",
                "more than 64 levels are refused",
                "Documents.rule_2_3_whatEveryBackendTakes",
                documents(document -> {
                    if (document.depth() > 64) {
                        throw new StackOverflowError();
                    }
                    return document;
                })));
        all.add(Mutant.of(
                "small-commits",
                "commits of more than 500 changes are cut",
                "Documents.rule_2_3_aCommitOfAThousandChanges",
                Broken.commits(commit -> Broken.rebuilt(
                        commit,
                        commit.changes()
                                .subList(0, Math.min(500, commit.changes().size()))))));
    }

    private static UnaryOperator<PersistenceBackend> keys(UnaryOperator<String> fold) {
        return sound ->
                new Broken(changes(change -> {
                            if (change instanceof Change.Put put) {
                                return new Change.Put(
                                        put.collection(), fold.apply(put.key()), put.document(), put.importedAt());
                            }
                            return change instanceof Change.Delete delete
                                    ? new Change.Delete(delete.collection(), fold.apply(delete.key()))
                                    : change;
                        })
                        .apply(sound)) {
                    @Override
                    public Optional<Entry> retrieve(String collection, String key) {
                        return sound.retrieve(collection, fold.apply(key));
                    }
                };
    }

    private static UnaryOperator<PersistenceBackend> collections(UnaryOperator<String> fold) {
        return sound ->
                new Broken(changes(change -> {
                            if (change instanceof Change.Put put) {
                                return new Change.Put(
                                        fold.apply(put.collection()), put.key(), put.document(), put.importedAt());
                            }
                            return change;
                        })
                        .apply(sound)) {
                    @Override
                    public Optional<Entry> retrieve(String collection, String key) {
                        return sound.retrieve(fold.apply(collection), key);
                    }
                };
    }

    private static UnaryOperator<PersistenceBackend> scalars(UnaryOperator<Object> change) {
        return documents(document -> Document.of(mapped(document.toMap(), change)));
    }

    private static Map<String, Object> mapped(Map<?, ?> object, UnaryOperator<Object> change) {
        Map<String, Object> copy = new LinkedHashMap<>();
        object.forEach((name, value) -> copy.put((String) name, mappedValue(value, change)));
        return copy;
    }

    private static Object mappedValue(Object value, UnaryOperator<Object> change) {
        if (value instanceof Map<?, ?> object) {
            return mapped(object, change);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(mappedValue(element, change)));
            return copy;
        }
        return value == null ? null : change.apply(value);
    }

    private static Document noNulls(Document document) {
        Map<String, Object> copy = new LinkedHashMap<>(document.toMap());
        copy.values().removeIf(value -> value == null);
        return Document.of(copy);
    }

    private static Document noEmpty(Document document) {
        Map<String, Object> copy = new LinkedHashMap<>(document.toMap());
        copy.values()
                .removeIf(value -> value instanceof List<?> list && list.isEmpty()
                        || value instanceof Map<?, ?> map && map.isEmpty());
        return Document.of(copy);
    }

    private static Document noInnerKeys(Document document) {
        Map<String, Object> copy = new LinkedHashMap<>(document.toMap());
        copy.replaceAll((name, value) -> {
            if (value instanceof Map<?, ?> map) {
                Map<Object, Object> inner = new LinkedHashMap<>(map);
                inner.remove("_key");
                return inner;
            }
            return value;
        });
        return Document.of(copy);
    }

    /** For mutants that give entries another time. */
    static Entry at(Entry entry, Instant time) {
        return Entry.of(entry.collection(), entry.key(), entry.document(), time, entry.revision());
    }
}
