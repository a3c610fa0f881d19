package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.accounts.Customers;
import ai.ominigate.egress.Egress;
import ai.ominigate.payment.PersonAtStripe.Outcome;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.payment.StripePapers.Bounds;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.PersonalPapers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

    private static Map<String, byte[]> papers(StripePapers papers, UUID account) throws Exception {
        Map<String, byte[]> found = new LinkedHashMap<>();
        papers.each(DataSubject.of(account, List.of(), List.of()), Locale.ENGLISH, found::put);
        return found;
    }

    private static JsonNode list(Map<String, byte[]> papers) throws IOException {
        return JsonMapper.builder().build().readTree(papers.get("billing/stripe.json"));
    }

    private static StripePapers papers(Bounds bounds) {
        return new StripePapers(
                paying.bean(PaymentSettings.class),
                paying.bean(StripeApi.class),
                paying.bean(Customers.class),
                paying.bean(Egress.class),
                paying.database,
                bounds);
    }

    @Test
    void invoicesAreHandedOutAsFilesAndReceiptsByWhereTheyAreAndNothingOfACard() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        String customer =
                Objects.requireNonNull(paying.bean(StripeCustomers.class).known(account));
        ObjectNode invoice = paying.stripe.invoice("OMNI-0001", customer);
        ObjectNode draft = paying.stripe.invoice("../evil", customer);
        paying.stripe.invoice("OTHER-0001", "cus_of_somebody_else");

        Map<String, byte[]> papers = papers(paying.bean(StripePapers.class), account);

        String byId = "billing/invoices/" + draft.path("id").asText() + ".pdf";
        assertThat(papers).containsOnlyKeys("billing/invoices/OMNI-0001.pdf", byId, "billing/stripe.json");
        assertThat(papers.get("billing/invoices/OMNI-0001.pdf")).asString().isEqualTo("%PDF-1.7 OMNI-0001");
        JsonNode list = list(papers);
        assertThat(list.path("customer").asText()).isEqualTo(customer);
        assertThat(list.at("/payments/0/id").asText()).isEqualTo(order.charge());
        assertThat(list.at("/payments/0/amount").asText()).isEqualTo("25.00");
        assertThat(list.at("/payments/0/receiptPage").asText()).startsWith("https://pay.stripe.example/receipts/");
        assertThat(list.at("/invoices/1/number").asText()).isEqualTo("OMNI-0001");
        assertThat(list.at("/invoices/1/file").asText()).isEqualTo("billing/invoices/OMNI-0001.pdf");
        assertThat(list.at("/invoices/1/page")).isEqualTo(invoice.path("hosted_invoice_url"));
        assertThat(list.toString()).doesNotContain(StripeDouble.PRIVATE);
        assertThat(papers(paying.bean(StripePapers.class), paying.account()))
                .as("who has paid nothing")
                .isEmpty();
    }

    @Test
    void anInvoiceThatCannotBeFetchedIsToldOfWithWhyAndItsLink() throws Exception {
        UUID account = paying.account();
        paying.paid(account, 2_500);
        String customer =
                Objects.requireNonNull(paying.bean(StripeCustomers.class).known(account));
        paying.stripe.invoice("ELSEWHERE", customer).put("invoice_pdf", "https://files.elsewhere.example/1.pdf");
        paying.stripe.invoice("UNSAFE", customer).put("invoice_pdf", "http://files.elsewhere.example/1.pdf");
        paying.stripe.invoice("GONE", customer).put("invoice_pdf", paying.stripe.url() + "/invoice/in_none/pdf");
        paying.stripe.invoice("NONE", customer).putNull("invoice_pdf");
        paying.stripe.paper(paying.stripe.invoice("PAGE", customer), "<html>".getBytes(StandardCharsets.UTF_8));
        paying.stripe.paper(paying.stripe.invoice("HUGE", customer), new byte[6 * 1024 * 1024]);

        Map<String, byte[]> papers = papers(paying.bean(StripePapers.class), account);

        assertThat(papers).containsOnlyKeys("billing/stripe.json");
        Map<String, String> why = new LinkedHashMap<>();
        for (JsonNode each : list(papers).path("invoices")) {
            why.put(each.path("number").asText(), each.path("whyThereIsNoFile").asText());
        }
        assertThat(why.get("ELSEWHERE")).contains("no host that this OminiGate may connect to");
        assertThat(why.get("UNSAFE")).contains("no host that this OminiGate may connect to");
        assertThat(why.get("GONE")).contains("did not hand the file out");
        assertThat(why.get("NONE")).contains("has made no file");
        assertThat(why.get("PAGE")).contains("no file of the usual kind");
        assertThat(why.get("HUGE")).contains("larger than what is put in here");
        assertThat(list(papers).at("/invoices/5/link").asText()).isEqualTo("https://files.elsewhere.example/1.pdf");
    }

    @Test
    void allInvoicesTogetherTakeNoMoreRoomAndNoMoreTimeThanAgreed() throws Exception {
        UUID account = paying.account();
        paying.paid(account, 2_500);
        String customer =
                Objects.requireNonNull(paying.bean(StripeCustomers.class).known(account));
        for (int number = 1; number <= 3; number++) {
            paying.stripe.invoice("SMALL-" + number, customer);
        }

        Map<String, byte[]> two =
                papers(papers(new Bounds(2 * "%PDF-1.7 SMALL-1".length(), Duration.ofMinutes(1))), account);
        Map<String, byte[]> late = papers(papers(new Bounds(1_000, Duration.ZERO)), account);

        assertThat(two).hasSize(3);
        assertThat(list(two).at("/invoices/2/whyThereIsNoFile").asText()).contains("larger than what is put in here");
        assertThat(late).hasSize(1);
        assertThat(list(late).at("/invoices/0/whyThereIsNoFile").asText()).contains("took too long");
    }

    @Test
    void whereStripeDoesNotAnswerNothingIsHandedOutAsIfItWereAll() throws Exception {
        UUID account = paying.account();
        paying.paid(account, 2_500);

        paying.stripe.fail(Fault.ERROR, Fault.ERROR, Fault.ERROR);
        assertThatThrownBy(() -> papers(paying.bean(StripePapers.class), account))
                .isInstanceOfSatisfying(
                        PersonalPapers.Missing.class,
                        missing -> assertThat(missing.isPassing()).isTrue());
        paying.stripe.fail(Fault.FORBIDDEN);
        assertThatThrownBy(() -> papers(paying.bean(StripePapers.class), account))
                .isInstanceOfSatisfying(
                        PersonalPapers.Missing.class,
                        missing -> assertThat(missing.isPassing()).isFalse())
                .hasMessageContaining("may read Charges and Invoices");
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
