package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.Accounts.EmailInUse;
import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.platform.Transaction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That Stripe is told where a customer gets mail from now on. */
class CustomerNewsTest {
    private static PayingOminiGate paying;
    private static CustomerNews.Teller teller;

    @BeforeAll
    static void start() throws IOException {
        paying = PayingOminiGate.start();
        teller = paying.bean(CustomerNews.Teller.class);
    }

    @AfterAll
    static void stop() throws IOException {
        paying.close();
        paying.stripe.close();
    }

    @AfterEach
    void nothingWaits() throws SQLException {
        paying.stripe.before(path -> {});
        paying.run(transaction -> Statements.update(transaction, "DELETE FROM payment.customer_news"));
    }

    private static UUID payer() throws Exception {
        UUID account = paying.account();
        paying.paid(account, 2_500);
        return account;
    }

    private static ObjectNode customer(UUID account) {
        return paying.stripe.all("cus_").stream()
                .filter(known -> known.path("metadata").path("account").asText().equals(account.toString()))
                .findFirst()
                .orElseThrow();
    }

    /** As a change that both mailboxes have confirmed, or that is taken back, does. */
    private static void move(UUID account, String email, String because) throws SQLException {
        paying.run(transaction -> {
            try {
                paying.bean(OwnerFields.class).changeEmail(transaction, account, email, true, because);
            } catch (EmailInUse e) {
                throw new IllegalStateException(e);
            }
            return true;
        });
    }

    private static void move(UUID account, String email) throws SQLException {
        move(account, email, "change:" + UUID.randomUUID());
    }

    private static long waiting(UUID account) throws SQLException {
        return paying.number("SELECT count(*) FROM payment.customer_news WHERE account_id = '" + account + "'");
    }

    private static long told(UUID account) {
        return paying.stripe.asked(
                "POST /v1/customers/" + customer(account).path("id").asText());
    }

    private static void aWhileGoesBy() throws SQLException {
        paying.run(transaction ->
                Statements.update(transaction, "UPDATE payment.customer_news SET look_at = now(), taken_until = NULL"));
    }

    private static String fresh() {
        return "moved-" + UUID.randomUUID() + "@example.com";
    }

    @Test
    void anotherAddressIsToldOnceAndTheNameIsLeft() throws Exception {
        UUID account = payer();
        customer(account).put("name", "As they wrote it for their invoices");
        String email = fresh();

        move(account, email);
        teller.tell();
        teller.tell();

        assertThat(customer(account).path("email").asText()).isEqualTo(email);
        assertThat(customer(account).path("name").asText()).isEqualTo("As they wrote it for their invoices");
        assertThat(told(account)).isOne();
        assertThat(waiting(account)).isZero();
    }

    @Test
    void whatWasTakenBackIsToldToo() throws Exception {
        UUID account = payer();
        String before = customer(account).path("email").asText();
        move(account, fresh());
        teller.tell();
        move(account, before);
        teller.tell();
        assertThat(customer(account).path("email").asText()).isEqualTo(before);
    }

    @Test
    void ofTwoChangesWhatStandsIsToldWhateverHappensMeanwhile() throws Exception {
        UUID account = payer();
        String last = fresh();
        AtomicBoolean changed = new AtomicBoolean();
        paying.stripe.before(path -> {
            if (path.startsWith("POST /v1/customers/") && changed.compareAndSet(false, true)) {
                try {
                    move(account, last);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });

        move(account, fresh());
        teller.tell();

        assertThat(customer(account).path("email").asText()).isEqualTo(last);
        assertThat(told(account)).isEqualTo(2);
        assertThat(waiting(account)).isZero();
    }

    @Test
    void whileOneTellsAnotherNodeDoesNotAndWhoDiedIsFollowed() throws Exception {
        UUID account = payer();
        String email = fresh();
        move(account, email);
        paying.run(transaction -> Statements.update(
                transaction, "UPDATE payment.customer_news SET taken_until = now() + INTERVAL '5 minutes'"));

        teller.tell();
        assertThat(told(account)).as("somebody is at it").isZero();

        paying.run(transaction -> Statements.update(
                transaction, "UPDATE payment.customer_news SET taken_until = now() - INTERVAL '1 second'"));
        teller.tell();
        assertThat(customer(account).path("email").asText()).isEqualTo(email);
        assertThat(waiting(account)).isZero();
    }

    @Test
    void itIsToldLaterIfStripeDoesNotAnswer() throws Exception {
        UUID account = payer();
        String email = fresh();
        move(account, email);
        paying.stripe.fail(Fault.ERROR, Fault.ERROR, Fault.ERROR);
        teller.tell();
        assertThat(waiting(account)).isOne();
        aWhileGoesBy();
        teller.tell();
        assertThat(customer(account).path("email").asText()).isEqualTo(email);
        assertThat(waiting(account)).isZero();
    }

    @Test
    void aChangeThatIsNotCommittedIsNotTold() throws Exception {
        UUID account = payer();
        assertThat(paying.<Boolean>run(transaction -> {
                    try {
                        paying.bean(OwnerFields.class).changeEmail(transaction, account, fresh(), true, "change:1");
                    } catch (EmailInUse e) {
                        throw new IllegalStateException(e);
                    }
                    transaction.rollback();
                    return true;
                }))
                .isTrue();
        teller.tell();
        assertThat(told(account)).isZero();
    }

    @Test
    void aCorrectionHasALegOfItsOwnAndWhomStripeDoesNotKnowNothingIsToldOf() throws Exception {
        UUID account = payer();
        move(account, fresh(), "request:" + UUID.randomUUID());
        assertThat(waiting(account)).isZero();
        UUID never = paying.account();
        move(never, fresh());
        assertThat(waiting(never)).isZero();
    }

    @Test
    void whereThereAreNoPaymentsNobodyIsAsked() throws Exception {
        try (RunningOminiGate off = RunningOminiGate.with(Map.of())) {
            var context = off.application().context();
            DataSource database = context.getBean(DataSource.class);
            UUID account = context.getBean(Accounts.class).create("Ada").id();
            Transaction.run(database, transaction -> {
                Statements.update(
                        transaction,
                        "UPDATE accounts.account SET email = 'a@example.com', stripe_customer = 'cus_1' WHERE id = ?",
                        account);
                try {
                    context.getBean(OwnerFields.class).changeEmail(transaction, account, fresh(), true, "change:1");
                } catch (EmailInUse e) {
                    throw new IllegalStateException(e);
                }
                return true;
            });
            context.getBean(Sweeper.class).sweep();
            assertThat(Transaction.<Integer>run(
                            database,
                            connection -> Statements.list(
                                            connection,
                                            "SELECT taken_until FROM payment.customer_news WHERE taken_until IS NULL",
                                            row -> true)
                                    .size()))
                    .as("it waits until there are")
                    .isOne();
        }
    }
}
