package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Customers;
import ai.ominigate.model.Usd;
import ai.ominigate.model.staff.Role;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PaymentControllerTest {
    private static PayingOminiGate paying;
    private static Colleague finance;

    @BeforeAll
    static void start() throws Exception {
        paying = PayingOminiGate.start();
        finance = Colleague.signedIn(paying.ominigate, Role.FINANCE);
    }

    @AfterAll
    static void stop() throws IOException {
        paying.close();
        paying.stripe.close();
    }

    private static Answer get(String path) throws Exception {
        return finance.send("GET", "/admin/v1/payments" + path, "");
    }

    @Test
    void financeSeesWhatAnAccountHasPaidAndPaysUnusedCreditBack() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        Answer seen = get("?account=" + account);
        assertThat(seen.json().path("items")).hasSize(1);
        assertThat(seen.json().path("items").get(0).path("credit").asText()).isEqualTo("25.000000000");
        assertThat(seen.json().path("items").get(0).path("payment").asText()).isEqualTo(order.intent());

        Answer refunded = finance.send("POST", "/admin/v1/payments/" + order.id() + "/refunds", """
                {"amount": "10", "reason": "They do not need it."}
                """);
        assertThat(refunded.status()).isEqualTo(201);
        assertThat(refunded.json().path("state").asText()).isEqualTo("PAID");
        assertThat(paying.balance(account).balance()).isEqualTo(15 * PayingOminiGate.DOLLAR);
        assertThat(get("/refunds?account=" + account)
                        .json()
                        .path("items")
                        .get(0)
                        .path("refund"))
                .isEqualTo(refunded.json().path("refund"));
        assertThat(paying.number(
                        "SELECT count(*) FROM audit.entry WHERE action = 'payment.refund' AND subject = 'top-up:"
                                + order.id() + "'"))
                .isOne();
    }

    @Test
    void noMoreThanIsUnusedIsPaidBack() throws Exception {
        TopUp order = paying.paid(paying.account(), 2_500);
        Answer refused = finance.send("POST", "/admin/v1/payments/" + order.id() + "/refunds", """
                {"amount": "25.01", "reason": "They do not need it."}
                """);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("not_unused");
    }

    @Test
    void onePaymentIsShownWithAllThatHangsOnIt() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        finance.send("POST", "/admin/v1/payments/" + order.id() + "/refunds", """
                {"amount": "10", "reason": "They do not need it."}
                """);
        JsonNode seen = get("/" + order.id()).json();

        assertThat(seen.path("payment").path("charge").asText()).isEqualTo(order.charge());
        assertThat(seen.path("payment").path("refunded").asText()).isEqualTo("10.000000000");
        assertThat(seen.path("refundable").asText()).isEqualTo("15.000000000");
        assertThat(seen.path("refunds")).hasSize(1);
        assertThat(seen.path("lots").get(0).path("left").asText()).isEqualTo("15.000000000");
        assertThat(seen.path("entries").findValuesAsText("kind")).contains("top_up", "refund");
        assertThat(seen.path("entries").findValuesAsText("amount").stream()
                        .mapToLong(amount -> Usd.parse(amount).nanos())
                        .sum())
                .isZero();
        assertThat(seen.path("receipt").asBoolean()).isTrue();
        assertThat(get("/" + order.id() + "/receipt").json().path("url").asText())
                .startsWith("https://pay.stripe.example/receipts/");
        assertThat(get("/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(get("/" + UUID.randomUUID() + "/receipt").status()).isEqualTo(404);
    }

    @Test
    void paymentsAreFoundByWhatBecameOfThemWhenTheyWereBegunAndWhatStripeCallsThem() throws Exception {
        UUID account = paying.account();
        TopUp paid = paying.paid(account, 2_500);
        TopUp open = paying.ordered(account, 3_000);

        assertThat(ids("?account=" + account + "&state=PAID"))
                .containsExactly(paid.id().toString());
        assertThat(ids("?account=" + account + "&state=OPEN&kind=CHECKOUT"))
                .containsExactly(open.id().toString());
        assertThat(ids("?account=" + account + "&kind=AUTOMATIC")).isEmpty();
        assertThat(ids("?account=" + account + "&from=" + open.askedAt()))
                .containsExactly(open.id().toString());
        assertThat(ids("?account=" + account + "&to=" + open.askedAt()))
                .containsExactly(paid.id().toString());
        assertThat(ids("?payment=" + paid.intent())).containsExactly(paid.id().toString());
        assertThat(ids("?payment=" + paid.charge())).containsExactly(paid.id().toString());
        assertThat(get("?account=" + account + "&limit=1").json().path("next").asText())
                .isNotEmpty();
    }

    private static List<String> ids(String query) throws Exception {
        return get(query).json().path("items").findValuesAsText("id");
    }

    @Test
    void whomAnInvoiceWasMadeForIsAskedOfStripe() throws Exception {
        UUID account = paying.account();
        paying.paid(account, 2_500);
        String customer = paying.run(connection ->
                Objects.requireNonNull(paying.bean(Customers.class).stripeCustomer(connection, account)));
        paying.stripe.invoice("AB12CD34-0007", customer);
        Payers payers = paying.bean(Payers.class);

        assertThat(payers.ofInvoice("AB12CD34-0007")).isEqualTo(customer);
        assertThat(payers.ofInvoice("AB12CD34-0008")).isNull();
        assertThat(payers.ofInvoice("' OR total>0 OR number:'"))
                .as("nothing that is no number")
                .isNull();
        assertThat(payers.ofPayment(customer)).isNull();
    }

    @Test
    void financeSeesHowAnAccountTopsUpByItself() throws Exception {
        UUID account = paying.account();
        paying.paid(account, 2_500);
        paying.run(transaction -> paying.automatic.wish(transaction, account, true, 500, 2_500, 10_000));

        JsonNode seen = get("/automatic?account=" + account).json().path("items");

        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).path("enabled").asBoolean()).isTrue();
        assertThat(seen.get(0).path("threshold").asText()).isEqualTo("5.000000000");
        assertThat(seen.get(0).path("thisMonth").asText()).isEqualTo("0.000000000");
        assertThat(get("/automatic?stopped=true&account=" + account).json().path("items"))
                .isEmpty();
    }

    @Test
    void financeSeesWhenStripesBooksWereLookedAtAndWhenNext() throws Exception {
        paying.bean(Reconciliation.class).compare();
        JsonNode night = get("/comparisons").json().path("items").get(0);
        JsonNode state = get("/state").json();

        assertThat(night.path("ours")).isEqualTo(night.path("theirs"));
        assertThat(night.has("failure")).isFalse();
        assertThat(state.path("on").asBoolean()).isTrue();
        assertThat(state.path("lastComparison")).isEqualTo(night);
        assertThat(Instant.parse(state.path("nextComparison").asText())).isAfter(Instant.now());
    }

    @Test
    void aNightOnWhichStripeDoesNotAnswerIsShownAndTheNextIsOneAgain() throws Exception {
        Reconciliation reconciliation = paying.bean(Reconciliation.class);
        paying.run(transaction -> Statements.update(transaction, "DELETE FROM payment.comparison"));
        paying.stripe.fail(Fault.ERROR, Fault.ERROR, Fault.ERROR);
        reconciliation.nightly();
        assertThat(get("/state").json().path("lastComparison").path("failure").asText())
                .isEqualTo("away");

        reconciliation.nightly();
        JsonNode night = get("/state").json().path("lastComparison");
        assertThat(night.has("failure")).isFalse();
        assertThat(night.path("ours").asText()).isNotEmpty();

        reconciliation.nightly();
        assertThat(get("/state").json().path("lastComparison"))
                .as("another node that comes later does nothing")
                .isEqualTo(night);
    }

    @Test
    void disputesAreShownWithWhatTheirBankWaitsFor() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        String dispute = paying.stripe
                .dispute(Objects.requireNonNull(order.intent()), 2_500, "needs_response")
                .path("id")
                .asText();
        paying.disputes.bring(dispute);
        Answer seen = get("/disputes?account=" + account);
        assertThat(seen.json().path("items").get(0).path("id").asText()).isEqualTo(dispute);
        assertThat(seen.json().path("items").get(0).path("taken").asText()).isEqualTo("25.000000000");
        assertThat(seen.json().path("items").get(0).path("reason").asText()).isEqualTo("fraudulent");
        assertThat(seen.json().path("items").get(0).path("evidence").asText()).isEqualTo("NONE");
        assertThat(Instant.parse(
                        seen.json().path("items").get(0).path("answerBy").asText()))
                .isAfter(Instant.now());
        assertThat(get("/state").json().path("unansweredDisputes").asInt()).isEqualTo(1);

        paying.stripe.answer(dispute);
        paying.disputes.bring(dispute);
        assertThat(get("/disputes?open=true&account=" + account)
                        .json()
                        .path("items")
                        .get(0)
                        .path("evidence")
                        .asText())
                .isEqualTo("SENT");
        assertThat(get("/state").json().path("unansweredDisputes").asInt()).isZero();

        paying.stripe.close(dispute, true);
        paying.disputes.bring(dispute);
        assertThat(get("/disputes?open=true&account=" + account).json().path("items"))
                .isEmpty();
    }

    @Test
    void aDifferenceIsShownUntilItIsSettled() throws Exception {
        TopUp order = paying.ordered(paying.account(), 2_500);
        paying.stripe.pay(Objects.requireNonNull(order.session())).put("currency", "eur");
        paying.topUps.bring(order.id());
        Answer seen = get("/differences?open=true&kind=PAYMENT_REFUSED");
        assertThat(seen.json().path("items")).hasSize(1);
        assertThat(get("/differences?kind=BALANCE").json().path("items")).isEmpty();
        String id = seen.json().path("items").get(0).path("id").asText();
        assertThat(seen.json().path("items").get(0).path("kind").asText()).isEqualTo("PAYMENT_REFUSED");
        assertThat(seen.json().path("items").get(0).path("reason").asText()).isEqualTo("ANOTHER_CURRENCY");
        assertThat(seen.json().path("items").get(0).path("payment").asText())
                .isEqualTo(order.id().toString());
        assertThat(seen.json().path("items").get(0).path("account").asText())
                .isEqualTo(order.account().toString());
        Answer settled = finance.send(
                "POST", "/admin/v1/payments/differences/" + id + "/settle", "{\"note\": \"They were told.\"}");
        assertThat(settled.status()).isEqualTo(200);
        assertThat(settled.json().path("settledAt").asText()).isNotEmpty();
        assertThat(settled.json().path("settledBy").path("name").asText()).isNotEmpty();
        assertThat(settled.json().path("note").asText()).isEqualTo("They were told.");
        assertThat(finance.send("POST", "/admin/v1/payments/differences/" + id + "/settle", "")
                        .json())
                .as("again and without a note")
                .isEqualTo(settled.json());
        assertThat(get("/differences?open=true").json().path("items")).isEmpty();
        assertThat(get("/differences?open=false").json().path("items")).hasSize(1);
    }
}
