package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.staff.Role;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.QueryMap;

/**
 * A million cases in the database of a real backend, over HTTP. That backend is not the one of the other tests, which work
 * with the few cases of the demo. Figures are printed.
 */
class MillionCasesIT {

    private static final int CASES = 1_000_000;
    private static final int PAGE = 100;
    private static final int PAGES = CASES / PAGE;
    private static final int WARM = 2_000;
    private static final int TIMES = 5;
    private static final long MEMORY_MAY_DIFFER = 3_000_000;

    /** One every thirty seconds. */
    private static final Duration ALMOST_ALL = Duration.ofSeconds(30L * (CASES - 3 * PAGE));

    /** One sign-in asks as fast as it is answered. */
    private static final Map<String, String> WITHOUT_LIMIT =
            Map.of("OMINIGATE_REQUESTS_REQUESTS_PER_MINUTE", "1000000", "OMINIGATE_REQUESTS_BURST", "1000000");

    private static RealGateway gateway;

    interface Cases {
        @GET("admin/v1/abuse/cases")
        Call<Page<CaseSummary>> list(@QueryMap Map<String, String> query);
    }

    @BeforeAll
    static void aYearOfThemWasClosed() throws IOException, SQLException {
        gateway = RealGateway.ofItsOwn(WITHOUT_LIMIT);
        long begun = System.nanoTime();
        try (Connection database = gateway.database();
                Statement statement = database.createStatement()) {
            statement.execute("""
                    INSERT INTO abuse.case_file (
                        id, entity, entity_kind, family, families, state, disposition, reason_code, priority, score, flags,
                        events, accounts, opened_at, first_seen, last_seen, due_at, closed_at, evidence_until,
                        evidence_gone_at, reduced_at, scored_at, evidence_wanted)
                    SELECT id, 'account:' || id, 'ACCOUNT', family, ARRAY[family], 'CLOSED', 'CONFIRMED', 'ABUSE_STOPPED',
                        3 - score / 34, score, 1 + i %% 5, i %% 1000, i %% 7, opened, opened, opened,
                        opened + INTERVAL '8 hours', opened + INTERVAL '1 day', now(), now(), now(), 'infinity', false
                    FROM (
                        SELECT i, uuidv7(%1$d * INTERVAL '-30 seconds' + i * INTERVAL '30 seconds') AS id,
                            now() - %1$d * INTERVAL '30 seconds' + i * INTERVAL '30 seconds' AS opened,
                            i %% 1000 * 7919 %% 100 AS score,
                            (ARRAY['AUTHENTICATION', 'KEYS', 'SPEND', 'TRAFFIC'])[1 + i %% 4] AS family
                        FROM generate_series(0, %1$d - 1) AS i) AS made
                    """.formatted(CASES));
            statement.execute("VACUUM ANALYZE abuse.case_file");
        }
        System.out.printf("million-cases: made in %d ms%n", millisSince(begun));
    }

    @AfterAll
    static void leaveNothingBehind() {
        gateway.close();
    }

    /** How long it takes is printed, and not asserted: it is the machine's as much as ours. */
    @Test
    void theFirstPageOfThemAndThatOfTheQueueBesideThemAreShownEachTime() {
        try (OpenConsole console = gateway.signIn(Role.TRUST_SAFETY)) {
            console.go("abuse");
            List<Long> closed = new ArrayList<>();
            List<Long> queue = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                closed.add(untilDrawn(console, CaseStatus.CLOSED));
                queue.add(untilDrawn(console, CaseStatus.NEW));
            }
            System.out.printf(
                    "million-cases: first page of them in %s ms, median %d, of the queue beside them in %s ms, median %d (wanted: under 1,000)%n",
                    closed, median(closed), queue, median(queue));
        }
    }

    /** Milliseconds from when somebody asks for cases in this state until they are drawn. */
    private static long untilDrawn(OpenConsole console, CaseStatus status) {
        console.fire("search");
        console.type("paletteField", "ominigate://abuse?status=" + status);
        console.settle();
        long begun = System.nanoTime();
        console.press(KeyCode.ENTER);
        console.until("cases that are " + status, () -> Screen.ask(() -> shows(console, status)));
        Screen.act(() -> console.scene().snapshot(null));
        return millisSince(begun);
    }

    private static boolean shows(OpenConsole console, CaseStatus status) {
        TableView<?> table = (TableView<?>) console.scene().getRoot().lookup("#rows");
        return !table.getItems().isEmpty()
                && table.getItems().stream()
                        .allMatch(row -> row instanceof CaseSummary summary && summary.status() == status);
    }

    private static long median(List<Long> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    @Test
    void tenThousandPagesOfThemNeedNoMoreMemoryThanTwoThousand() throws IOException, InterruptedException {
        try (ModelBench bench = ModelBench.at(gateway.address(), gateway.token(Role.TRUST_SAFETY_LEAD))) {
            ListModel<CaseSummary> list =
                    new ListModel<>(bench.calls(), bench.calls().api(Cases.class)::list, CaseSummary::id);
            long begun = System.nanoTime();
            bench.act(() -> {
                list.filterBy(Map.of("status", CaseStatus.CLOSED.name()));
                list.open();
            });
            bench.until("the first page", () -> list.rows().size() == PAGE);
            long first = millisSince(begun);
            bench.turnTo(WARM, list);
            long warm = Memory.used();
            bench.turnTo(PAGES - 1, list);
            long end = Memory.used();
            System.out.printf(
                    "million-cases: first page over HTTP in %d ms, %,d pages in %d s; heap %,d bytes after %,d pages, %,d at the end%n",
                    first, PAGES, TimeUnit.MILLISECONDS.toSeconds(millisSince(begun)), warm, WARM, end);

            assertThat(bench.ask(() -> list.rows().getFirst().openedAt()))
                    .isBefore(Instant.now().minus(ALMOST_ALL));
            assertThat(end - warm).isLessThan(MEMORY_MAY_DIFFER);
        }
    }

    private static long millisSince(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
