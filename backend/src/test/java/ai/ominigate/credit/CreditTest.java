package ai.ominigate.credit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.LedgerCheck;
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
}
