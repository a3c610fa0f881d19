package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.egress.Egress;
import ai.ominigate.payment.PersonAtStripe.Outcome;
import ai.ominigate.payment.StripeDouble.Fault;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PersonAtStripeTest {
    private static PayingOminiGate paying;
    private static PersonAtStripe person;

    @BeforeAll
    static void start() throws IOException {
        paying = PayingOminiGate.start();
        person = paying.bean(PersonAtStripe.class);
    }

    @AfterAll
    static void stop() throws IOException {
        paying.close();
        paying.stripe.close();
    }

    /** Somebody who has paid, as Stripe knows them. */
    private static ObjectNode customer() throws Exception {
        UUID account = paying.account();
        paying.paid(account, 2_500);
        return paying.stripe.all("cus_").stream()
                .filter(known -> known.path("metadata").path("account").asText().equals(account.toString()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCustomerIsForgottenOnceAndTheirPaymentsStay() throws Exception {
        ObjectNode customer = customer();
        String id = customer.path("id").asText();
        assertThat(customer.has("email")).isTrue();

        assertThat(person.forget(id)).isEqualTo(Outcome.DONE);

        assertThat(customer.has("email")).isFalse();
        assertThat(paying.stripe.all("pi_", "customer", id)).hasSize(1);
        assertThat(person.forget(id)).isEqualTo(Outcome.NOT_THERE);
        assertThat(person.correct(id, "ada@example.com", "Ada")).isEqualTo(Outcome.NOT_THERE);
        assertThat(customer.has("email")).as("nothing comes back").isFalse();
    }

    @Test
    void anAddressIsCorrectedAndANameOnlyWhereStripeHasOne() throws Exception {
        ObjectNode customer = customer();
        String id = customer.path("id").asText();

        assertThat(person.correct(id, "new@example.com", "Ada Lovelace")).isEqualTo(Outcome.DONE);
        assertThat(customer.path("email").asText()).isEqualTo("new@example.com");
        assertThat(customer.has("name")).isFalse();

        customer.put("name", "Ada Lovelock");
        assertThat(person.correct(id, "new@example.com", "Ada Lovelace")).isEqualTo(Outcome.DONE);
        assertThat(customer.path("name").asText()).isEqualTo("Ada Lovelace");
    }

    @Test
    void whatStripeCannotOrWillNotIsTold() throws Exception {
        String id = customer().path("id").asText();
        paying.stripe.fail(Fault.ERROR, Fault.ERROR, Fault.ERROR);
        assertThat(person.forget(id)).isEqualTo(Outcome.AWAY);
        paying.stripe.fail(Fault.FORBIDDEN);
        assertThat(person.forget(id)).isEqualTo(Outcome.REFUSED);
        paying.stripe.fail(Fault.TOO_OFTEN, Fault.TOO_OFTEN);
        assertThat(person.forget(id)).as("asked too often is asked again").isEqualTo(Outcome.DONE);
    }

    @Test
    void withoutAKeyNobodyIsAsked() {
        PaymentSettings off = new PaymentSettings(
                "", "", "", BigDecimal.ONE, BigDecimal.TEN, BigDecimal.ZERO, BigDecimal.ZERO, false, true, null);
        PersonAtStripe nobody = new PersonAtStripe(off, new StripeApi(off, paying.bean(Egress.class)));
        assertThat(nobody.forget("cus_1")).isEqualTo(Outcome.OFF);
        assertThat(nobody.correct("cus_1", null, "Ada")).isEqualTo(Outcome.OFF);
    }
}
