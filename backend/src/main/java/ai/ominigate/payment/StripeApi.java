package ai.ominigate.payment;

import ai.ominigate.egress.Egress;
import ai.ominigate.model.payment.DisputeEvidence;
import ai.ominigate.model.system.EgressUse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Dispute;
import com.stripe.model.Event;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.model.StripeError;
import com.stripe.model.checkout.Session;
import com.stripe.model.radar.EarlyFraudWarning;
import com.stripe.net.ApiResource;
import com.stripe.net.HttpURLConnectionClient;
import com.stripe.net.RawRequestOptions;
import com.stripe.net.RequestOptions;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import com.stripe.net.StripeResponseStream;
import com.stripe.param.BalanceTransactionListParams;
import com.stripe.param.ChargeListParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerSearchParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.DisputeListParams;
import com.stripe.param.EventListParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.InvoiceSearchParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.checkout.SessionCreateParams;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's API as far as it is used here: typed calls alone, each with a time that it may take, and answers cut down to what
 * may be known. Blocks.
 *
 * <p>Stripe's client tries again by itself what failed on the way or with a 5xx, with the same idempotency key; what is sent
 * too often (429) it does not, so that is waited for here.
 */
@Singleton
class StripeApi {
    /** What names our order in Stripe's objects. */
    static final String ORDER = "order";

    static final String ACCOUNT = "account";
    static final String DECISION = "decision";
    static final String REFUND = "refund";
    static final String AUTHENTICATION_REQUIRED = "authentication_required";

    /** Stripe keeps what it answered to an idempotency key for 24 hours at least; after that a key asks anew. */
    static final Duration KEYS_LAST = Duration.ofHours(23);

    /** What is read of a payment beside itself. */
    private static final String CHARGE = "latest_charge";

    /**
     * A public preview, which the SDK has no types of.
     *
     * @see <a href="https://docs.stripe.com/privacy/redaction">Redact personal data</a>
     */
    private static final String REDACTIONS = "/v1/privacy/redaction_jobs";

    /** The version of the API that knows it. */
    private static final String PREVIEW = "2026-04-22.preview";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final int NETWORK_RETRIES = 2;
    private static final int TRIES_WHEN_TOO_OFTEN = 4;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final long PAGE = 100;

    /** Objects that one look at a list takes at most. */
    private static final int MOST_LISTED = 20_000;

    private final PaymentSettings settings;
    private final Egress egress;
    private volatile @Nullable StripeClient client;

    StripeApi(PaymentSettings settings, Egress egress) {
        this.settings = settings;
        this.egress = egress;
    }

    /** Asks before it connects. */
    private static final class AskingEgress extends HttpURLConnectionClient {
        private final Egress egress;

        AskingEgress(Egress egress) {
            this.egress = egress;
            // A redirect would lead to a host that nobody has asked for. There is no way to say so of Stripe's
            // connections
            // alone; nothing else here uses this class.
            HttpURLConnection.setFollowRedirects(false);
        }

        @Override
        public StripeResponse request(StripeRequest request) throws ApiConnectionException {
            ask(request);
            try {
                return super.request(request);
            } catch (NullPointerException e) {
                throw leadsElsewhere(e);
            }
        }

        @Override
        public StripeResponseStream requestStream(StripeRequest request) throws ApiConnectionException {
            ask(request);
            try {
                return super.requestStream(request);
            } catch (NullPointerException e) {
                throw leadsElsewhere(e);
            }
        }

        /** Of an answer that leads elsewhere the SDK reads a body that it does not have. */
        private static ApiConnectionException leadsElsewhere(NullPointerException cause) {
            return new ApiConnectionException("Stripe's answer leads elsewhere, which is not followed", cause);
        }

        private void ask(StripeRequest request) throws ApiConnectionException {
            try {
                egress.require(request.url().getHost(), EgressUse.PAYMENTS);
            } catch (IOException e) {
                throw new ApiConnectionException(e.getMessage(), e);
            }
        }
    }

