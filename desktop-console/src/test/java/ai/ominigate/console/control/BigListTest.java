package ai.ominigate.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.StaffServer.Asked;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** A million rows at a scripted server. How fast and how large that is, MillionCasesIT shows at a real one. */
class BigListTest {

    private static final int ROWS = 1_000_000;
    private static final int PAGE = 100;
    private static final Pattern CURSOR = Pattern.compile("cursor=after-(\\d+)");

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
    void pagesOfAMillionRowsTurnByKeyboard() {
        String golden = StaffServer.golden("AuditEntry").toString();
        try (StaffServer server = new StaffServer()) {
            server.answer(
                    "GET /admin/v1/audit/entries",
                    asked -> page(asked, i -> golden.replaceFirst("\"seq\":\\d+", "\"seq\":" + (ROWS - i))));
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
