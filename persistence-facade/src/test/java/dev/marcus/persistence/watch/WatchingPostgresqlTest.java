package dev.marcus.persistence.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.PostgresqlServer;
import dev.marcus.persistence.document.Document;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others commit is noticed by the server's word for it, and not by asking. */
class WatchingPostgresqlTest {
    @TempDir
    static Path temp;

    @Test
    void changesThroughAnotherPersistence_areNoticedLongBeforeTheInterval() throws Exception {
        try (PostgresqlServer server = PostgresqlServer.start(temp.resolve("data"));
                Persistence one = Persistence.builder()
                        .url(server.url("watched"))
                        .watchInterval(Duration.ofDays(100))
                        .open();
                Persistence other = Persistence.open(server.url("watched"))) {
            Recorder<Document> recorder = new Recorder<>(Long.MAX_VALUE);
            one.from("c").watch().subscribe(recorder);
            for (int n = 0; n < 50; n++) {
                other.store("c", "k" + n, Document.builder().put("n", n).build());
                recorder.awaitKey("k" + n);
            }
            assertThat(recorder.changes()).hasSize(50);
            recorder.subscription().cancel();
            Recorder<Document> later = new Recorder<>(Long.MAX_VALUE);
            one.from("c").watch().subscribe(later);
            other.delete("c", "k0");
            later.awaitKey("k0");
        }
    }
}