    /** Made with the first call: most starts have no need of it. */
    private StripeClient client() {
        StripeClient made = client;
        if (made == null) {
            if (!settings.isOn()) {
                throw new IllegalStateException("payments are off");
            }
            made = StripeClient.builder()
                    .setApiKey(settings.secretKey())
                    .setApiBase(settings.base().toString().replaceFirst("/$", ""))
                    .setConnectTimeout((int) CONNECT_WITHIN.toMillis())
                    .setReadTimeout((int) ANSWER_WITHIN.toMillis())
                    .setMaxNetworkRetries(NETWORK_RETRIES)
                    .setHttpClient(new AskingEgress(egress))
                    .build();
            client = made;
        }
        return made;
    }

    @FunctionalInterface
    private interface Asked<T extends @Nullable Object> {
        T of(StripeClient client) throws StripeException;
    }

    private <T extends @Nullable Object> T ask(Asked<T> asked) throws StripeProblem {
        for (int tried = 1; ; tried++) {
            try {
                return asked.of(client());
            } catch (RateLimitException e) {
                if (tried == TRIES_WHEN_TOO_OFTEN || !waited(tried)) {
                    throw new StripeProblem.Away("it is asked too often");
                }
            } catch (StripeException e) {
                throw problem(e);
            } catch (RuntimeException e) {
                // A list's next part comes from an iterator, which has no other way to say so.
                if (e.getCause() instanceof StripeException cause) {
                    throw problem(cause);
                }
                throw e;
            }
        }
    }

