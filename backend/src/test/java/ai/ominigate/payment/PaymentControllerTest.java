package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.identity.Colleague;
import java.io.IOException;
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
    void disputesAreShown() throws Exception {
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
        Answer settled = finance.send("POST", "/admin/v1/payments/differences/" + id + "/settle", "");
        assertThat(settled.status()).isEqualTo(200);
        assertThat(settled.json().path("settledAt").asText()).isNotEmpty();
        assertThat(get("/differences?open=true").json().path("items")).isEmpty();
        assertThat(get("/differences?open=false").json().path("items")).hasSize(1);
    }
}
