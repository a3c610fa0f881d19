package ai.ominigate.credit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.LedgerCheck;
import ai.ominigate.billing.Movements;
import ai.ominigate.billing.PaymentBooks;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CreditTest {
    private static final long DOLLAR = 1_000_000_000L;
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private static RunningOminiGate ominigate;
    private static Colleague finance;

    @BeforeAll
    static void start() throws Exception {
        ominigate = RunningOminiGate.with(Map.of("ominigate.credit.alone", "50"));
        finance = Colleague.signedIn(ominigate, Role.FINANCE);
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        assertThat(bean(LedgerCheck.class).run().problems()).isEmpty();
        ominigate.close();
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }

    private static DataSource database() {
        return DelegatingDataSource.unwrapDataSource(bean(DataSource.class));
    }

    private static List<String> texts(String sql) throws SQLException {
        return Transaction.run(database(), connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                List<String> found = new ArrayList<>();
                while (row.next()) {
                    found.add(row.getString(1));
                }
                return found;
            }
        });
    }

    private static UUID account() throws SQLException {
        UUID account = bean(Accounts.class).create("Ada Lovelace").id();
        texts("UPDATE accounts.account SET email = '%s@example.com' WHERE id = '%s' RETURNING email"
                .formatted(account, account));
        return account;
    }

    private static Answer give(Colleague giver, UUID account, String dollars, String more) throws Exception {
        return giver.send("POST", "/admin/v1/credits", """
                {"account": "%s", "amount": "%s", "cause": "COMPENSATION", "reason": "The outage of Tuesday."%s}
                """.formatted(account, dollars, more));
    }

    private static Colleague another(Role... roles) throws Exception {
        return Colleague.signedIn(ominigate, roles);
    }

    private static long balance(UUID account) throws SQLException {
        return bean(Balances.class).of(account).balance();
    }

    private static List<String> letters(UUID account) throws SQLException {
        return texts("SELECT template FROM mail.letter WHERE about = 'account:" + account + "' ORDER BY id");
    }

    private static JsonNode lots(UUID account) throws Exception {
        return finance.send("GET", "/admin/v1/credits?account=" + account, "")
                .json()
                .path("items");
    }

    private static Answer agree(Colleague approver, Answer proposed) throws Exception {
        String path = "/admin/v1/approvals/" + proposed.json().path("approval").asText();
        Answer seen = approver.send("GET", path, "");
        if (seen.status() != 200) {
            return seen;
        }
        return approver.stepUp()
                .send(
                        "POST",
                        path + "/approve",
                        "{\"note\": \"It was a long one.\"}",
                        seen.json().path("version").asLong());
    }

    @Test
    void creditBelowTheLimitIsThereAtOnceAndItsOwnerIsTold() throws Exception {
        UUID account = account();

        Answer given = give(another(Role.SUPPORT_LEAD), account, "12.50", "");

        assertThat(given.status()).isEqualTo(201);
        assertThat(given.json().path("state").asText()).isEqualTo("GIVEN");
        assertThat(balance(account)).isEqualTo(12 * DOLLAR + DOLLAR / 2);
        assertThat(letters(account)).containsExactly("CREDIT_GIVEN");
        assertThat(texts("SELECT \"values\" ->> 'cause' FROM mail.letter WHERE about = 'account:" + account + "'"))
                .containsExactly("to make up for something that went wrong");
        assertThat(texts("SELECT outcome FROM audit.entry WHERE action = 'credit.give' AND subject = 'account:"
                        + account + "'"))
                .hasSize(1);
        JsonNode lot = lots(account).get(0);
        assertThat(lot.path("kind").asText()).isEqualTo("PROMOTIONAL");
        assertThat(lot.path("left").asText()).isEqualTo("12.500000000");
        assertThat(lot.path("cause").asText()).isEqualTo("COMPENSATION");
        assertThat(lot.path("reason").asText()).isEqualTo("The outage of Tuesday.");
    }

    @Test
    void creditAboveTheLimitWaitsForASecondPerson() throws Exception {
        UUID account = account();
        Colleague proposer = another(Role.FINANCE);

        Answer proposed = give(proposer, account, "50.01", "");

        assertThat(proposed.status()).isEqualTo(201);
        assertThat(proposed.json().path("state").asText()).isEqualTo("PROPOSED");
        assertThat(balance(account)).isZero();
        assertThat(letters(account)).isEmpty();
        assertThat(agree(proposer, proposed).status()).isEqualTo(403);
        assertThat(agree(another(Role.SUPPORT_LEAD), proposed).status()).isEqualTo(403);
        assertThat(balance(account)).isZero();

        assertThat(agree(finance, proposed).status()).isEqualTo(200);

        assertThat(balance(account)).isEqualTo(50 * DOLLAR + DOLLAR / 100);
        assertThat(letters(account)).containsExactly("CREDIT_GIVEN");
    }

    @Test
    void manySmallGiftsAreNoWayAroundTheLimit() throws Exception {
        Colleague generous = another(Role.FINANCE);
        assertThat(give(generous, account(), "30", "").json().path("state").asText())
                .isEqualTo("GIVEN");
        assertThat(give(generous, account(), "20", "").json().path("state").asText())
                .isEqualTo("GIVEN");
        assertThat(give(generous, account(), "0.01", "").json().path("state").asText())
                .isEqualTo("PROPOSED");
        assertThat(give(another(Role.FINANCE), account(), "50", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("GIVEN");
    }

    @Test
    void whatASecondPersonAgreedToDoesNotCountAgainstTheLimit() throws Exception {
        Colleague proposer = another(Role.FINANCE);
        agree(finance, give(proposer, account(), "500", ""));
        assertThat(give(proposer, account(), "50", "").json().path("state").asText())
                .isEqualTo("GIVEN");
    }

    @Test
    void creditForATimeIsLostAtItsEndAndTheBooksSaySo() throws Exception {
        UUID account = account();
        Instant end = NOW.plus(Duration.ofDays(10));

        give(another(Role.FINANCE), account, "5", ", \"expiresAt\": \"" + end + "\", \"priority\": 5");

        assertThat(letters(account)).containsExactly("CREDIT_GIVEN_UNTIL");
        assertThat(lots(account).get(0).path("priority").asInt()).isEqualTo(5);
        assertThat(lots(account).get(0).path("expiresAt").asText()).isEqualTo(end.toString());
        bean(PaymentBooks.class).expire(end.plusSeconds(1));
        assertThat(balance(account)).isZero();
        assertThat(lots(account).get(0).path("left").asText()).isEqualTo("0.000000000");
        assertThat(texts("""
                        SELECT entry.amount FROM billing.ledger_entry entry
                          JOIN billing.ledger_account house ON house.id = entry.account_id AND house.code = 'breakage'
                          JOIN billing.ledger_entry other ON other.tx_id = entry.tx_id
                          JOIN billing.ledger_account wallet ON wallet.id = other.account_id
                         WHERE wallet.code = 'wallet:%s'
                        """.formatted(account))).containsExactly(String.valueOf(5 * DOLLAR));
    }

    @Test
    void ownersAreToldOnceTwoWeeksAheadOfCreditThatIsGoingToBeLost() throws Exception {
        UUID account = account();
        UUID soon = account();
        give(another(Role.FINANCE), account, "5", ", \"expiresAt\": \"" + NOW.plus(Duration.ofDays(60)) + "\"");
        give(another(Role.FINANCE), soon, "5", ", \"expiresAt\": \"" + NOW.plus(Duration.ofDays(7)) + "\"");

        noticesOn(45);
        assertThat(letters(account)).containsExactly("CREDIT_GIVEN_UNTIL");
        noticesOn(47);
        noticesOn(48);

        assertThat(letters(account)).containsExactly("CREDIT_GIVEN_UNTIL", "CREDIT_EXPIRES");
        noticesOn(1);
        assertThat(letters(soon)).as("was told when it was given").containsExactly("CREDIT_GIVEN_UNTIL");
    }

    private static void noticesOn(int day) throws SQLException {
        InstantSource then = InstantSource.fixed(NOW.plus(Duration.ofDays(day)));
        new ExpiryNotices(database(), bean(CreditLetters.class), then).tell();
    }

    @Test
    void theSameCommandTwiceGivesOnce() throws Exception {
        UUID account = account();
        String body = """
                {"account": "%s", "amount": "5", "cause": "WELCOME", "reason": "They are new."}
                """.formatted(account);
        Colleague giver = another(Role.FINANCE);
        Map<String, String> headers =
                Map.of("Authorization", "Bearer " + giver.token(), "Idempotency-Key", "credit-" + account);

        Answer first = ominigate.send("POST", "/admin/v1/credits", body, headers);
        Answer second = ominigate.send("POST", "/admin/v1/credits", body, headers);

        assertThat(second.json()).isEqualTo(first.json());
        assertThat(balance(account)).isEqualTo(5 * DOLLAR);
    }

    @Test
    void nothingIsGivenThatIsOverOrToNobody() throws Exception {
        UUID account = account();
        Answer over = give(finance, account, "5", ", \"expiresAt\": \"" + NOW.minusSeconds(60) + "\"");
        assertThat(over.status()).isEqualTo(422);
        assertThat(over.json().path("code").asText()).isEqualTo("expired");
        Answer nobody = give(finance, UUID.randomUUID(), "5", "");
        assertThat(nobody.status()).isEqualTo(422);
        assertThat(nobody.json().path("code").asText()).isEqualTo("unknown_account");
        assertThat(balance(account)).isZero();
    }

    @Test
    void whoeverHasNoRightToItGivesNothing() throws Exception {
        UUID account = account();
        assertThat(give(another(Role.SUPPORT), account, "5", "").status()).isEqualTo(403);
        assertThat(give(another(Role.ADMIN), account, "5", "").status()).isEqualTo(403);
        assertThat(balance(account)).isZero();
    }

    private static Answer takeBack(Colleague taker, UUID account, String amount) throws Exception {
        String lot = lots(account).get(0).path("id").asText();
        return taker.send("POST", "/admin/v1/credits/" + lot + "/take-back", """
                {%s"reason": "It was for somebody else."}
                """.formatted(
                        amount.isEmpty() ? "" : "\"amount\": \"" + amount + "\", "));
    }

    /** As a settled call does, without a lot being touched. */
    private static void spend(UUID account, long nanos) throws SQLException {
        texts("""
                WITH call AS (
                     INSERT INTO billing.ledger_tx (id, kind, idem_key, occurred_at)
                     VALUES (gen_random_uuid(), 'usage', gen_random_uuid()::text, now()) RETURNING id),
                sides AS (
                     INSERT INTO billing.ledger_entry (tx_id, seq, account_id, currency, amount, of_usage)
                     SELECT call.id, side.seq, of.id, 'USD', side.amount, TRUE
                       FROM call, (VALUES (0, 'wallet:%1$s', -%2$d), (1, 'revenue_usage', %2$d)) AS side (seq, code, amount)
                       JOIN billing.ledger_account AS of ON of.code = side.code
                     RETURNING tx_id)
                SELECT tx_id FROM sides
                """.formatted(account, nanos));
    }

    @Test
    void whatIsUnspentOfAWrongGiftIsTakenBackAndItsOwnerIsTold() throws Exception {
        UUID account = account();
        give(another(Role.FINANCE), account, "20", "");
        spend(account, 5 * DOLLAR);

        Answer taken = takeBack(another(Role.FINANCE), account, "");

        assertThat(taken.status()).isEqualTo(200);
        assertThat(taken.json().path("done").asBoolean()).isTrue();
        assertThat(taken.json().path("amount").asText()).isEqualTo("15.000000000");
        assertThat(balance(account)).as("what was spent stays our expense").isZero();
        assertThat(bean(Balances.class).of(account).owed()).isZero();
        assertThat(letters(account)).containsExactly("CREDIT_GIVEN", "CREDIT_TAKEN_BACK");
        assertThat(movements(account)).containsExactly("CREDIT", "CREDIT_TAKEN_BACK");
        assertThat(texts("SELECT outcome FROM audit.entry WHERE action = 'credit.take-back' AND subject = 'account:"
                        + account + "'"))
                .hasSize(1);
    }

    private static List<String> movements(UUID account) throws SQLException {
        return Transaction.run(
                database(),
                connection -> bean(Movements.class)
                        .between(connection, account, NOW.minusSeconds(60), NOW.plus(Duration.ofDays(1)))
                        .stream()
                        .map(movement -> movement.kind().name())
                        .toList());
    }

    @Test
    void aPartOfAGiftIsTakenBackAndNoMoreThanIsUnspent() throws Exception {
        UUID account = account();
        give(another(Role.FINANCE), account, "20", "");

        assertThat(takeBack(finance, account, "12.50").json().path("amount").asText())
                .isEqualTo("12.500000000");
        assertThat(balance(account)).isEqualTo(7 * DOLLAR + DOLLAR / 2);
        Answer tooMuch = takeBack(finance, account, "7.51");
        assertThat(tooMuch.status()).isEqualTo(409);
        assertThat(tooMuch.json().path("code").asText()).isEqualTo("not_unspent");
        assertThat(takeBack(finance, account, "").json().path("amount").asText())
                .isEqualTo("7.500000000");
        assertThat(takeBack(finance, account, "").json().path("code").asText()).isEqualTo("not_unspent");
        assertThat(balance(account)).isZero();
    }

    @Test
    void takingBackCountsAgainstTheSameLimitAndWaitsForASecondPersonAboveIt() throws Exception {
        UUID account = account();
        agree(another(Role.FINANCE), give(another(Role.FINANCE), account, "80", ""));
        Colleague taker = another(Role.FINANCE);

        Answer proposed = takeBack(taker, account, "");

        assertThat(proposed.json().path("done").asBoolean()).isFalse();
        assertThat(balance(account)).isEqualTo(80 * DOLLAR);
        spend(account, 10 * DOLLAR);
        assertThat(agree(taker, proposed).status()).isEqualTo(403);
        assertThat(agree(another(Role.FINANCE), proposed).status()).isEqualTo(200);
        assertThat(balance(account)).as("what is unspent when they agree").isZero();

        Colleague both = another(Role.FINANCE);
        UUID other = account();
        give(both, other, "30", "");
        assertThat(takeBack(both, other, "20").json().path("done").asBoolean()).isTrue();
        assertThat(takeBack(both, other, "10").json().path("done").asBoolean())
                .as("30 and 20 are 50")
                .isFalse();
    }

    @Test
    void theSameCommandTwiceTakesBackOnce() throws Exception {
        UUID account = account();
        give(finance, account, "5", "");
        String lot = lots(account).get(0).path("id").asText();
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer " + another(Role.FINANCE).token(), "Idempotency-Key", "take-back-" + account);
        String path = "/admin/v1/credits/" + lot + "/take-back";
        String body = "{\"amount\": \"2\", \"reason\": \"It was too much.\"}";

        Answer first = ominigate.send("POST", path, body, headers);
        Answer second = ominigate.send("POST", path, body, headers);

        assertThat(second.json()).isEqualTo(first.json());
        assertThat(balance(account)).isEqualTo(3 * DOLLAR);
    }

    @Test
    void giftsAreListedWithWhatBecameOfThem() throws Exception {
        UUID account = account();
        give(finance, account, "5", "");
        give(another(Role.FINANCE), account, "500", "");
        takeBack(another(Role.FINANCE), account, "2");

        JsonNode gifts = finance.send("GET", "/admin/v1/credits/gifts?account=" + account, "")
                .json()
                .path("items");

        assertThat(gifts.findValuesAsText("state")).containsExactly("PROPOSED", "TAKEN_BACK");
        assertThat(gifts.get(0).path("amount").asText()).isEqualTo("500.000000000");
        assertThat(gifts.get(0).path("approval").asText()).isNotEmpty();
        assertThat(gifts.get(0).path("by").path("name").asText()).isNotEmpty();
        assertThat(gifts.get(1).path("left").asText()).isEqualTo("3.000000000");
        assertThat(gifts.get(1).path("takenBack").asText()).isEqualTo("2.000000000");
        assertThat(gifts.get(1).path("lot").asText())
                .isEqualTo(lots(account).get(0).path("id").asText());
        assertThat(finance.send("GET", "/admin/v1/credits/gifts?state=GIVEN&account=" + account, "")
                        .json()
                        .path("items"))
                .isEmpty();
    }
}
