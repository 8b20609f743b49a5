package dev.marcus.persistence.tck;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every backend does. An author extends this once and gives the URL of a store:
 *
 * <pre>{@code
 * class RocksBackendTest extends PersistenceBackendTck {
 *     @Override protected String url(Path space) { return "rocks:" + space; }
 * }
 * }</pre>
 *
 * <p>The kit opens the store through real discovery and asks it for its capabilities. The name of each test begins with the
 * number of the rule of the contract that it checks. A test that does not apply, because the backend does not promise what
 * it is about, is reported as skipped with the reason.
 */
@ExtendWith({FailureHandler.class, TimeLimit.class})
@SuppressWarnings("exports") // nobody but JUnit uses these
public abstract class PersistenceBackendTck {
    /** For the extending class. */
    protected PersistenceBackendTck() {}

    /**
     * Returns the URL of the store that belongs to this space: a path in an existing directory, at which nothing is when
     * the space is new. The same space must give the same store each time.
     */
    protected abstract String url(Path space);

    /**
     * Plants entries where a store at this space will find them, as Marcus would have written them. To be overridden by
     * the test of a backend that reads what Marcus wrote.
     *
     * @return whether they were planted; false if the backend reads nothing that others wrote
     */
    protected boolean plantForeign(Path space, List<ForeignEntry> entries) throws Exception {
        return false;
    }

    /** Section 2: names, keys and documents. */
    @Nested
    class NamesAndKeys extends NameRules {
        NamesAndKeys() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 2: what a document may hold, and that it comes back. */
    @Nested
    class Documents extends DocumentRules {
        Documents() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Sections 2 and 5: numbers keep their value and compare by it. */
    @Nested
    class Numbers extends NumberRules {
        Numbers() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 5: texts, their order, and that they are safe anywhere. */
    @Nested
    class Texts extends TextRules {
        Texts() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 3: store times and the order. */
    @Nested
    class TimeAndOrder extends TimeRules {
        TimeAndOrder() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 4: the five operations. */
    @Nested
    class Operations extends OperationRules {
        Operations() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 4: commits with preconditions. */
    @Nested
    class Commits extends CommitRules {
        Commits() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 5: queries, held against the reference evaluation. */
    @Nested
    class Queries extends QueryRules {
        Queries() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 5: figures. */
    @Nested
    class Aggregations extends AggregationRules {
        Aggregations() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Sections 5 and 8: indexes change nothing but the speed, and unique ones what is refused. */
    @Nested
    class Indexes extends IndexRules {
        Indexes() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 8: what unique indexes refuse. */
    @Nested
    class UniqueIndexes extends UniqueIndexRules {
        UniqueIndexes() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 5: pages and cursors. */
    @Nested
    class Paging extends PagingRules {
        Paging() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Sections 3 to 5: scripts drawn from seeds, held against a model of the contract. */
    @Nested
    class Differential extends DifferentialRules {
        Differential() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Sections 4 and 6: many threads. */
    @Nested
    class Concurrency extends ConcurrencyRules {
        Concurrency() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Sections 4 and 6: recorded histories have an order that explains them. */
    @Nested
    class Histories extends HistoryRules {
        Histories() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 6: closing, reopening and owners. */
    @Nested
    class Lifecycle extends LifecycleRules {
        Lifecycle() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 7: how failures end. */
    @Nested
    class Errors extends ErrorRules {
        Errors() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Sections 7 and 9: damaged files. */
    @Nested
    class Damage extends DamageRules {
        Damage() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 9: what others wrote. */
    @Nested
    class ForeignData extends ForeignDataRules {
        ForeignData() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 8: what is declared is done, and what is not is refused. */
    @Nested
    class Promises extends CapabilityRules {
        Promises() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 8: what the feed of changes tells, and from where on. */
    @Nested
    class Feed extends FeedRules {
        Feed() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Sections 4 and 8: the newest revision, and following beside writers. */
    @Nested
    class Following extends FollowingRules {
        Following() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 8: backups beside writers, and what is made of them. */
    @Nested
    class Backups extends BackupRules {
        Backups() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 7: what a store says of itself. */
    @Nested
    class SelfReports extends SelfReportRules {
        SelfReports() {
            super(PersistenceBackendTck.this);
        }
    }

    /** Section 8: what an acknowledged commit survives. */
    @Nested
    class Durability extends DurabilityRules {
        Durability() {
            super(PersistenceBackendTck.this);
        }
    }
}