    private static boolean waited(int tried) {
        long most = FIRST_WAIT.toMillis() << tried;
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stripe's own messages may quote what was sent, so none of them goes on. */
    private static StripeProblem problem(StripeException e) {
        return switch (e) {
            case CardException declined -> {
                StripeError error = declined.getStripeError();
                PaymentIntent intent = error == null ? null : error.getPaymentIntent();
                String failure = declined.getDeclineCode() == null ? declined.getCode() : declined.getDeclineCode();
                yield new StripeProblem.Declined(word(failure), intent == null ? null : intent.getId());
            }
            case ApiConnectionException ignored -> new StripeProblem.Away("no connection");
            case IdempotencyException ignored
            when e.getStatusCode() != null && e.getStatusCode() == 409 ->
                new StripeProblem.Away("the same is being asked elsewhere");
            case InvalidRequestException ignored
            when "resource_missing".equals(e.getCode()) -> new StripeProblem.NotThere();
            case ApiException ignored
            when e.getStatusCode() != null && e.getStatusCode() == 409 ->
                new StripeProblem.Away("the same is being asked elsewhere");
            case ApiException ignored -> new StripeProblem.Away("status " + e.getStatusCode());
            case RateLimitException ignored -> new StripeProblem.Away("it is asked too often");
            default -> new StripeProblem.Refused(word(e.getCode()));
        };
    }

    /** A class of failures, in the form that may be kept. */
    static String word(@Nullable String code) {
        return code != null && code.matches("[a-z_]{1,60}") ? code : "other";
    }

    private static RequestOptions with(String key) {
        return RequestOptions.builder().setIdempotencyKey(key).build();
    }

    // Customers

    String createCustomer(UUID account, @Nullable String email, String key) throws StripeProblem {
        CustomerCreateParams.Builder wish = CustomerCreateParams.builder().putMetadata(ACCOUNT, account.toString());
        if (email != null) {
            wish.setEmail(email);
        }
        return ask(client ->
                client.v1().customers().create(wish.build(), with(key)).getId());
    }

    /** The customer that was made for this account; null if none was. */
    @Nullable
    String findCustomer(UUID account) throws StripeProblem {
        CustomerSearchParams wish = CustomerSearchParams.builder()
                .setQuery("metadata['" + ACCOUNT + "']:'" + account + "'")
                .setLimit(1L)
                .build();
        return ask(client -> {
            List<Customer> found = client.v1().customers().search(wish).getData();
            return found.isEmpty() ? null : found.getFirst().getId();
        });
    }

    /** Whom an invoice of this number was made for, or one with a receipt of this number; null if there is none. */
    @Nullable
    String customerOfInvoice(String number) throws StripeProblem {
        InvoiceSearchParams wish = InvoiceSearchParams.builder()
                .setQuery("number:'%s' OR receipt_number:'%s'".formatted(number, number))
                .setLimit(1L)
                .build();
        return ask(client -> {
            List<Invoice> found = client.v1().invoices().search(wish).getData();
            return found.isEmpty() ? null : found.getFirst().getCustomer();
        });
    }

    /**
     * An invoice.
     *
     * @param number as it is printed on it; null while it is a draft
     * @param page where it is shown; null if nowhere
     * @param pdf where it is as a file; null if nowhere
     */
    record Bill(
            String id,
            @Nullable String number,
            Instant at,
            long cents,
            String currency,
            @Nullable String status,
            @Nullable URI page,
            @Nullable URI pdf) {}

    List<Bill> invoicesOf(String customer) throws StripeProblem {
        InvoiceListParams wish =
                InvoiceListParams.builder().setCustomer(customer).setLimit(PAGE).build();
        return all(client -> client.v1().invoices().list(wish), StripeApi::seen, any -> true);
    }

    private static Bill seen(Invoice invoice) {
        return new Bill(
                invoice.getId(),
                invoice.getNumber(),
                Instant.ofEpochSecond(orZero(invoice.getCreated())),
                orZero(invoice.getTotal()),
                invoice.getCurrency(),
                invoice.getStatus() == null ? null : word(invoice.getStatus()),
                uri(invoice.getHostedInvoiceUrl()),
                uri(invoice.getInvoicePdf()));
    }

    /**
     * What was paid, without what it was paid with.
     *
     * @param receiptNumber as it is printed on a receipt that was sent; null if none was
     * @param receipt where the receipt is shown; null if there is none
     */
    record Charged(
            String id,
            Instant at,
            long cents,
            String currency,
            String status,
            @Nullable String receiptNumber,
            @Nullable URI receipt) {}

    List<Charged> chargesOf(String customer) throws StripeProblem {
        ChargeListParams wish =
                ChargeListParams.builder().setCustomer(customer).setLimit(PAGE).build();
        return all(client -> client.v1().charges().list(wish), StripeApi::seen, any -> true);
    }

    private static Charged seen(Charge charge) {
        return new Charged(
                charge.getId(),
                Instant.ofEpochSecond(orZero(charge.getCreated())),
                orZero(charge.getAmount()),
                charge.getCurrency(),
                word(charge.getStatus()),
                charge.getReceiptNumber(),
                uri(charge.getReceiptUrl()));
    }

    private static @Nullable URI uri(@Nullable String text) {
        try {
            return text == null ? null : URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Forgets a customer there, with what they pay with; payments stay. @throws StripeProblem.NotThere if it was forgotten */
    void deleteCustomer(String customer) throws StripeProblem {
        ask(client -> client.v1().customers().delete(customer).getId());
    }

    /**
     * Stripe's work to make what it keeps of a customer nobody's.
     *
     * @param status Stripe's word
     */
    record Redaction(String id, String status) {}

    /** Has Stripe look whether it can redact all that it has of a customer, also a deleted one. */
    Redaction redact(String customer, String key) throws StripeProblem {
        String wish = "objects[customers][]=" + URLEncoder.encode(customer, StandardCharsets.UTF_8)
                + "&validation_behavior=fix";
        return ask(client ->
                redaction(client.rawRequest(ApiResource.RequestMethod.POST, REDACTIONS, wish, previewed(key))));
    }

    Redaction redaction(String job) throws StripeProblem {
        return ask(client -> redaction(
                client.rawRequest(ApiResource.RequestMethod.GET, REDACTIONS + "/" + job, null, previewed(null))));
    }

    /** Begins what cannot be undone, of a job that is ready. */
    Redaction runRedaction(String job) throws StripeProblem {
        return ask(client -> redaction(client.rawRequest(
                ApiResource.RequestMethod.POST, REDACTIONS + "/" + job + "/run", "", previewed("run:" + job))));
    }

    private static RawRequestOptions previewed(@Nullable String key) {
        RawRequestOptions.RawRequestOptionsBuilder options = RawRequestOptions.builder();
        options.setAdditionalHeaders(Map.of("Stripe-Version", PREVIEW));
        if (key != null) {
            options.setIdempotencyKey(key);
        }
        return options.build();
    }

    private static Redaction redaction(StripeResponse answer) {
        try {
            JsonNode job = JSON.readTree(answer.body());
            return new Redaction(
                    job.path("id").asText(), word(job.path("status").asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stripe answers in JSON", e);
        }
    }

    /** Corrects what a customer is called there: where they get mail, and their name if Stripe has one. */
    void correctCustomer(String customer, @Nullable String email, String name) throws StripeProblem {
        CustomerUpdateParams.Builder wish = CustomerUpdateParams.builder();
        boolean deleted = ask(client -> {
            Customer known = client.v1().customers().retrieve(customer);
            if (known.getName() != null) {
                wish.setName(name);
            }
            return Boolean.TRUE.equals(known.getDeleted());
        });
        if (deleted) {
            throw new StripeProblem.NotThere();
        }
        if (email != null) {
            wish.setEmail(email);
        }
        ask(client -> client.v1().customers().update(customer, wish.build()).getId());
    }

    /** Where a customer gets mail from there; what they are called is theirs to write, on Stripe's own pages. */
    void moveCustomer(String customer, String email) throws StripeProblem {
        CustomerUpdateParams wish =
                CustomerUpdateParams.builder().setEmail(email).build();
        ask(client -> client.v1().customers().update(customer, wish).getId());
    }

    /** What a customer has chosen to pay with; null if nothing. */
    @Nullable
    String chosenMethod(String customer) throws StripeProblem {
        return ask(client -> {
            Customer found = client.v1().customers().retrieve(customer);
            return found.getInvoiceSettings() == null
                    ? null
                    : found.getInvoiceSettings().getDefaultPaymentMethod();
        });
    }

    /** Where a customer sees their receipts and changes their cards, at Stripe's. */
    URI portal(String customer, URI back) throws StripeProblem {
        com.stripe.param.billingportal.SessionCreateParams wish =
                com.stripe.param.billingportal.SessionCreateParams.builder()
                        .setCustomer(customer)
                        .setReturnUrl(back.toString())
                        .build();
        return URI.create(ask(
                client -> client.v1().billingPortal().sessions().create(wish).getUrl()));
    }

    // Checkout

    /**
     * Checkout of a top-up.
     *
     * @param url where it is paid; null once it is over
     * @param taxCents what was added for a tax office
     * @param totalCents what is to be paid
     */
    record Checkout(
            String id,
            @Nullable String url,
            @Nullable String intent,
            boolean expired,
            boolean paid,
            long totalCents,
            long taxCents,
            @Nullable String order,
            @Nullable String currency,
            @Nullable String customer) {}

    /** How Checkout looks and where it leads. */
    record Way(URI success, URI cancel, Locale language, Instant expires) {}

    Checkout openCheckout(TopUp order, String customer, Way way) throws StripeProblem {
        SessionCreateParams.Builder wish = SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.PAYMENT)
                .setCustomer(customer)
                .setClientReferenceId(order.id().toString())
                .setSuccessUrl(way.success().toString())
                .setCancelUrl(way.cancel().toString())
                .setExpiresAt(way.expires().getEpochSecond())
                .setLocale(
                        way.language().getLanguage().equals("zh")
                                ? SessionCreateParams.Locale.ZH
                                : SessionCreateParams.Locale.EN)
                .putMetadata(ORDER, order.id().toString())
                .putMetadata(ACCOUNT, order.account().toString())
                .setInvoiceCreation(SessionCreateParams.InvoiceCreation.builder()
                        .setEnabled(settings.invoices())
                        .build())
                .setPaymentIntentData(SessionCreateParams.PaymentIntentData.builder()
                        .setSetupFutureUsage(SessionCreateParams.PaymentIntentData.SetupFutureUsage.OFF_SESSION)
                        .putMetadata(ORDER, order.id().toString())
                        .putMetadata(ACCOUNT, order.account().toString())
                        .build())
                .addLineItem(line("OminiGate credit", order.creditCents()));
        if (order.feeCents() > 0) {
            wish.addLineItem(line("Top-up fee", order.feeCents()));
        }
        if (settings.automaticTax()) {
            wish.setAutomaticTax(SessionCreateParams.AutomaticTax.builder()
                            .setEnabled(true)
                            .build())
                    .setTaxIdCollection(SessionCreateParams.TaxIdCollection.builder()
                            .setEnabled(true)
                            .build())
                    .setCustomerUpdate(SessionCreateParams.CustomerUpdate.builder()
                            .setAddress(SessionCreateParams.CustomerUpdate.Address.AUTO)
                            .setName(SessionCreateParams.CustomerUpdate.Name.AUTO)
                            .build());
        }
        return ask(client -> seen(client.v1().checkout().sessions().create(wish.build(), with(order.requestKey()))));
    }

    private SessionCreateParams.LineItem line(String what, long cents) {
        SessionCreateParams.LineItem.PriceData.Builder price = SessionCreateParams.LineItem.PriceData.builder()
                .setCurrency(TopUp.CURRENCY)
                .setUnitAmount(cents)
                .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                        .setName(what)
                        .build());
        if (settings.automaticTax()) {
            price.setTaxBehavior(SessionCreateParams.LineItem.PriceData.TaxBehavior.EXCLUSIVE);
        }
        return SessionCreateParams.LineItem.builder()
                .setQuantity(1L)
                .setPriceData(price.build())
                .build();
    }

    Checkout checkout(String session) throws StripeProblem {
        return ask(client -> seen(client.v1().checkout().sessions().retrieve(session)));
    }

    private static Checkout seen(Session session) {
        Long tax = session.getTotalDetails() == null
                ? null
                : session.getTotalDetails().getAmountTax();
        return new Checkout(
                session.getId(),
                session.getUrl(),
                session.getPaymentIntent(),
                "expired".equals(session.getStatus()),
                "paid".equals(session.getPaymentStatus()),
                orZero(session.getAmountTotal()),
                orZero(tax),
                session.getMetadata() == null ? null : session.getMetadata().get(ORDER),
                session.getCurrency(),
                session.getCustomer());
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    // Cards

    /**
     * Where a card is confirmed, and nothing is paid.
     *
     * @param url where that is done; null once it is over
     * @param intent what Stripe calls the confirmation; null before there is one
     * @param decision what requires it; null if this is of nothing of ours
     * @param account whose card it is to be, likewise
     */
    record CardPage(
            String id,
            @Nullable String url,
            @Nullable String intent,
            @Nullable String decision,
            @Nullable String account) {}

    /** The same page however often it is asked for, within a day. */
    CardPage openCardPage(UUID decision, UUID account, String customer, URI back) throws StripeProblem {
        SessionCreateParams.PaymentMethodOptions byBank = SessionCreateParams.PaymentMethodOptions.builder()
                .setCard(SessionCreateParams.PaymentMethodOptions.Card.builder()
                        .setRequestThreeDSecure(SessionCreateParams.PaymentMethodOptions.Card.RequestThreeDSecure.ANY)
                        .build())
                .build();
        SessionCreateParams wish = SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.SETUP)
                .setCustomer(customer)
                .addPaymentMethodType(SessionCreateParams.PaymentMethodType.CARD)
                .setPaymentMethodOptions(byBank)
                .setSuccessUrl(back.toString())
                .setCancelUrl(back.toString())
                .setLocale(SessionCreateParams.Locale.AUTO)
                .putMetadata(DECISION, decision.toString())
                .putMetadata(ACCOUNT, account.toString())
                .build();
        return ask(client -> card(client.v1().checkout().sessions().create(wish, with("confirm-card:" + decision))));
    }

    CardPage cardPage(String session) throws StripeProblem {
        return ask(client -> card(client.v1().checkout().sessions().retrieve(session)));
    }

    private static CardPage card(Session session) {
        Map<String, String> metadata = session.getMetadata() == null ? Map.of() : session.getMetadata();
        return new CardPage(
                session.getId(),
                session.getUrl(),
                session.getSetupIntent(),
                metadata.get(DECISION),
                metadata.get(ACCOUNT));
    }

    /** Whether the bank has confirmed the card. */
    boolean isConfirmed(String setupIntent) throws StripeProblem {
        return ask(client -> "succeeded"
                .equals(client.v1().setupIntents().retrieve(setupIntent).getStatus()));
    }

    // Payments

    /**
     * A payment.
     *
     * @param status Stripe's word
     * @param failure the class of its last failure; null if it had none
     * @param method what it is paid with, by Stripe's name
     * @param risk what Stripe's Radar makes of it
     */
    record Payment(
            String id,
            String status,
            long cents,
            long receivedCents,
            String currency,
            @Nullable String customer,
            @Nullable String order,
            @Nullable String charge,
            @Nullable String method,
            @Nullable String failure,
            Risk risk) {
        boolean succeeded() {
            return status.equals("succeeded");
        }

        boolean canceled() {
            return status.equals("canceled");
        }
    }

    /** What Stripe's Radar makes of a payment; a list does not say it. */
    enum Risk {
        USUAL,
        ELEVATED,
        BLOCKED
    }

    Payment payment(String intent) throws StripeProblem {
        PaymentIntentRetrieveParams withCharge =
                PaymentIntentRetrieveParams.builder().addExpand(CHARGE).build();
        return ask(client -> seen(client.v1().paymentIntents().retrieve(intent, withCharge)));
    }

    /** Pays without the customer being there. */
    Payment pay(TopUp order, String customer, String method) throws StripeProblem {
        PaymentIntentCreateParams wish = PaymentIntentCreateParams.builder()
                .setAmount(order.totalCents())
                .setCurrency(TopUp.CURRENCY)
                .setCustomer(customer)
                .setPaymentMethod(method)
                .setOffSession(true)
                .setConfirm(true)
                .addExpand(CHARGE)
                .putMetadata(ORDER, order.id().toString())
                .putMetadata(ACCOUNT, order.account().toString())
                .build();
        return ask(client -> seen(client.v1().paymentIntents().create(wish, with(order.requestKey()))));
    }

    /** The payment of this order among those of a customer since then; null if there is none. */
    @Nullable
    Payment find(String customer, UUID order, Instant since) throws StripeProblem {
        PaymentIntentListParams wish = PaymentIntentListParams.builder()
                .setCustomer(customer)
                .setCreated(PaymentIntentListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build())
                .setLimit(PAGE)
                .build();
        List<Payment> found = all(
                client -> client.v1().paymentIntents().list(wish),
                StripeApi::seen,
                payment -> order.toString().equals(payment.order()));
        return found.isEmpty() ? null : found.getFirst();
    }

    private static Payment seen(PaymentIntent intent) {
        StripeError error = intent.getLastPaymentError();
        String failure =
                error == null ? null : error.getDeclineCode() == null ? error.getCode() : error.getDeclineCode();
        return new Payment(
                intent.getId(),
                intent.getStatus(),
                orZero(intent.getAmount()),
                orZero(intent.getAmountReceived()),
                intent.getCurrency(),
                intent.getCustomer(),
                intent.getMetadata() == null ? null : intent.getMetadata().get(ORDER),
                intent.getLatestCharge(),
                intent.getPaymentMethod(),
                failure == null ? null : word(failure),
                risk(intent.getLatestChargeObject()));
    }

    private static Risk risk(@Nullable Charge charge) {
        Charge.Outcome outcome = charge == null ? null : charge.getOutcome();
        if (outcome == null) {
            return Risk.USUAL;
        }
        return "blocked".equals(outcome.getType()) || "highest".equals(outcome.getRiskLevel())
                ? Risk.BLOCKED
                : "elevated".equals(outcome.getRiskLevel()) ? Risk.ELEVATED : Risk.USUAL;
    }

    /** The payment that a charge is of; null if it is of none. */
    @Nullable
    String paymentOf(String charge) throws StripeProblem {
        return ask(client -> client.v1().charges().retrieve(charge).getPaymentIntent());
    }

    /** Where a payment's receipt is, at Stripe's; null if there is none. */
    @Nullable
    URI receipt(String charge) throws StripeProblem {
        String url = ask(client -> client.v1().charges().retrieve(charge).getReceiptUrl());
        return url == null ? null : URI.create(url);
    }

    // What goes back

    /** A refund. */
    record Returned(
            String id,
            String status,
            long cents,
            String currency,
            @Nullable String payment,
            @Nullable String charge,
            @Nullable String refund,
            @Nullable String failure) {
        boolean failed() {
            return status.equals("failed") || status.equals("canceled");
        }

        boolean succeeded() {
            return status.equals("succeeded");
        }
    }

    Returned payBack(UUID refund, String payment, long cents, String key) throws StripeProblem {
        RefundCreateParams wish = RefundCreateParams.builder()
                .setPaymentIntent(payment)
                .setAmount(cents)
                .putMetadata(REFUND, refund.toString())
                .build();
        return ask(client -> seen(client.v1().refunds().create(wish, with(key))));
    }

    Returned refund(String id) throws StripeProblem {
        return ask(client -> seen(client.v1().refunds().retrieve(id)));
    }

    /** The refunds of a payment. */
    List<Returned> refundsOf(String payment) throws StripeProblem {
        RefundListParams wish = RefundListParams.builder()
                .setPaymentIntent(payment)
                .setLimit(PAGE)
                .build();
        return all(client -> client.v1().refunds().list(wish), StripeApi::seen, any -> true);
    }

    List<Returned> refundsSince(Instant since) throws StripeProblem {
        RefundListParams wish = RefundListParams.builder()
                .setCreated(RefundListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build())
                .setLimit(PAGE)
                .build();
        return all(client -> client.v1().refunds().list(wish), StripeApi::seen, any -> true);
    }

    private static Returned seen(Refund refund) {
        return new Returned(
                refund.getId(),
                refund.getStatus() == null ? "pending" : refund.getStatus(),
                orZero(refund.getAmount()),
                refund.getCurrency(),
                refund.getPaymentIntent(),
                refund.getCharge(),
                refund.getMetadata() == null ? null : refund.getMetadata().get(REFUND),
                refund.getFailureReason() == null ? null : word(refund.getFailureReason()));
    }

    /**
     * A dispute.
     *
     * @param reason Stripe's word
     * @param evidence whether the bank was answered; null where it takes no answer
     * @param answerBy until when it can be; null where it takes no answer
     */
    record Contested(
            String id,
            String status,
            long cents,
            String currency,
            @Nullable String payment,
            @Nullable String reason,
            @Nullable DisputeEvidence evidence,
            @Nullable Instant answerBy) {
        /** A bank's question before it takes the money. */
        boolean isInquiry() {
            return status.startsWith("warning_");
        }

        boolean isClosed() {
            return status.equals("won")
                    || status.equals("lost")
                    || status.equals("warning_closed")
                    || status.equals("prevented");
        }

        /** What the bank has taken, as it stands. */
        long takenCents() {
            return isInquiry() || status.equals("won") || status.equals("prevented") ? 0 : cents;
        }
    }

    Contested dispute(String id) throws StripeProblem {
        return ask(client -> seen(client.v1().disputes().retrieve(id)));
    }

    List<Contested> disputesSince(Instant since) throws StripeProblem {
        DisputeListParams wish = DisputeListParams.builder()
                .setCreated(DisputeListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build())
                .setLimit(PAGE)
                .build();
        return all(client -> client.v1().disputes().list(wish), StripeApi::seen, any -> true);
    }

    private static Contested seen(Dispute dispute) {
        return new Contested(
                dispute.getId(),
                word(dispute.getStatus()),
                orZero(dispute.getAmount()),
                dispute.getCurrency(),
                dispute.getPaymentIntent(),
                dispute.getReason() == null ? null : word(dispute.getReason()),
                evidence(dispute.getEvidenceDetails()),
                answerBy(dispute.getEvidenceDetails()));
    }

    private static @Nullable DisputeEvidence evidence(Dispute.@Nullable EvidenceDetails details) {
        if (details == null) {
            return null;
        }
        if (orZero(details.getSubmissionCount()) > 0) {
            return DisputeEvidence.SENT;
        }
        return Boolean.TRUE.equals(details.getPastDue())
                ? DisputeEvidence.TOO_LATE
                : Boolean.TRUE.equals(details.getHasEvidence()) ? DisputeEvidence.DRAFTED : DisputeEvidence.NONE;
    }

    private static @Nullable Instant answerBy(Dispute.@Nullable EvidenceDetails details) {
        return details == null || details.getDueBy() == null ? null : Instant.ofEpochSecond(details.getDueBy());
    }

    /** A bank's warning that a payment was fraud; the payment that it is about. */
    record Warned(
            String id, @Nullable String payment, @Nullable String charge) {}

    Warned warning(String id) throws StripeProblem {
        return ask(client -> {
            EarlyFraudWarning warning = client.v1().radar().earlyFraudWarnings().retrieve(id);
            return new Warned(warning.getId(), warning.getPaymentIntent(), warning.getCharge());
        });
    }

    // Lists

    /** A movement of our money at Stripe. */
    record Moved(
            String id,
            String type,
            long cents,
            long feeCents,
            String currency,
            @Nullable String source,
            Instant at) {}

    List<Moved> movements(Instant from, Instant until) throws StripeProblem {
        BalanceTransactionListParams wish = BalanceTransactionListParams.builder()
                .setCreated(BalanceTransactionListParams.Created.builder()
                        .setGte(from.getEpochSecond())
                        .setLt(until.getEpochSecond())
                        .build())
                .setLimit(PAGE)
                .build();
        return all(client -> client.v1().balanceTransactions().list(wish), StripeApi::seen, any -> true);
    }

    private static Moved seen(BalanceTransaction moved) {
        return new Moved(
                moved.getId(),
                moved.getType(),
                orZero(moved.getAmount()),
                orZero(moved.getFee()),
                moved.getCurrency(),
                moved.getSource(),
                Instant.ofEpochSecond(orZero(moved.getCreated())));
    }

    /** What Stripe has of our money in dollars, also what it has not paid out yet; in cents. */
    long balanceCents() throws StripeProblem {
        return ask(client -> {
            com.stripe.model.Balance balance = client.v1().balance().retrieve();
            long available = balance.getAvailable().stream()
                    .filter(part -> TopUp.CURRENCY.equals(part.getCurrency()))
                    .mapToLong(com.stripe.model.Balance.Available::getAmount)
                    .sum();
            long pending = balance.getPending().stream()
                    .filter(part -> TopUp.CURRENCY.equals(part.getCurrency()))
                    .mapToLong(com.stripe.model.Balance.Pending::getAmount)
                    .sum();
            return available + pending;
        });
    }

    /** What an event is about: nothing else of it is known here. */
    record Told(String event, String type, String object) {}

    /** Events since then that Stripe could not deliver. */
    List<Told> undelivered(Instant since) throws StripeProblem {
        EventListParams wish = EventListParams.builder()
                .setDeliverySuccess(false)
                .setCreated(EventListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build())
                .setLimit(PAGE)
                .build();
        return all(
                client -> client.v1().events().list(wish),
                StripeApi::told,
                told -> !told.object().isEmpty());
    }

    private static Told told(Event event) {
        String json = event.getDataObjectDeserializer().getRawJson();
        return new Told(event.getId(), event.getType(), EventFields.idIn(json));
    }

    private <T extends com.stripe.model.HasId, R> List<R> all(
            Asked<StripeCollection<T>> list, Function<T, R> reader, Predicate<R> wanted) throws StripeProblem {
        return ask(client -> {
            List<R> found = new ArrayList<>();
            for (T one : list.of(client).autoPagingIterable()) {
                R read = reader.apply(one);
                if (wanted.test(read)) {
                    found.add(read);
                }
                if (found.size() >= MOST_LISTED) {
                    break;
                }
            }
            return found;
        });
    }
}
