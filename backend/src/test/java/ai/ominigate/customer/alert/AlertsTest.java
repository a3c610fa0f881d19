package ai.ominigate.customer.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.accounts.KeyScope;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Charge;
import ai.ominigate.billing.Credits;
import ai.ominigate.billing.Settlement;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.metering.CallsOfTests;
import ai.ominigate.metering.report.UsageReports;
import ai.ominigate.platform.Transaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What accounts are told of: once each time, in time, in their readers' languages, and nobody else. */
class AlertsTest {
    private static final long DOLLAR = 1_000_000_000L;

    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() throws IOException {
        Map<String, Object> settings = new HashMap<>(Newcomer.APART);
        settings.put("ominigate.alerts.every", "1h"); // looked when a test says so
        ominigate = RunningOminiGate.with(settings);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void aBalanceThatIsLowIsToldOnceAndAgainWhenItHasBeenHigher() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        grant(owner, 10);
        make(owner, "LOW_BALANCE", "5");
        look();
        assertThat(letters(owner)).isEmpty();

        spend(owner, 6 * DOLLAR, Instant.now());
        look();
        look();
        spend(owner, DOLLAR, Instant.now());
        look();
        assertThat(letters(owner)).containsExactly("BALANCE_LOW 5.00 4.00");

        grant(owner, 4);
        look();
        spend(owner, 3 * DOLLAR, Instant.now());
        look();
        assertThat(letters(owner)).containsExactly("BALANCE_LOW 5.00 4.00", "BALANCE_LOW 5.00 4.00");
    }

    @Test
    void aPaymentThatDoesNotReachTheThresholdTellsNothingAnew() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        make(owner, "LOW_BALANCE", "5");
        look();
        grant(owner, 3);
        look();
        spend(owner, DOLLAR, Instant.now());
        look();

