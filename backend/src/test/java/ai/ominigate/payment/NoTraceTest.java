package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.LoggedLines;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What events and objects of Stripe's have of cards, names and addresses is nowhere afterwards. */
class NoTraceTest {
    private static final Pattern TRACE = Pattern.compile(StripeDouble.PRIVATE.stream()
            .map(Pattern::quote)
            .collect(Collectors.joining("|", "(?<![0-9A-Za-z.])(", ")(?![0-9A-Za-z])")));

    @Test
    void nothingOfACardANameOrAnAddressIsKept() throws Exception {
        try (LoggedLines log = LoggedLines.ofEverything();
                PayingOminiGate paying = PayingOminiGate.start();
                StripeDouble stripe = paying.stripe) {
            TopUp order = paying.ordered(paying.account(), 2_500);
            ObjectNode intent = stripe.pay(Objects.requireNonNull(order.session()));
            String payment = intent.path("id").asText();
            for (ObjectNode event : stripe.events()) {
                assertThat(paying.send(event).status()).isEqualTo(200);
            }
            paying.settled();
            stripe.payBack(payment, 100);
            stripe.warn(payment);
            stripe.dispute(payment, 1_000, "needs_response");
            assertThat(stripe.events().toString()).as("what was sent").containsPattern(TRACE);
            for (ObjectNode event : stripe.events()) {
                assertThat(paying.send(event).status()).isEqualTo(200);
            }
            // What is refused must not be quoted either.
            for (ObjectNode event : stripe.events()) {
                paying.send(event.toString(), "t=1,v1=" + "0".repeat(64));
                String broken = event.toString().replace("\"type\"", "\"typ\"");
                paying.send(broken, PayingOminiGate.signature(broken, PayingOminiGate.SECRET, Instant.now()));
            }
            paying.settled();
            paying.bean(Reconciliation.class).compare();
            assertThat(paying.find(order).state()).isEqualTo(TopUp.State.PAID);

            assertThat(inDatabase(paying)).as("rows").isEmpty();
            assertThat(inFiles(paying.ominigate.folder())).as("files").isEmpty();
            assertThat(log.all())
                    .as("the log")
                    .noneMatch(line -> TRACE.matcher(line).find());
        }
    }

    private static List<String> inDatabase(PayingOminiGate paying) throws Exception {
        List<String> found = new ArrayList<>();
        try (Connection connection = paying.ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("""
                    SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
                    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
                    """)) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("SELECT t::text FROM " + table + " AS t")) {
                    while (row.next()) {
                        if (TRACE.matcher(row.getString(1)).find()) {
                            found.add(table + ": " + row.getString(1));
                        }
                    }
                }
            }
        }
        return found;
    }

    private static List<Path> inFiles(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (TRACE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .find()) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
