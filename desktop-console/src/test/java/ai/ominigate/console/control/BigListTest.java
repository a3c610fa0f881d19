package ai.ominigate.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.Memory;
import ai.ominigate.console.ModelBench;
import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.Screen;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.StaffServer.Asked;
import ai.ominigate.model.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.input.KeyCode;
import javafx.util.Subscription;
import org.junit.jupiter.api.Test;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.QueryMap;

/** A million rows at the server. Figures are printed. */
class BigListTest {

    private static final int ROWS = 1_000_000;
    private static final int PAGE = 100;
    private static final Pattern CURSOR = Pattern.compile("cursor=after-(\\d+)");
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(1);
    private static final long MEMORY_MAY_DIFFER = 3_000_000;

    record Thing(String id, String name, String note) {}

    interface Things {
        @GET("admin/v1/things")
        Call<Page<Thing>> list(@QueryMap Map<String, String> query);
    }

    /** A page of the million, from where the cursor says. */
    private static Answer page(Asked asked, IntFunction<String> row) {
        Matcher cursor = CURSOR.matcher(asked.query());
        int from = cursor.find() ? Integer.parseInt(cursor.group(1)) : 0;
        int to = Math.min(ROWS, from + PAGE);
        StringBuilder items = new StringBuilder();
        for (int i = from; i < to; i++) {
            items.append(i == from ? "" : ",").append(row.apply(i));
        }
        return Answer.json(
                200, "{\"items\":[%s],\"next\":%s}".formatted(items, to == ROWS ? "null" : "\"after-" + to + "\""));
    }

    @Test
    void tenThousandPagesNeedNoMoreMemoryThanTwoThousand() {
        try (ModelBench bench = new ModelBench()) {
            bench.server().forgetsWhatWasAsked();
            bench.server()
                    .answer(
                            "GET /admin/v1/things",
                            asked -> page(
                                    asked,
                                    i -> "{\"id\":\"%08d\",\"name\":\"Thing %d\",\"note\":\"%s\"}"
                                            .formatted(i, i, "x".repeat(100))));
            ListModel<Thing> list = new ListModel<>(bench.calls(), bench.calls().api(Things.class)::list, Thing::id);
            bench.act(list::open);
            bench.until("the first page", () -> list.rows().size() == PAGE);
            long begun = System.nanoTime();
            turnTo(2_000, list, bench);
            long warm = Memory.used();
            turnTo(ROWS / PAGE - 1, list, bench);
            long end = Memory.used();
            System.out.printf(
                    "big-list: 10,000 pages of a million rows in %d s; heap %,d bytes after 2,000 pages, %,d after 10,000%n",
                    Duration.ofNanos(System.nanoTime() - begun).toSeconds(), warm, end);

            assertThat(bench.ask(() -> list.moreProperty().get())).isFalse();
            assertThat(bench.ask(() -> list.rows().getLast().id())).isEqualTo("00999999");
            assertThat(end - warm).isLessThan(MEMORY_MAY_DIFFER);
        }
    }

    /** Turns on as soon as a page is there, until this one is. */
    private static void turnTo(int page, ListModel<Thing> list, ModelBench bench) {
        Subscription turning = bench.ask(() -> list.busyProperty().subscribe(busy -> {
            if (!busy) {
                // After what happens now is over.
                bench.calls().tasks().land(() -> {
                    if (list.pageProperty().get() < page) {
                        list.turnOn();
                    }
                });
            }
        }));
        for (int seen = -1; seen < page; ) {
            int last = seen;
            // That it goes on is waited for; how fast is for the figures.
            bench.until("a page after " + last, () -> list.pageProperty().get() > last);
            seen = bench.ask(() -> list.pageProperty().get());
        }
        bench.until("page " + page, () -> !list.busyProperty().get());
        bench.act(turning::unsubscribe);
    }

    @Test
    void theFirstPageIsThereWithinASecondAndPagesTurnByKeyboard() {
        String golden = StaffServer.golden("AuditEntry").toString();
        try (StaffServer server = new StaffServer()) {
            server.answer(
                    "GET /admin/v1/audit/entries",
                    asked -> page(asked, i -> golden.replaceFirst("\"seq\":\\d+", "\"seq\":" + (ROWS - i))));
            List<Long> first = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                try (OpenConsole console = OpenConsole.at(server.address()).signedIn()) {
                    console.await("go-audit");
                    long begun = System.nanoTime();
                    console.fire("go-audit");
                    console.until("the first page", () -> console.shows("rows") && console.rows() == PAGE);
                    // Drawn, not only there.
                    Screen.act(() -> console.scene().snapshot(null));
                    first.add((System.nanoTime() - begun) / 1_000_000);
                }
            }
            long[] sorted = first.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf("big-list: first page of a million rows in %s ms%n", Arrays.toString(sorted));
            assertThat(sorted[sorted.length / 2]).as("median").isLessThan(FIRST_WITHIN.toMillis());

            try (OpenConsole console =
                    OpenConsole.at(server.address()).signedIn().go("audit")) {
                console.focus("rows");
                for (int i = 0; i < 20; i++) {
                    String next = "%,d–%,d".formatted((i + 1) * PAGE + 1, (i + 2) * PAGE);
                    console.press(KeyCode.CONTROL, KeyCode.PAGE_DOWN);
                    console.awaitWords(next);
                    assertThat(console.rows()).isEqualTo(PAGE);
                }
            }
        }
    }
}
