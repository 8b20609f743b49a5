package dev.marcus.persistence.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.tck.history.KeyOperation.Kind;
import org.junit.jupiter.api.Test;

/** The search finds an order where there is one, and only there. */
class KeyHistoryTest {
    private final KeyHistory history = new KeyHistory();

    private void put(long value, long from, long to, long revision) {
        history.add(new KeyOperation(Kind.PUT, 0, value, from, to, revision, null, true, "t"));
    }

    private void read(Long found, long from, long to, long revision) {
        history.add(new KeyOperation(Kind.READ, 0, 0, from, to, revision, found, false, "t"));
    }

    private void delete(boolean there, long from, long to) {
        history.add(new KeyOperation(Kind.DELETE, 0, 0, from, to, 0, null, there, "t"));
    }

    private void putIf(long expected, long value, long from, long to, long revision, boolean done) {
        history.add(new KeyOperation(Kind.PUT_IF, expected, value, from, to, revision, null, done, "t"));
    }

    private void unknown(Kind kind, long value, long from) {
        history.add(new KeyOperation(kind, 0, value, from, Long.MAX_VALUE, 0, null, false, "t"));
    }

    private void accepted() {
        assertThat(history.violation()).isEmpty();
    }

    private void rejected() {
        assertThat(history.violation())
                .hasValueSatisfying(text -> assertThat(text).contains("no order"));
    }

    @Test
    void oneAfterTheOther() {
        read(null, 0, 1, 0);
        put(1, 2, 3, 10);
        read(1L, 4, 5, 10);
        putIf(10, 2, 6, 7, 11, true);
        delete(true, 8, 9);
        delete(false, 10, 11);
        accepted();
    }

    @Test
    void aReadThatOverlapsAWriteMaySeeEither() {
        put(1, 0, 10, 10);
        read(null, 1, 2, 0);
        read(1L, 3, 4, 10);
        accepted();
    }

    @Test
    void aStaleReadAfterAnAcknowledgedWrite() {
        put(1, 0, 1, 10);
        put(2, 2, 3, 11);
        read(1L, 4, 5, 10);
        rejected();
    }

    @Test
    void aStaleReadAfterADeletion() {
        put(1, 0, 1, 10);
        delete(true, 2, 3);
        read(1L, 4, 5, 10);
        rejected();
    }

    @Test
    void readsThatGoBackWhileAWriteIsUnderWay() {
        put(1, 0, 1, 10);
        put(2, 2, 20, 11);
        read(2L, 3, 4, 11);
        read(1L, 5, 6, 10);
        rejected();
    }

    @Test
    void twoWinnersOfAnAbsentKey() {
        putIf(0, 1, 0, 10, 10, true);
        putIf(0, 2, 0, 10, 11, true);
        rejected();
    }

    @Test
    void oneWinnerAndOneConflict() {
        putIf(0, 1, 0, 10, 10, true);
        putIf(0, 2, 0, 10, 10, false);
        accepted();
    }

    @Test
    void aConflictForNoReason() {
        put(1, 0, 1, 10);
        putIf(10, 2, 2, 3, 10, false);
        rejected();
    }

    @Test
    void aLostUpdate() {
        put(1, 0, 1, 10);
        putIf(10, 2, 2, 9, 11, true);
        putIf(10, 3, 2, 9, 12, true);
        rejected();
    }

    @Test
    void aRevisionGivenAgain() {
        put(1, 0, 1, 10);
        delete(true, 2, 3);
        put(2, 4, 5, 10);
        rejected();
    }

    @Test
    void aDeletionThatFoundNothing() {
        put(1, 0, 1, 10);
        delete(false, 2, 3);
        rejected();
    }

    @Test
    void anUnknownDeletionMayHaveBeenDone_orNot() {
        put(1, 0, 1, 10);
        unknown(Kind.DELETE, 0, 2);
        read(1L, 3, 4, 10);
        read(null, 5, 6, 0);
        accepted();
    }

    @Test
    void anUnknownStoreThatNeverShows() {
        unknown(Kind.PUT, 1, 0);
        read(null, 3, 4, 0);
        accepted();
    }
}
