package dev.marcus.persistence.migration;

import static dev.marcus.persistence.query.Filter.where;
import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * A plan and a store to apply it to; made by {@code Persistence.migration}. For any number of threads.
 *
 * <p>Whatever stops a run, each document is either as it was or migrated by all steps, and the next run, of any process, goes
 * on with the rest. From its beginning on, everything that programs store into the collection is taken as of the new
 * version; see the project's {@code docs/migrations.md}.
 */
public final class Migration {
    private static final System.Logger LOG = System.getLogger(Migration.class.getName());

    private final Store store;
    private final Migrations plan;
    private final Conversion conversion;

    private Migration(Store store, Migrations plan) {
        this.store = store;
        this.plan = requireNonNull(plan, "plan");
        conversion = new Conversion(plan);
    }

    /** Takes a store, also one that {@link #kept} returned. */
    public static Migration of(Store store, Migrations plan) {
        return new Migration(stored(store), plan);
    }

    /**
     * Returns the store to use instead of the one given, which is closed with it: it reads the documents of these
     * collections as of the newest version of their plans, whatever version they are stored in, and refuses to store once
     * somebody has brought a collection to another version. One plan for a collection.
     */
    public static Store kept(Store store, Collection<Migrations> plans) {
        return plans.isEmpty() ? store : new VersionedStore(store, plans);
    }

    /** Returns the store that shows documents as they are stored; of one that {@link #kept} returned, what is beneath. */
    public static Store stored(Store store) {
        return store.extension(VersionedStore.class)
                .map(VersionedStore::beneath)
                .orElse(store);
    }

    /** Returns which version the collection is of, and what was done to it. */
    public CollectionVersion version() {
        return CollectionVersion.of(store, plan.collection())
                .orElseGet(() -> new CollectionVersion(plan.collection(), 0, true, List.of()));
    }

    private Versions versions() {
        return store.retrieve(CollectionVersion.COLLECTION, plan.collection())
                .map(Versions::of)
                .orElseGet(Versions::none);
    }

    /**
     * Brings every document to the newest version of the plan, in batches. Does nothing if they are of it already. Waits for
     * another process that migrates the collection, and does then what is left.
     *
     * @throws MigrationMismatchException if the plan is not the one by which the collection came to what it is
     * @throws MigrationFailedException if a step fails on a document; those before it are migrated
     * @throws dev.marcus.persistence.error.ConflictException if migrated documents violate a unique index; those before
     *     their batch are migrated
     * @throws dev.marcus.persistence.error.TransientException if another process migrates for longer than
     *     {@link Migrations#waitAtMost}, or has taken this run over
     */
    public MigrationReport run() {
        conversion.check(versions());
        return reach(plan.latest());
    }

    /**
     * Takes everything stored from now on as of the newest version of the plan, and leaves the documents that are there for
     * {@link #run}, or for a store that {@link #kept} returned. If there are none of an older version any more, the migration
     * is finished with that. Errors as of {@link #run}, those about documents left out.
     */
    public void begin() {
        Versions versions = versions();
        conversion.check(versions);
        boolean begun = versions.current() == plan.latest();
        if (!begun || isAllNew(versions) && !versions.isFinished()) {
            leased(lease -> {
                Versions marked = begun(lease, plan.latest());
                if (!marked.isFinished() && isAllNew(marked)) {
                    finish(lease, marked);
                }
                return marked;
            });
        }
    }

    private boolean isAllNew(Versions versions) {
        return versions.isFinished()
                || store.first(older(plan.collection(), versions).sortBy(Sort.oldestFirst()))
                        .isEmpty();
    }

    /**
     * Brings every document back to an older version, by the undo of the steps, the last first. Errors are those of
     * {@link #run}.
     *
     * @param version 0 or the number of a step of the plan
     * @throws InvalidRequestException if it is no version of the plan or above the one reached, or a step on the way has no
     *     undo; nothing was changed
     */
    public MigrationReport rollbackTo(int version) {
        Versions versions = versions();
        conversion.check(versions);
        if (version > versions.current()) {
            throw new InvalidRequestException("collection '" + plan.collection() + "': roll back to version " + version
                    + " (expected: at most " + versions.current() + ", which it is at)");
        }
        conversion.checkWay(versions, version);
        return reach(version);
    }

    /** Returns what {@link #run} would do, with at most so many examples. Writes nothing, and waits for nobody. */
    public MigrationPreview dryRun(int examples) {
        return preview(examples, false);
    }

    /** Returns the same as {@link #dryRun} with the values of what would change, which are the content of documents. */
    public MigrationPreview dryRunWithValues(int examples) {
        return preview(examples, true);
    }

    private MigrationPreview preview(int examples, boolean values) {
        Versions versions = versions();
        conversion.check(versions);
        return new DryRun(store, conversion, versions, examples, values).report();
    }

    private MigrationReport reach(int target) {
        Versions seen = versions();
        if (seen.current() == target && seen.isFinished()) {
            return new MigrationReport(plan.collection(), target, target, 0, 0);
        }
        return leased(lease -> {
            Versions versions = begun(lease, target);
            MigrationReport report = new Run(store, conversion, versions, lease).all();
            if (!versions.isFinished()) {
                finish(lease, versions);
                LOG.log(System.Logger.Level.INFO, "Migrated: " + report);
            }
            return report;
        });
    }

    private interface Work<T> {
        T with(Lease lease);
    }

    private <T> T leased(Work<T> work) {
        Lease lease = Lease.acquire(store, plan);
        T result;
        try {
            result = work.with(lease);
        } catch (RuntimeException | Error e) {
            lease.release(e);
            throw e;
        }
        lease.release();
        return result;
    }

    /** Sets the mark behind which everything is of the target, unless that was done. */
    private Versions begun(Lease lease, int target) {
        Versions versions = versions();
        conversion.check(versions);
        if (versions.current() == target) {
            return versions;
        }
        conversion.checkWay(versions, target);
        Commit.Builder commit = Commit.builder()
                .put(
                        CollectionVersion.COLLECTION,
                        plan.collection(),
                        versions.marked(target, lines(lease, versions, target)));
        return Versions.of(
                guarded(lease, commit, versions).outcomes().get(0).entry().orElseThrow());
    }

    private CommitResult guarded(Lease lease, Commit.Builder commit, Versions versions) {
        String collection = CollectionVersion.COLLECTION;
        return lease.commit(
                versions.revision() == 0
                        ? commit.requireAbsent(collection, plan.collection())
                        : commit.requireRevision(collection, plan.collection(), versions.revision()));
    }

    private List<AppliedStep> lines(Lease lease, Versions versions, int target) {
        boolean undone = target < versions.current();
        List<Step> steps = new ArrayList<>(
                undone
                        ? conversion.between(target, versions.current())
                        : conversion.between(versions.current(), target));
        if (undone) {
            Collections.reverse(steps);
        }
        return steps.stream()
                .map(step -> new AppliedStep(
                        step.number(), step.name(), step.checksum(), undone, lease.time(), null, lease.owner()))
                .toList();
    }

    private void finish(Lease lease, Versions versions) {
        lease.renew();
        guarded(
                lease,
                Commit.builder().put(CollectionVersion.COLLECTION, plan.collection(), versions.finished(lease.time())),
                versions);
    }

    /** Returns the question for the documents that may be of an older version. */
    static Query older(String collection, Versions versions) {
        return Query.of(collection).where(where(Names.REVISION).lte(versions.boundary()));
    }
}