        assertThat(letters(owner)).containsExactly("BALANCE_LOW 5.00 0.00");
    }

    @Test
    void aDaysSpendingIsToldOnceADayAtEachThreshold() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        grant(owner, 100);
        Instant noon = Instant.parse("2027-03-10T12:00:00Z");
        make(owner, "DAILY_SPEND", "2");
        make(owner, "DAILY_SPEND", "5");

        spend(owner, 3 * DOLLAR, noon);
        lookAt(noon);
        spend(owner, 3 * DOLLAR, noon.plusSeconds(60));
        lookAt(noon.plusSeconds(70));
        spend(owner, 3 * DOLLAR, noon.plusSeconds(80));
        lookAt(noon.plusSeconds(90));
        Instant next = noon.plus(Duration.ofDays(1));
        spend(owner, DOLLAR, next);
        lookAt(next);
        spend(owner, DOLLAR, next);
        lookAt(next);

        assertThat(letters(owner)).containsExactly("DAY_SPENT 2.00 3.00", "DAY_SPENT 5.00 6.00", "DAY_SPENT 2.00 2.00");
    }

    @Test
    void aCallOfTheLastMomentOfADayCountsForThatDay() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        grant(owner, 100);
        make(owner, "DAILY_SPEND", "2");

        spend(owner, 3 * DOLLAR, Instant.parse("2027-03-10T23:59:59Z"));
        lookAt(Instant.parse("2027-03-11T00:00:20Z"));
        spend(owner, DOLLAR, Instant.parse("2027-03-11T00:00:30Z"));
        lookAt(Instant.parse("2027-03-11T00:00:40Z"));

        assertThat(letters(owner)).containsExactly("DAY_SPENT 2.00 3.00");
        assertThat(value(owner, "day")).isEqualTo("March 10, 2027");
    }

    @Test
    void daysAndMonthsBeginAtTheOwnersMidnightAlsoWhereThatCutsAnHour() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        owner.send(
                "PUT",
                "/me",
                Map.of("language", "en", "timeZone", "Asia/Kolkata"),
                Map.of(
                        "If-Match",
                        "\"" + owner.get("/me").json().path("version").asText() + "\""));
        grant(owner, 100);
        make(owner, "DAILY_SPEND", "2");
        make(owner, "MONTHLY_SPEND", "4");
        // Midnight there is 18:30 UTC.
        spend(owner, 3 * DOLLAR / 2, Instant.parse("2027-03-31T18:29:00Z"));
        spend(owner, 3 * DOLLAR / 2, Instant.parse("2027-03-31T18:31:00Z"));
        lookAt(Instant.parse("2027-03-31T18:50:00Z"));
        assertThat(letters(owner)).isEmpty();

        spend(owner, DOLLAR, Instant.parse("2027-03-31T18:55:00Z"));
        lookAt(Instant.parse("2027-03-31T18:56:00Z"));
        spend(owner, 2 * DOLLAR, Instant.parse("2027-04-02T10:00:00Z"));
        lookAt(Instant.parse("2027-04-02T10:00:10Z"));

        assertThat(letters(owner))
                .containsExactly("DAY_SPENT 2.00 2.50", "DAY_SPENT 2.00 2.00", "MONTH_SPENT 4.00 4.50");
        assertThat(value(owner, "zone")).isEqualTo("Asia/Kolkata");
    }

    @Test
    void whoSeesTheMoneyIsWrittenToInTheirLanguage() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer billing = owner.inviting("BILLING");
        Newcomer developer = owner.inviting("DEVELOPER");
        billing.send(
                "PUT",
                "/me",
                Map.of("language", "zh-CN"),
                Map.of(
                        "If-Match",
                        "\"" + billing.get("/me").json().path("version").asText() + "\""));
        grant(owner, 100);
        make(owner, "MONTHLY_SPEND", "2");

        spend(owner, 3 * DOLLAR, Instant.parse("2027-05-10T12:00:00Z"));
        lookAt(Instant.parse("2027-05-10T12:00:10Z"));

        assertThat(letters(owner)).containsExactly("MONTH_SPENT 2.00 3.00");
        assertThat(letters(billing)).containsExactly("MONTH_SPENT 2.00 3.00");
        assertThat(letters(developer)).isEmpty();
        assertThat(value(owner, "month")).isEqualTo("May 2027");
        assertThat(value(billing, "month")).isEqualTo("2027年5月");
        assertThat(value(owner, "link")).endsWith("/alerts");
    }

    @Test
    void nodesThatLookAtTheSameMomentTellOnce() throws Exception {
        List<Newcomer> owners = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Newcomer owner = Newcomer.signedIn(ominigate);
            grant(owner, 10);
            make(owner, "LOW_BALANCE", "5");
            make(owner, "DAILY_SPEND", "1");
            owners.add(owner);
        }
        try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 6; round++) {
                for (Newcomer owner : owners) {
                    spend(owner, DOLLAR, Instant.now());
                }
                List<Future<?>> looks = new ArrayList<>();
                for (int node = 0; node < 4; node++) {
                    AlertWatch watch = watch(InstantSource.system());
                    looks.add(nodes.submit(() -> {
                        watch.look();
                        return null;
                    }));
                }
                for (Future<?> look : looks) {
                    look.get();
                }
            }
        }
        look();

        for (Newcomer owner : owners) {
            assertThat(letters(owner)).containsExactlyInAnyOrder("DAY_SPENT 1.00 1.00", "BALANCE_LOW 5.00 4.00");
        }
    }

    @Test
    void whoeverDiesBeforeTheCommitHasToldNothingAndTheNextOneDoes() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        make(owner, "LOW_BALANCE", "5");
        execute("""
                CREATE FUNCTION customer.die() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_terminate_backend(pg_backend_pid());
                    RETURN NEW;
                END $$
                """);
        execute("CREATE TRIGGER die AFTER UPDATE ON customer.alert FOR EACH ROW EXECUTE FUNCTION customer.die()");
        try {
            assertThatThrownBy(AlertsTest::look).isInstanceOf(SQLException.class);
            assertThat(letters(owner)).isEmpty();
        } finally {
            execute("DROP FUNCTION customer.die() CASCADE");
        }
        look();

        assertThat(letters(owner)).containsExactly("BALANCE_LOW 5.00 0.00");
    }

    @Test
    void theApiTellsWhatIsReachedAndWhatIsNot() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        grant(owner, 10);
        spend(owner, 2 * DOLLAR, Instant.now());
        make(owner, "LOW_BALANCE", "5");
        String daily = make(owner, "DAILY_SPEND", "1.50").json().path("id").asText();

        var items = owner.get("/alerts").json().path("items");
        assertThat(items).hasSize(2);
        assertThat(items.path(0).path("now").asText()).isEqualTo("8.000000000");
        assertThat(items.path(0).path("reached").asBoolean()).isFalse();
        assertThat(items.path(1).path("now").asText()).isEqualTo("2.000000000");
        assertThat(items.path(1).path("reached").asBoolean()).isTrue();
        assertThat(items.path(1).path("timeZone").asText()).isEqualTo("Z");

        Newcomer other = Newcomer.signedIn(ominigate);
        assertThat(delete(other, daily)).isEqualTo(404);
        assertThat(delete(owner, daily)).isEqualTo(204);
        assertThat(delete(owner, daily)).isEqualTo(404);
        assertThat(owner.get("/alerts").json().path("items")).hasSize(1);
    }

    @Test
    void whatCannotBeAnAlertIsRefusedWithTheReason() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        make(owner, "LOW_BALANCE", "5");

        Answer again = owner.post("/alerts", Map.of("kind", "LOW_BALANCE", "threshold", "5.00"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("code").asText()).isEqualTo("alert_already");
        assertThat(owner.post("/alerts", Map.of("kind", "LOW_BALANCE", "threshold", "0"))
                        .status())
                .isEqualTo(400);
        assertThat(owner.post("/alerts", Map.of("kind", "SOMETHING", "threshold", "1"))
                        .status())
                .isEqualTo(400);
        for (int i = 1; i < Alerts.MOST; i++) {
            make(owner, "DAILY_SPEND", String.valueOf(i));
        }
        assertThat(owner.post("/alerts", Map.of("kind", "DAILY_SPEND", "threshold", "100"))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("alerts_full");
    }

    @Test
    void oneThatIsChangedIsToldAsANewOneAndOneThatIsNotIsNot() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        grant(owner, 100);
        String id = make(owner, "DAILY_SPEND", "2").json().path("id").asText();
        Instant now = Instant.now();
        spend(owner, 3 * DOLLAR, now);
        look();

        Answer same = change(owner, id, "DAILY_SPEND", "2");
        look();
        Answer lower = change(owner, id, "DAILY_SPEND", "1.5");
        look();
        look();
        Answer higher = change(owner, id, "MONTHLY_SPEND", "50");
        look();

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json().has("toldAt")).isTrue();
        assertThat(lower.json().has("toldAt")).isFalse();
        assertThat(higher.json().path("kind").asText()).isEqualTo("MONTHLY_SPEND");
        assertThat(higher.json().path("threshold").asText()).isEqualTo("50.000000000");
        assertThat(letters(owner)).containsExactly("DAY_SPENT 2.00 3.00", "DAY_SPENT 1.50 3.00");
    }

    @Test
    void aChangeThatMakesNoAlertOfItsOwnIsRefused() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        String id = make(owner, "LOW_BALANCE", "5").json().path("id").asText();
        make(owner, "LOW_BALANCE", "7");

        Answer taken = change(owner, id, "LOW_BALANCE", "7");
        Answer nothing = change(owner, id, "LOW_BALANCE", "0");
        Answer others = change(Newcomer.signedIn(ominigate), id, "LOW_BALANCE", "6");

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.json().path("code").asText()).isEqualTo("alert_already");
        assertThat(nothing.status()).isEqualTo(400);
        assertThat(others.status()).isEqualTo(404);
        assertThat(owner.get("/alerts").json().path("items").findValuesAsText("threshold"))
                .containsExactly("5.000000000", "7.000000000");
    }

    @Test
    void developersSetNoneAndAKeyThatManagesDoes() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        Newcomer developer = owner.inviting("DEVELOPER");
        String key = Objects.requireNonNull(bean(Accounts.class)
                        .issue(
                                account(owner),
                                new NewKey("robot", null, Set.of(), List.of(), KeyLimits.NONE, KeyScope.MANAGE)))
                .secret();

        assertThat(developer
                        .post("/alerts", Map.of("kind", "LOW_BALANCE", "threshold", "5"))
                        .status())
                .isEqualTo(403);
        assertThat(developer.get("/alerts").status()).isEqualTo(403);
        assertThat(ominigate
                        .send(
                                "POST",
                                "/api/v1/alerts",
                                "{\"kind\": \"LOW_BALANCE\", \"threshold\": \"5\"}",
                                Map.of("Authorization", "Bearer " + key))
                        .status())
                .isEqualTo(201);
    }

    private static Answer make(Newcomer who, String kind, String threshold) throws Exception {
        Answer made = who.post("/alerts", Map.of("kind", kind, "threshold", threshold));
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made;
    }

    private static Answer change(Newcomer who, String id, String kind, String threshold) throws Exception {
        return who.send("PUT", "/alerts/" + id, Map.of("kind", kind, "threshold", threshold), Map.of());
    }

    private static int delete(Newcomer who, String id) throws Exception {
        return who.send("DELETE", "/alerts/" + id, Map.of(), Map.of()).status();
    }

    private static void grant(Newcomer who, long dollars) throws Exception {
        bean(Credits.class)
                .grant(account(who), dollars * DOLLAR, UUID.randomUUID().toString(), "a test");
    }

    /** A call that cost so much: in the rollup and in the books, as the shipper stores it. */
    private static void spend(Newcomer who, long nanos, Instant at) throws Exception {
        new CallsOfTests()
                .call(account(who), UUID.randomUUID(), "demo-echo", at, nanos)
                .store(ominigate.database());
        Transaction.run(dataSource(), transaction -> {
            bean(Settlement.class)
                    .post(transaction, UUID.randomUUID(), List.of(new Charge(account(who), UUID.randomUUID(), nanos)));
            return true;
        });
    }

    private static void look() throws SQLException {
        bean(AlertWatch.class).look();
    }

    /** A node's look at another time. */
    private static void lookAt(Instant now) throws SQLException {
        watch(() -> now).look();
    }

    private static AlertWatch watch(InstantSource clock) {
        Alerts alerts = new Alerts(
                dataSource(),
                bean(Accounts.class),
                bean(Members.class),
                bean(Balances.class),
                bean(UsageReports.class),
                clock);
        return new AlertWatch(dataSource(), alerts, bean(AlertLetters.class), bean(Balances.class), clock);
    }

    private static DataSource dataSource() {
        return bean(DataSource.class);
    }

    private static UUID account(Newcomer who) {
        try {
            return UUID.fromString(who.get("/me").json().path("account").asText());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was left for somebody about their spending, with its amounts. */
    private static List<String> letters(Newcomer who) throws SQLException {
        return rows("""
                SELECT template || ' ' || ("values"->>'threshold') || ' ' || coalesce("values"->>'spent', "values"->>'balance')
                FROM mail.letter WHERE recipient = ? AND template IN ('BALANCE_LOW', 'DAY_SPENT', 'MONTH_SPENT') ORDER BY id
                """, who.email());
    }

    private static String value(Newcomer who, String name) throws SQLException {
        return rows(
                        "SELECT \"values\"->>'" + name
                                + "' FROM mail.letter WHERE recipient = ? AND \"values\" ? '%s' ORDER BY id DESC"
                                        .formatted(name)
                                        .replace(" ? '", " ?? '"),
                        who.email())
                .getFirst();
    }

    private static List<String> rows(String sql, String recipient) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, recipient);
            List<String> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
            return found;
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }
}
